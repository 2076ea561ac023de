// Integer rounding and saturation shared by the digital parts of the chip.
#pragma once

#include <algorithm>
#include <cstdint>

namespace kintsugi {

// Clamps `value` to the range of a signed two's complement number of `bits` bits (1 .. 63).
constexpr int64_t saturate(int64_t value, int bits) {
  const int64_t top = (int64_t{1} << (bits - 1)) - 1;
  return std::min(std::max(value, -top - 1), top);
}

// value / 2^shift, rounded to the nearest integer, halves towards plus infinity. A shift of 0
// returns `value`. The right shift of a negative number is arithmetic (true of every supported
// compiler, checked below).
constexpr int64_t rounding_shift_right(int64_t value, int shift) {
  return shift == 0 ? value : (value + (int64_t{1} << (shift - 1))) >> shift;
}
static_assert((int64_t{-3} >> 1) == -2, "right shift of negative numbers must be arithmetic");

// The low `bits` bits of `word` (1 .. 63) as a signed two's complement number.
constexpr int64_t sign_extended(uint64_t word, int bits) {
  return static_cast<int64_t>(word << (64 - bits)) >> (64 - bits);
}

}  // namespace kintsugi
