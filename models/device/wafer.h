// Where a die comes from: its number counts through the dies of a wafer, the wafers of a lot, the
// lots. So a die has its place, and its neighbours, without being drawn.
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi {

// A round wafer and its grid of dies; a corner shared by four dies lies at the wafer's centre. A
// die exists where all of it is inside the edge exclusion. Defaults are assumed: 300 mm wafers,
// dies of 5 x 5 mm, in a 26 x 33 mm reticle field as many as fit.
struct WaferLayout {
  double wafer_diameter_mm = 300.0;
  double edge_exclusion_mm = 3.0;
  double die_width_mm = 5.0;
  double die_height_mm = 5.0;
  int reticle_columns = 5;  // dies of one exposure
  int reticle_rows = 6;
  int wafers_per_lot = 25;
};

struct WaferPlace {
  uint32_t lot = 0;
  uint32_t wafer = 0;        // counted through all lots
  int x = 0;                 // column of the die, 0 leftmost
  int y = 0;                 // row of the die, 0 lowest
  double radius = 0.0;       // of the die's centre: 0 wafer centre, 1 edge exclusion
  int reticle_position = 0;  // within the field: column + row * reticle_columns
};

// The dies of one wafer, numbered from the lowest row up, each row from left to right:
// die number = wafer * dies_per_wafer() + place on the wafer, lot = wafer / wafers_per_lot.
class WaferMap {
 public:
  explicit WaferMap(const WaferLayout& layout);  // a layout that check() accepts
  uint32_t dies_per_wafer() const { return static_cast<uint32_t>(places_.size()); }
  WaferPlace place(uint32_t die) const;

 private:
  uint32_t wafers_per_lot_;
  std::vector<WaferPlace> places_;  // of wafer 0
};

}  // namespace kintsugi
