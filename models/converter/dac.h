// Digital-to-analog converters: one driver a word line, one level a step of the input.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/converter/fault.h"
#include "models/core/random.h"

namespace kintsugi {

constexpr int kLargestDacBits = 8;
constexpr int kDacFractionBits = 6;

// Model: gain, offset and INL of each driver, static (definitions as for converters in R. van de
// Plassche, see flash.h). INL is drawn for each level on its own, as the levels of a tapped
// reference have it; the lowest and the highest level belong to offset and gain.
struct DacDesign {
  int bits = 1;                   // of the input that one step applies
  double gain_sigma = 0.0;        // of a driver's gain about 1
  double offset_sigma_lsb = 0.0;  // LSB of the step
  double inl_sigma_lsb = 0.0;     // of an inner level, LSB of the step; 0 where bits = 1
};

// The first thing that is wrong with a design (keys of the table [dac]); check() throws it.
std::optional<KeyFault> fault_of(const DacDesign& design);
void check(const DacDesign& design);

// The drivers of a tile. The level that row r applies for the step's digit d is
//   gain[r] * d + offset_lsb[r] + INL,
// in `levels` rounded to 2^-6 LSB, halves up. Without spread it is d << 6.
struct DacBank {
  int bits = 1;
  std::vector<double> gain;        // [rows]
  std::vector<double> offset_lsb;  // [rows]
  std::vector<int16_t> levels;     // [rows][2^bits]
};

// The first `rows` drivers of a tile; each is the same whatever `rows` is. `tile` gives seed, die
// and tile; `design` has passed check(), by which no level leaves the range of int16.
DacBank draw_dacs(const DacDesign& design, const RandomKey& tile, int rows);

// What 1-bit drivers do, moved into the cells: level 0 applies offset[r], level 1 gain[r] +
// offset[r]; hence sum over rows of level(d_r) * code[r][c] is
//   constants[c] + sum over rows of d_r * codes[r][c].
struct FoldedDac {
  std::vector<int16_t> codes;      // [rows][columns], gain * code rounded to the grid, halves up
  std::vector<int64_t> constants;  // [columns], sum of offset * code, rounded once, halves up
  int64_t clipped = 0;             // cells beyond +-32767, and held there
};

// `codes` is [rows of the bank][columns]. Works on gain and offset as drawn, not on the levels
// rounded to 2^-6. Throws std::invalid_argument where the drivers have more than one bit.
FoldedDac fold_dacs(const DacBank& dacs, const int16_t* codes, int columns);

}  // namespace kintsugi
