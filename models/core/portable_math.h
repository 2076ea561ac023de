// Logarithm, exponential and Box-Muller from fixed polynomials: only IEEE operations, never libm,
// so the bits are the same on every machine and vector width. Written once for T = double and for
// the groups of vectors of vector_group.h, which must be included first where they are used.
// Included by files that are compiled for several instruction sets: everything here has internal
// linkage and uses nothing of the standard library, so that no shared inline function is emitted
// with instructions another processor lacks.
#pragma once

#include <cstdint>

namespace kintsugi {
namespace {

inline uint64_t bits_of(double x) {
  uint64_t bits = 0;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

inline double double_of(uint64_t bits) {
  double x = 0.0;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

inline uint32_t bits_of(float x) {
  uint32_t bits = 0;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

inline float float_with(uint32_t bits) {
  float x = 0.0F;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

inline float float_of(uint32_t x) { return static_cast<float>(static_cast<int32_t>(x)); }
inline double square_root(double x) { return __builtin_sqrt(x); }
inline float square_root(float x) { return __builtin_sqrtf(x); }

// Exact for words below 2^32: 2^52 + word has `word` in its low mantissa bits, a conversion that
// exists as plain vector instructions everywhere.
template <class W>
inline auto double_of_word(W word) {
  return double_of(word | uint64_t{0x4330000000000000}) - 4503599627370496.0;
}

// Centre of the word's bin, so that neither 0 nor 1 is ever drawn.
template <class W>
inline auto open_unit(W word) {
  return (double_of_word(word) + 0.5) * (1.0 / 4294967296.0);
}

// ln(u) for normal u > 0: exponent by integer arithmetic, mantissa in [sqrt(1/2), sqrt(2)) by the
// series 2 atanh((m - 1) / (m + 1)).
template <class T>
inline T log_inline(T u) {
  constexpr uint64_t kOne = 0x3ff0000000000000;
  constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcd;
  const auto bits = bits_of(u);
  const auto biased = (bits + (kOne - kSqrtHalf)) >> 52;
  const T mantissa = double_of(bits - (biased << 52) + kOne);
  const T exponent =
      double_of(biased | uint64_t{0x4330000000000000}) - (4503599627370496.0 + 1023.0);
  const T f = (mantissa - 1.0) / (mantissa + 1.0);
  const T s = f * f;
  T p = s * (1.0 / 19.0) + 1.0 / 17.0;
  p = p * s + 1.0 / 15.0;
  p = p * s + 1.0 / 13.0;
  p = p * s + 1.0 / 11.0;
  p = p * s + 1.0 / 9.0;
  p = p * s + 1.0 / 7.0;
  p = p * s + 1.0 / 5.0;
  p = p * s + 1.0 / 3.0;
  p = p * s + 1.0;
  return exponent * 0.69314718055994530942 + 2.0 * f * p;
}

// Sine and cosine of t in [-pi/4, pi/4], by Taylor polynomials, error below 2e-14.
template <class T>
inline T sine_inline(T t) {
  const T s = t * t;
  T sine = s * (1.0 / 6227020800.0) - 1.0 / 39916800.0;
  sine = sine * s + 1.0 / 362880.0;
  sine = sine * s - 1.0 / 5040.0;
  sine = sine * s + 1.0 / 120.0;
  sine = sine * s - 1.0 / 6.0;
  return (sine * s + 1.0) * t;
}

template <class T>
inline T cosine_inline(T t) {
  const T s = t * t;
  T cosine = s * (-1.0 / 87178291200.0) + 1.0 / 479001600.0;
  cosine = cosine * s - 1.0 / 3628800.0;
  cosine = cosine * s + 1.0 / 40320.0;
  cosine = cosine * s - 1.0 / 720.0;
  cosine = cosine * s + 1.0 / 24.0;
  cosine = cosine * s - 0.5;
  return cosine * s + 1.0;
}

template <class T>
struct NormalPair {
  T first;
  T second;
};

// Two independent normals of two words, radius in the low half of `words` and angle in the high
// half. The angle is a quarter turn (top two bits) plus a fraction in (-pi/4, pi/4).
template <class W>
inline auto box_muller(W words) {
  constexpr uint64_t kSign = uint64_t{1} << 63;
  const auto radius = square_root(-2.0 * log_inline(open_unit(words & uint64_t{0xffffffff})));
  const W angle = words >> 32;
  const auto fraction = double_of_word(angle & uint64_t{0x3fffffff}) - 536870912.0;
  const auto t = (fraction + 0.5) * (3.14159265358979323846 / 2.0 / 1073741824.0);
  const W sine = bits_of(sine_inline(t));
  const W cosine = bits_of(cosine_inline(t));
  const W odd = uint64_t{0} - ((angle >> 30) & uint64_t{1});  // all ones in odd quarters
  const W half_turn = words & kSign;
  const W swapped = (sine ^ cosine) & odd;
  const W x = (cosine ^ swapped) ^ (odd & kSign) ^ half_turn;
  const W y = (sine ^ swapped) ^ half_turn;
  return NormalPair<decltype(radius * radius)>{radius * double_of(x), radius * double_of(y)};
}

// ln(u) for normal u > 0 in single precision, as log_inline().
template <class T>
inline T log_single(T u) {
  constexpr uint32_t kOne = 0x3f800000;
  constexpr uint32_t kSqrtHalf = 0x3f3504f3;
  const auto bits = bits_of(u);
  const auto biased = (bits + (kOne - kSqrtHalf)) >> 23;
  const T mantissa = float_with(bits - (biased << 23) + kOne);
  const T exponent = float_of(biased) - 127.0F;
  const T f = (mantissa - 1.0F) / (mantissa + 1.0F);
  const T s = f * f;
  T p = s * (1.0F / 9.0F) + 1.0F / 7.0F;
  p = p * s + 1.0F / 5.0F;
  p = p * s + 1.0F / 3.0F;
  p = p * s + 1.0F;
  return exponent * 0.693147180559945F + 2.0F * f * p;
}

// box_muller() in single precision: half the time.
template <class W>
inline auto box_muller_single(W radius_word, W angle) {
  constexpr uint32_t kSign = uint32_t{1} << 31;
  const auto unit = (float_of(radius_word >> 1) + 0.5F) * (1.0F / 2147483648.0F);
  const auto radius = square_root(-2.0F * log_single(unit));
  const auto t = (float_of(angle & uint32_t{0x3fffffff}) - 536870912.0F) *
                 (3.14159265358979323846F / 2.0F / 1073741824.0F);
  const auto s = t * t;
  auto sine = s * (1.0F / 362880.0F) - 1.0F / 5040.0F;
  sine = sine * s + 1.0F / 120.0F;
  sine = sine * s - 1.0F / 6.0F;
  sine = (sine * s + 1.0F) * t;
  auto cosine = s * (1.0F / 40320.0F) - 1.0F / 720.0F;
  cosine = cosine * s + 1.0F / 24.0F;
  cosine = cosine * s - 0.5F;
  cosine = cosine * s + 1.0F;
  const W odd = uint32_t{0} - ((angle >> 30) & uint32_t{1});
  const W half_turn = angle & kSign;
  const W swapped = (bits_of(sine) ^ bits_of(cosine)) & odd;
  const W x = (bits_of(cosine) ^ swapped) ^ (odd & kSign) ^ half_turn;
  const W y = (bits_of(sine) ^ swapped) ^ half_turn;
  return NormalPair<decltype(radius * radius)>{radius * float_with(x), radius * float_with(y)};
}

// exp(x) for |x| <= 80 in single precision.
template <class T>
inline T exp_single(T x) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23
  const T shifted = x * 1.44269504F + kRound;
  const T n = shifted - kRound;
  const T r = (x - n * 0.693145752F) - n * 1.42860677e-6F;
  T p = r * (1.0F / 720.0F) + 1.0F / 120.0F;
  p = p * r + 1.0F / 24.0F;
  p = p * r + 1.0F / 6.0F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  return p * float_with((bits_of(shifted) + uint32_t{127}) << 23);
}

// exp(x) for |x| <= 700.
template <class T>
inline T exp_inline(T x) {
  constexpr double kRound = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
  const T shifted = x * 1.44269504088896340736 + kRound;
  const T n = shifted - kRound;
  const T r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  T p = r * (1.0 / 479001600.0) + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  return p * double_of((bits_of(shifted) + uint64_t{1023}) << 52);
}

}  // namespace
}  // namespace kintsugi
