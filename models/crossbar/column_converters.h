// The converters of a tile as its columns see them: lines and curves laid out for the kernels, and
// the scalar conversion that the kernels repeat.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kintsugi {

// Column k converts a sum (in units of its digits times cell codes) to a place on its converter's
// grid, place = clamp(trunc(slope * sum + offset), 0, top): one multiply, then one add. The code is
// transfer[transfer_base[k] + place] or, without a curve, the place itself, less code_bias.
// Arrays over columns are padded to whole stripes with zeros.
struct ColumnConverters {
  std::vector<double> slope;
  std::vector<double> offset;
  int32_t top = 0;
  int32_t code_bias = 0;
  std::vector<uint16_t> transfer;      // curves of all converters one after the other; empty: none
  std::vector<int32_t> transfer_base;  // [padded columns], where there are curves
  std::vector<float> variance;  // [padded columns], noise of the conversion itself, sum units

  int32_t place(size_t column, double noisy_sum) const {
    const double raw = noisy_sum * slope[column] + offset[column];
    return static_cast<int32_t>(std::min(std::max(raw, 0.0), static_cast<double>(top)));
  }
  int32_t code(size_t column, double noisy_sum) const {
    const int32_t at = place(column, noisy_sum);
    if (transfer.empty()) return at - code_bias;
    return transfer[static_cast<size_t>(transfer_base[column] + at)] - code_bias;
  }
};

}  // namespace kintsugi
