// RRAM cells: linearly spaced conductance levels, log-normal programming spread, and the integer
// grid on which every conductance lives after programming.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/core/random.h"

namespace kintsugi {

constexpr double kCodesPerGmax = 8192.0;     // grid of Gmax / 2^13, below any device noise
constexpr int32_t kLargestCellCode = 32767;  // 4 Gmax - 1 LSB; the tail of the spread is clipped

// Conductance of every level in grid steps, not yet rounded: level i of n is
// (g_min + i * (1 - g_min) / (n - 1)) * 2^13. `g_min` is a fraction of Gmax.
std::vector<double> level_conductances(int levels, double g_min);

// Grid steps between two neighbouring levels (not rounded).
double level_spacing(int levels, double g_min);

// How a tile's cells deviate: cell = level * exp(sigma_within * z_cell + common), where `common`
// already holds the tile's and the die's share (natural logarithm).
struct CellSpread {
  double sigma_within = 0.0;
  double common = 0.0;
};

// Programs `count` cells: codes[i] = round(conductance[levels[i]] * factor_i), halves up, clipped
// at kLargestCellCode. Cell i draws index i of `key`. Returns how many cells were clipped.
int64_t program_cells(const RandomKey& key, const CellSpread& spread,
                      const std::vector<double>& conductance, const uint8_t* levels, size_t count,
                      int16_t* codes);

}  // namespace kintsugi
