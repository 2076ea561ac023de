// How signed weights become cells, in the numbers training needs.
#pragma once

#include <string>

#include "models/crossbar/weight_coding.h"

namespace kintsugi {

// One cell is as wide as a weight (no slices); an offset-binary weight is trained as single-ended.
struct CellMapping {
  Mapping mapping = Mapping::Differential;  // or SingleEnded, against reference cells
  int levels = 10;                          // of one cell: 2 .. 128 (single-ended: 3 .. 128)
  int tile_rows = 512;                      // a tile, as the factors and converters see it
  int tile_outputs = 128;

  bool differential() const { return mapping == Mapping::Differential; }

  // Weights are shipped as whole steps in [-(levels - 1), levels - 1]. One trained state is this
  // many: 1 for a pair; 2 for a single cell, which has half as many states either side.
  int steps_per_state() const;

  // Largest trained state: a weight is state x steps_per_state() x step. The same either side: of
  // an even number of levels a single cell leaves the lowest unused.
  int largest_state() const;

  // Level of a single cell at weight 0, and of both cells of a pair.
  int middle_level() const;

  // Conductance of the lowest level in units of one level step, for g_min = lowest / highest.
  double floor_levels(double g_min) const;
};

// "differential" or "single-ended"; throws UserError for other names.
Mapping cell_mapping(const std::string& name);

}  // namespace kintsugi
