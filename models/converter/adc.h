// Analog-to-digital converter: signed two's complement code of a column sum.
#pragma once

#include <algorithm>
#include <cstdint>

namespace kintsugi {

// One physical converter. Drawn once a die; see DieKey.
struct Converter {
  double gain = 1.0;
  double offset_lsb = 0.0;
};

// A converter's transfer line for a full scale, ready to use: one multiply, then one add.
// `offset` carries the half LSB of rounding and moves code -2^(bits-1) to 0, so that truncation
// is the floor.
struct TransferLine {
  double slope = 0.0;
  double offset = 0.0;
};

// `full_scale` is the sum, in cell-code units, that reaches code 2^(bits-1).
inline TransferLine transfer_line(const Converter& converter, int bits, int32_t full_scale) {
  const double half_range = static_cast<double>(int64_t{1} << (bits - 1));
  return {converter.gain * half_range / static_cast<double>(full_scale),
          converter.offset_lsb + 0.5 + half_range};
}

// clamp(floor(slope * sum + 0.5 + offset_lsb), -2^(bits-1), 2^(bits-1) - 1). The vector kernels
// (models/crossbar/read_kernel_impl.h) do the same operations in the same order.
inline int32_t convert(int64_t sum, const TransferLine& line, int bits) {
  const int32_t half_range = int32_t{1} << (bits - 1);
  const double raw = static_cast<double>(sum) * line.slope + line.offset;
  const double clamped = std::min(std::max(raw, 0.0), static_cast<double>(2 * half_range - 1));
  return static_cast<int32_t>(clamped) - half_range;
}

// Noise at the converter's input as a variance of the column sum (squared units of the sum), to be
// added to that of read noise so that one draw serves both. Gaussian, independent from conversion
// to conversion, as in M. Pelgrom, "Analog-to-Digital Conversion", Springer; one draw a conversion
// also for a SAR converter, whose trials in fact each draw their own.
inline double noise_variance_of_sum(double noise_lsb, const TransferLine& line) {
  const double sigma = noise_lsb / line.slope;
  return sigma * sigma;
}

}  // namespace kintsugi
