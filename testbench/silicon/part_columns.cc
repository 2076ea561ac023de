#include "testbench/silicon/part_columns.h"

#include <fmt/format.h>

#include "models/core/error.h"

namespace kintsugi {
namespace {

std::string text_or_nothing(const CsvTable& table, size_t row, const char* column) {
  return table.has(column) ? table.text(row, table.column(column, "")) : "";
}

int coordinate(const CsvTable& table, size_t row, const char* column) {
  return static_cast<int>(table.integer(row, table.column(column, ""), INT16_MIN, INT16_MAX));
}

}  // namespace

std::string place_cells(const PartName& name) {
  const auto cell = [](const std::optional<int>& value) {
    return value ? std::to_string(*value) : "";
  };
  return fmt::format("{},{},{},{},{}", name.lot, name.wafer, cell(name.x), cell(name.y), name.part);
}

PartColumns::PartColumns(const CsvTable& table) : table_(table) {
  table.column("PART_ID", "what the die is called, once a wafer");
  if (table.has("X_COORD") != table.has("Y_COORD")) {
    const bool x = table.has("X_COORD");
    throw UserError(fmt::format("{}:1: found the column {} without {}; allowed are both or none",
                                table.file().string(), x ? "X_COORD" : "Y_COORD",
                                x ? "Y_COORD" : "X_COORD"));
  }
}

PartName PartColumns::name(size_t row) {
  PartName name{text_or_nothing(table_, row, "LOT_ID"),
                text_or_nothing(table_, row, "WAFER_ID"),
                text_or_nothing(table_, row, "PART_ID"),
                {},
                {}};
  if (name.part.empty()) table_.fail(row, table_.column("PART_ID", ""), "what the die is called");
  const bool placed = !text_or_nothing(table_, row, "X_COORD").empty() ||
                      !text_or_nothing(table_, row, "Y_COORD").empty();
  if (placed) {
    name.x = coordinate(table_, row, "X_COORD");
    name.y = coordinate(table_, row, "Y_COORD");
    if (!places_.insert({name.lot, name.wafer, *name.x, *name.y}).second) {
      table_.fail_row(row, fmt::format("found {} at x {}, y {}, where an earlier line has a die; "
                                       "allowed is each die once",
                                       to_text(name), *name.x, *name.y));
    }
  }
  if (!seen_.insert({name.lot, name.wafer, name.part}).second) {
    table_.fail_row(row,
                    fmt::format("found {} a second time; allowed is each die once", to_text(name)));
  }
  return name;
}

}  // namespace kintsugi
