// The columns that say which die a line is of, as every file of this room has them.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "testbench/silicon/bins.h"
#include "testbench/silicon/csv_table.h"

namespace kintsugi {

inline const std::vector<std::string> kPlaceColumns = {"LOT_ID", "WAFER_ID", "X_COORD", "Y_COORD",
                                                       "PART_ID"};

// Their cells in that order.
std::string place_cells(const PartName& name);

class PartColumns {
 public:
  // Throws UserError without PART_ID and for one coordinate without the other.
  explicit PartColumns(const CsvTable& table);
  // Of a row; each row once. Throws UserError for an empty PART_ID, a coordinate out of range, a
  // die or a place on a wafer that was asked for before. Coordinates may be left empty, both of
  // them.
  PartName name(size_t row);

 private:
  const CsvTable& table_;
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
  std::set<std::tuple<std::string, std::string, int, int>> places_;
};

}  // namespace kintsugi
