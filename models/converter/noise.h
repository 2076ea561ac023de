// Noise of a conversion: Gaussian, input-referred, independent from conversion to conversion, as in
// M. Pelgrom, "Analog-to-Digital Conversion", Springer (thermal and comparator noise lumped at the
// input). One draw a conversion, also for a SAR converter, whose trials in fact each draw their
// own.
//
// The caller brings the standard normal draw z, keyed as it keys read noise.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/converter/fine_grid.h"

namespace kintsugi {

// clamp(floor(slope * sum + offset + 16 noise_lsb * z)) on the fine grid, added in that order. With
// no noise it is fine_position().
inline int32_t noisy_fine_position(int64_t sum, const TransferLine& fine, double noise_lsb,
                                   double z, int bits) {
  const double raw = static_cast<double>(sum) * fine.slope + fine.offset;
  const double noisy = raw + (noise_lsb * kFinePerLsb) * z;
  const double top = static_cast<double>(fine_positions(bits) - 1);
  return static_cast<int32_t>(std::min(std::max(noisy, 0.0), top));
}

// Signed code of a straight converter under noise.
inline int32_t convert_noisy(int64_t sum, const TransferLine& fine, double noise_lsb, double z,
                             int bits) {
  const int32_t position = noisy_fine_position(sum, fine, noise_lsb, z, bits);
  return (position >> kFineBits) - (int32_t{1} << (bits - 1));
}

// Signed code of a converter with a transfer table under noise.
inline int32_t convert_fine_noisy(int64_t sum, const TransferLine& fine, const uint16_t* table,
                                  double noise_lsb, double z, int bits) {
  return table[noisy_fine_position(sum, fine, noise_lsb, z, bits)] - (int32_t{1} << (bits - 1));
}

// The same noise as a variance of the column sum (squared cell-code units), to be added to that of
// read noise so that one draw serves both.
inline double noise_variance_of_sum(double noise_lsb, const TransferLine& line) {
  const double sigma = noise_lsb / line.slope;
  return sigma * sigma;
}

}  // namespace kintsugi
