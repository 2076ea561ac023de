// What a tile with resistive wires and driven rows computes: an exact effective conductance matrix,
// and that matrix on the grid of cell codes.
#pragma once

#include <cstdint>
#include <vector>

#include "models/wires/wire_design.h"

namespace kintsugi {

// Conductances, [rows][columns] in siemens, such that the current of bit line c is
// I_c = sum over r of G[r][c] * V_r with every driver r at V_r; the network is linear, so this is
// exact. `conductance` is [rows][columns] of cells in siemens, each finite and not negative; rows
// and columns are 1 .. kLargestWiredTile; std::invalid_argument otherwise. Relative error of each
// entry below 1e-12 (measured to 64x64). The same bits on every machine.
std::vector<double> effective_conductance(const WireDesign& design, const double* conductance,
                                          int rows, int columns);

// What rounding to codes cost. Errors are of code minus unrounded conductance, in codes; clipped
// cells are left out of them.
struct RoundedCodes {
  int64_t clipped = 0;         // cells above kLargestCellCode, which they were set to
  double largest_error = 0.0;  // magnitude
  double rms_error = 0.0;
  double largest_column_error = 0.0;  // largest |sum of errors| / sum of codes of a column
  double rms_column_error = 0.0;      // rms over columns of sqrt(sum of error^2) / sum of codes
};

// codes[i] = conductance[i] rounded to nearest, halves up; both [rows][columns], conductances in
// codes and not negative.
RoundedCodes round_to_codes(const double* conductance, int rows, int columns, int16_t* codes);

// Replaces the cells' codes, [rows][columns] in steps of g_max / 2^13 and not negative, by those of
// their effective conductances. `g_max_siemens` is positive and finite (std::invalid_argument
// otherwise). An ideal design changes nothing.
RoundedCodes effective_codes(const WireDesign& design, double g_max_siemens, int rows, int columns,
                             int16_t* codes);

}  // namespace kintsugi
