#include "models/core/random.h"

#include <Random123/philox.h>

#include <algorithm>

#include "models/core/portable_math.h"
#include "models/core/random_kernel.h"
#include "models/core/vector_unit.h"

namespace kintsugi {
namespace {

const RandomKernel& kernel() {
  switch (selected_vector_unit()) {
#ifdef KINTSUGI_X86_KERNELS
    case VectorUnit::Avx2:
      return kRandomKernelAvx2;
    case VectorUnit::Avx512:
      return kRandomKernelAvx512;
#endif
    default:
      return kRandomKernelPortable;
  }
}

PhiloxStream stream_of(const RandomKey& key) {
  return {{key.tile, static_cast<uint32_t>(key.role), key.die},
          {static_cast<uint32_t>(key.seed), static_cast<uint32_t>(key.seed >> 32)}};
}

// The pair of words 2 * pair and 2 * pair + 1, lower index in the low half.
uint64_t word_pair(const RandomKey& key, uint64_t pair) {
  const PhiloxStream stream = stream_of(key);
  const auto words = r123::Philox4x32()(
      {{static_cast<uint32_t>(pair / 2), stream.counter[0], stream.counter[1], stream.counter[2]}},
      {{stream.key[0], stream.key[1]}});
  const size_t first = pair % 2 * 2;
  return words[first] | uint64_t{words[first + 1]} << 32;
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
  return static_cast<uint32_t>(word_pair(key, index / 2) >> (index % 2 * 32));
}

double uniform(const RandomKey& key, uint64_t index) {
  return open_unit(uint64_t{random_word(key, index)});
}

double standard_normal(const RandomKey& key, uint64_t index) {
  const auto pair = box_muller(word_pair(key, index / 2));
  return index % 2 == 0 ? pair.first : pair.second;
}

void fill_random_words(const RandomKey& key, uint64_t first, size_t count, uint32_t* out) {
  const size_t blocks = count / 4;
  kernel().consecutive_blocks(stream_of(key), static_cast<uint32_t>(first / 4), blocks, out);
  for (size_t i = 4 * blocks; i < count; ++i) out[i] = random_word(key, first + i);
}

void fill_standard_normal(const RandomKey& key, uint64_t first, size_t count, double* out) {
  constexpr size_t kWords = 256;  // a pass: small enough for the first-level cache
  uint32_t words[kWords];
  for (size_t start = 0; start < count; start += kWords) {
    const size_t wanted = std::min(count - start, kWords);
    fill_random_words(key, first + start, wanted, words);
    kernel().normals(words, wanted / 2, out + start);
  }
  if (count % 2 != 0) out[count - 1] = standard_normal(key, first + count - 1);
}

void fill_standard_normal(const RandomKey& key, size_t count, double* out) {
  fill_standard_normal(key, 0, count, out);
}

float single_normal(const RandomKey& key, uint64_t index) {
  const uint64_t words = word_pair(key, index / 2);
  const auto pair =
      box_muller_single(static_cast<uint32_t>(words), static_cast<uint32_t>(words >> 32));
  return index % 2 == 0 ? pair.first : pair.second;
}

void fill_single_normal(const RandomKey& key, uint64_t first, size_t count, float* out) {
  const PhiloxStream stream = stream_of(key);
  const size_t blocks = count / 4;
  const auto first_block = static_cast<uint32_t>(first / 4);
  kernel().consecutive_single_normals(stream, first_block, blocks, out);
  for (size_t i = 4 * blocks; i < count; ++i) out[i] = single_normal(key, first + i);
}

void fill_single_normal_blocks(const RandomKey& key, const uint32_t* blocks, size_t count,
                               float* out) {
  kernel().listed_single_normals(stream_of(key), blocks, count, out);
}

double portable_exp(double x) { return exp_inline(x); }

double portable_log(double x) { return log_inline(x); }

QuarterTurn quarter_turn(double share) {
  constexpr double kHalfPi = 1.57079632679489661923;
  constexpr double kSqrtHalf = 0.70710678118654752440;
  const double t = (share - 0.5) * kHalfPi;  // rotate by pi/4: where the polynomials are exact
  const double sine = sine_inline(t);
  const double cosine = cosine_inline(t);
  return {(cosine - sine) * kSqrtHalf, (cosine + sine) * kSqrtHalf};
}

void exp_of_line(double slope, double shift, size_t count, double* values) {
  kernel().exp_of_line(slope, shift, count, values);
}

}  // namespace kintsugi
