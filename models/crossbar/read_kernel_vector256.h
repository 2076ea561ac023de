// Eight lanes with AVX2. Included only by the kernels of processors that have it.
#pragma once

#include <immintrin.h>

#include "models/crossbar/read_job.h"

namespace kintsugi {
namespace {

struct Vector256 {
  static constexpr int kLanes = 8;
  static constexpr int kRegisters = 8;
  using Int = __m256i;
  using Float = __m256;
  using Words = __m256i;

  static Words load_words(const uint16_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store_words(uint16_t* p, Words w) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), w);
  }
  static Words add_words(Words a, Words b) { return _mm256_add_epi16(a, b); }
  static Int widen(const uint16_t* p) {
    return _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }

  static Int zero() { return _mm256_setzero_si256(); }
  static Int broadcast(int32_t x) { return _mm256_set1_epi32(x); }
  static Int load(const int32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(int32_t* p, Int v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  static Int add(Int a, Int b) { return _mm256_add_epi32(a, b); }
  static Int subtract(Int a, Int b) { return _mm256_sub_epi32(a, b); }
  static Int upper(Int v) { return _mm256_srli_epi32(v, 16); }
  static Int shift_left(Int v, int n) { return _mm256_sll_epi32(v, _mm_cvtsi32_si128(n)); }
  static Int shift_right(Int v, int n) { return _mm256_srl_epi32(v, _mm_cvtsi32_si128(n)); }
  static Int bit_and(Int a, Int b) { return _mm256_and_si256(a, b); }
  static Int bit_or(Int a, Int b) { return _mm256_or_si256(a, b); }
  static Int bit_xor(Int a, Int b) { return _mm256_xor_si256(a, b); }
  static Int madd(Int a, Int b) { return _mm256_madd_epi16(a, b); }

  static Int positions(Int sums, const double* slope, const double* offset, double top) {
    const __m256d low = _mm256_cvtepi32_pd(_mm256_castsi256_si128(sums));
    const __m256d high = _mm256_cvtepi32_pd(_mm256_extracti128_si256(sums, 1));
    return both_halves(low, high, slope, offset, top);
  }
  static Int noisy_positions(Int sums, Float noise, const double* slope, const double* offset,
                             double top) {
    const __m256d low = _mm256_add_pd(_mm256_cvtepi32_pd(_mm256_castsi256_si128(sums)),
                                      _mm256_cvtps_pd(_mm256_castps256_ps128(noise)));
    const __m256d high = _mm256_add_pd(_mm256_cvtepi32_pd(_mm256_extracti128_si256(sums, 1)),
                                       _mm256_cvtps_pd(_mm256_extractf128_ps(noise, 1)));
    return both_halves(low, high, slope, offset, top);
  }
  static Int look_up(const uint16_t* table, Int index) {
    const Int words = _mm256_i32gather_epi32(reinterpret_cast<const int*>(table), index, 2);
    return _mm256_and_si256(words, _mm256_set1_epi32(0xffff));
  }

  static Float to_float(Int v) { return _mm256_cvtepi32_ps(v); }
  static Int bits(Float f) { return _mm256_castps_si256(f); }
  static Float from_bits(Int v) { return _mm256_castsi256_ps(v); }
  static Float mul(Float f, Float g) { return _mm256_mul_ps(f, g); }
  static Float plus(Float f, Float g) { return _mm256_add_ps(f, g); }
  static Float minus(Float f, Float g) { return _mm256_sub_ps(f, g); }
  static Float root(Float f) { return _mm256_sqrt_ps(f); }
  static Float load_float(const float* p) { return _mm256_loadu_ps(p); }
  static Float fill(float x) { return _mm256_set1_ps(x); }
  static Int gather(const int32_t* table, Int index) {
    return _mm256_i32gather_epi32(table, index, 4);
  }

  static Int multiply_wide(Int a, uint32_t factor, Int* high) {
    const Int wide = _mm256_set1_epi32(static_cast<int32_t>(factor));
    const Int even = _mm256_mul_epu32(a, wide);
    const Int odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), wide);
    *high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
  }
  static void store_quads(int32_t* p, Int v) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_castsi256_si128(v));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + kNoiseLanes), _mm256_extracti128_si256(v, 1));
  }

 private:
  static __m128i half(__m256d sums, const double* slope, const double* offset, double top) {
    __m256d raw = _mm256_mul_pd(sums, _mm256_loadu_pd(slope));
    raw = _mm256_add_pd(raw, _mm256_loadu_pd(offset));
    raw = _mm256_min_pd(_mm256_max_pd(raw, _mm256_setzero_pd()), _mm256_set1_pd(top));
    return _mm256_cvttpd_epi32(raw);
  }
  static Int both_halves(__m256d low, __m256d high, const double* slope, const double* offset,
                         double top) {
    const Int codes = _mm256_castsi128_si256(half(low, slope, offset, top));
    return _mm256_inserti128_si256(codes, half(high, slope + 4, offset + 4, top), 1);
  }
};

}  // namespace
}  // namespace kintsugi
