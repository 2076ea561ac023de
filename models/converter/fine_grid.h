// Conversion in two steps, as kernels do it where codes do not lie on a line: a place on a grid of
// 1/16 LSB, then the code that stands there.
//
// A table of a converter of `bits` bits has fine_positions(bits) entries: entry j is the code,
// counted from 0 (most negative) to 2^bits - 1, of an input in the middle of the j-th sixteenth.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "models/converter/adc.h"

namespace kintsugi {

constexpr int kFineBits = 4;
constexpr int kFinePerLsb = 1 << kFineBits;

constexpr int32_t fine_positions(int bits) { return int32_t{1} << (bits + kFineBits); }

// The same line on the grid. Both numbers are scaled by a power of two, which rounds nothing;
// hence fine_position >> kFineBits is convert()'s code, bit for bit.
inline TransferLine fine_line(const TransferLine& line) {
  return {line.slope * kFinePerLsb, line.offset * kFinePerLsb};
}

// clamp(floor(slope * sum + offset), 0, fine_positions(bits) - 1) of a fine line: one multiply,
// then one add.
inline int32_t fine_position(int64_t sum, const TransferLine& fine, int bits) {
  const double raw = static_cast<double>(sum) * fine.slope + fine.offset;
  const double top = static_cast<double>(fine_positions(bits) - 1);
  return static_cast<int32_t>(std::min(std::max(raw, 0.0), top));
}

// Signed code of a sum by the converter's table.
inline int32_t convert_fine(int64_t sum, const TransferLine& fine, const uint16_t* table,
                            int bits) {
  return table[fine_position(sum, fine, bits)] - (int32_t{1} << (bits - 1));
}

// The input, in LSB above the bottom of the range, that stands for all of position j.
inline double input_at(int32_t position) {
  return (static_cast<double>(position) + 0.5) / kFinePerLsb;
}

// The first position whose input is at or above a threshold (LSB above the bottom), between 0 and
// fine_positions(bits). The threshold moves by at most half a position.
inline int32_t first_position_at(double threshold_lsb, int bits) {
  const double position = std::ceil(threshold_lsb * kFinePerLsb - 0.5);
  const double end = static_cast<double>(fine_positions(bits));
  return static_cast<int32_t>(std::min(std::max(position, 0.0), end));
}

}  // namespace kintsugi
