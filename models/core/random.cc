#include "models/core/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kintsugi {
namespace {

constexpr double kTwoToMinus32 = 1.0 / 4294967296.0;
constexpr double kPi = 3.14159265358979323846;

uint64_t bits_of(double x) {
  uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

double double_of(uint64_t bits) {
  double x = 0.0;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

r123::Philox4x32::ctr_type philox_block(const RandomKey& key, uint32_t block) {
  const r123::Philox4x32::ctr_type counter = {
      {block, key.tile, static_cast<uint32_t>(key.role), key.die}};
  const r123::Philox4x32::key_type seed = {
      {static_cast<uint32_t>(key.seed), static_cast<uint32_t>(key.seed >> 32)}};
  return r123::Philox4x32()(counter, seed);
}

// Centre of the word's bin, so that neither 0 nor 1 is ever drawn.
double open_unit(uint32_t word) { return (static_cast<double>(word) + 0.5) * kTwoToMinus32; }

// ln(u) for u in (0, 1]: exponent by integer arithmetic, mantissa in [sqrt(1/2), sqrt(2)) by the
// series 2 atanh((m - 1) / (m + 1)). Branch-free so that the compiler can vectorise it.
double log_of_unit(double u) {
  constexpr uint64_t kOne = 0x3ff0000000000000;
  constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcd;
  const uint64_t bits = bits_of(u);
  const uint64_t biased = (bits + (kOne - kSqrtHalf)) >> 52;
  const double mantissa = double_of(bits - (biased << 52) + kOne);
  // 2^52 + biased has `biased` in its low mantissa bits: an integer to double conversion that
  // exists as plain vector instructions everywhere.
  const double exponent = double_of(biased | 0x4330000000000000) - (4503599627370496.0 + 1023.0);
  const double f = (mantissa - 1.0) / (mantissa + 1.0);
  const double s = f * f;
  double p = 1.0 / 19.0;
  p = p * s + 1.0 / 17.0;
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

struct Pair {
  double first;
  double second;
};

// Two independent normals of two words. The angle is quarter turn (top two bits) plus a fraction
// in (-pi/4, pi/4), where short Taylor polynomials of sine and cosine are exact to 1e-15.
Pair box_muller(uint32_t radius_word, uint32_t angle_word) {
  const double radius = std::sqrt(-2.0 * log_of_unit(open_unit(radius_word)));
  const auto fraction = static_cast<int32_t>(angle_word & 0x3fffffffU) - (1 << 29);
  const double t = (static_cast<double>(fraction) + 0.5) * (kPi / 2.0 / 1073741824.0);
  const double s = t * t;
  double sine = 1.0 / 6227020800.0;
  sine = sine * s - 1.0 / 39916800.0;
  sine = sine * s + 1.0 / 362880.0;
  sine = sine * s - 1.0 / 5040.0;
  sine = sine * s + 1.0 / 120.0;
  sine = sine * s - 1.0 / 6.0;
  sine = (sine * s + 1.0) * t;
  double cosine = -1.0 / 87178291200.0;
  cosine = cosine * s + 1.0 / 479001600.0;
  cosine = cosine * s - 1.0 / 3628800.0;
  cosine = cosine * s + 1.0 / 40320.0;
  cosine = cosine * s - 1.0 / 720.0;
  cosine = cosine * s + 1.0 / 24.0;
  cosine = cosine * s - 0.5;
  cosine = cosine * s + 1.0;
  const uint64_t odd = uint64_t{0} - ((angle_word >> 30) & 1U);  // all ones in odd quarters
  const uint64_t half_turn = static_cast<uint64_t>(angle_word >> 31) << 63;
  const uint64_t sine_bits = bits_of(sine);
  const uint64_t cosine_bits = bits_of(cosine);
  const uint64_t x = (cosine_bits & ~odd) | ((sine_bits ^ (uint64_t{1} << 63)) & odd);
  const uint64_t y = (sine_bits & ~odd) | (cosine_bits & odd);
  return {radius * double_of(x ^ half_turn), radius * double_of(y ^ half_turn)};
}

double exp_inline(double x) {
  constexpr double kRound = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
  const double shifted = x * 1.44269504088896340736 + kRound;
  const double n = shifted - kRound;
  const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  double p = 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
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
  return p * double_of((bits_of(shifted) + 1023) << 52);
}

}  // namespace

template <int rounds>
std::array<uint32_t, 4> philox_words(const uint32_t (&key)[2],
                                     const std::array<uint32_t, 4>& counter) {
  const auto words = r123::Philox4x32_R<rounds>()(
      {{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {words[0], words[1], words[2], words[3]};
}
template std::array<uint32_t, 4> philox_words<7>(const uint32_t (&)[2],
                                                 const std::array<uint32_t, 4>&);
template std::array<uint32_t, 4> philox_words<10>(const uint32_t (&)[2],
                                                  const std::array<uint32_t, 4>&);

uint32_t random_word(const RandomKey& key, uint64_t index) {
  return philox_block(key, static_cast<uint32_t>(index / 4))[index % 4];
}

double uniform(const RandomKey& key, uint64_t index) { return open_unit(random_word(key, index)); }

double standard_normal(const RandomKey& key, uint64_t index) {
  const auto words = philox_block(key, static_cast<uint32_t>(index / 4));
  const size_t first = index % 4 & ~size_t{1};
  const Pair pair = box_muller(words[first], words[first + 1]);
  return index % 2 == 0 ? pair.first : pair.second;
}

void fill_standard_normal(const RandomKey& key, size_t count, double* out) {
  constexpr size_t kBlocks = 64;  // Philox blocks a pass: small enough for the first-level cache
  uint32_t radius[2 * kBlocks];
  uint32_t angle[2 * kBlocks];
  Pair pairs[2 * kBlocks];
  for (size_t start = 0; start < count; start += 4 * kBlocks) {
    const size_t wanted = std::min(count - start, 4 * kBlocks);
    for (size_t b = 0; b < (wanted + 3) / 4; ++b) {
      const auto words = philox_block(key, static_cast<uint32_t>(start / 4 + b));
      radius[2 * b] = words[0];
      angle[2 * b] = words[1];
      radius[2 * b + 1] = words[2];
      angle[2 * b + 1] = words[3];
    }
    for (size_t p = 0; p < (wanted + 1) / 2; ++p) pairs[p] = box_muller(radius[p], angle[p]);
    std::memcpy(out + start, pairs, wanted * sizeof(double));
  }
}

double portable_exp(double x) { return exp_inline(x); }

double portable_log(double u) { return log_of_unit(u); }

void exp_of_line(double slope, double shift, size_t count, double* values) {
  for (size_t i = 0; i < count; ++i) values[i] = exp_inline(slope * values[i] + shift);
}

}  // namespace kintsugi
