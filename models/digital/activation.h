// Digital end of a layer: accumulator -> gain -> bias and offset -> ReLU -> activation code.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/core/fixed.h"

namespace kintsugi {

constexpr int kGainFraction = 12;     // ReLU gains are UQ4.12
constexpr int kAccumulatorBits = 24;  // width after the gain, and of the signature stream
constexpr int32_t kUnityGain = 4096;

// sat24(round(gain * accumulator / 2^12)) + bias + offset, all in accumulator LSB. The gain comes
// before the bias because a common conductance factor scales W x and not the bias.
inline int32_t gained_input(int32_t accumulator, uint16_t gain, int32_t bias, int32_t offset) {
  const int64_t product = static_cast<int64_t>(gain) * accumulator;
  const int64_t gained = saturate(rounding_shift_right(product, kGainFraction), kAccumulatorBits);
  return static_cast<int32_t>(gained) + bias + offset;
}

// clamp(round(relu_in * multiplier / 2^shift), 0, 2^activation_bits - 1); the lower clamp is the
// ReLU. `multiplier` is not negative, so the code never falls when `relu_in` rises: max pooling of
// codes and of accumulators therefore agree.
inline uint8_t requantise(int32_t relu_in, int32_t multiplier, int shift, int activation_bits) {
  const int64_t code = rounding_shift_right(static_cast<int64_t>(relu_in) * multiplier, shift);
  const int64_t top = (int64_t{1} << activation_bits) - 1;
  return static_cast<uint8_t>(std::min(std::max(code, int64_t{0}), top));
}

// clamp(round(relu_in * multiplier / 2^shift), -128, 127): a code of a layer without ReLU, as the
// byte that holds it in two's complement.
inline uint8_t requantise_signed(int32_t relu_in, int32_t multiplier, int shift) {
  const int64_t code = rounding_shift_right(static_cast<int64_t>(relu_in) * multiplier, shift);
  return static_cast<uint8_t>(std::min(std::max(code, int64_t{-128}), int64_t{127}));
}

// A positive real factor as multiplier / 2^shift with a 16-bit multiplier (relative error below
// 2^-16). Throws std::domain_error when `factor` is outside [2^-30, 2^15].
struct FixedFactor {
  int32_t multiplier = 1;
  int shift = 0;
};
FixedFactor fixed_factor(double factor);

// round(code * factor), a code between -128 and 255 on another scale; less than 2^23 in size.
inline int32_t rescale(int code, FixedFactor factor) {
  return static_cast<int32_t>(
      rounding_shift_right(static_cast<int64_t>(code) * factor.multiplier, factor.shift));
}

}  // namespace kintsugi
