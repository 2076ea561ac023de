#include "models/device/wafer.h"

#include <cmath>
#include <stdexcept>

namespace kintsugi {

WaferMap::WaferMap(const WaferLayout& layout)
    : wafers_per_lot_(static_cast<uint32_t>(layout.wafers_per_lot)) {
  const double usable = layout.wafer_diameter_mm / 2.0 - layout.edge_exclusion_mm;
  const auto half_columns = static_cast<int>(usable / layout.die_width_mm);
  const auto half_rows = static_cast<int>(usable / layout.die_height_mm);
  for (int row = -half_rows; row < half_rows; ++row) {
    for (int column = -half_columns; column < half_columns; ++column) {
      const double x = (column + 0.5) * layout.die_width_mm;
      const double y = (row + 0.5) * layout.die_height_mm;
      const double corner_x = std::abs(x) + layout.die_width_mm / 2.0;
      const double corner_y = std::abs(y) + layout.die_height_mm / 2.0;
      if (corner_x * corner_x + corner_y * corner_y > usable * usable) continue;
      WaferPlace place;
      place.x = column + half_columns;
      place.y = row + half_rows;
      place.radius = std::sqrt(x * x + y * y) / usable;
      place.reticle_position =
          place.x % layout.reticle_columns + place.y % layout.reticle_rows * layout.reticle_columns;
      places_.push_back(place);
    }
  }
  if (places_.empty()) throw std::invalid_argument("no die fits on the wafer");
}

WaferPlace WaferMap::place(uint32_t die) const {
  WaferPlace place = places_[die % dies_per_wafer()];
  place.wafer = die / dies_per_wafer();
  place.lot = place.wafer / wafers_per_lot_;
  return place;
}

}  // namespace kintsugi
