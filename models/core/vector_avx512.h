// Eight lanes of AVX-512 (F, VL and DQ). Included only by files compiled for it.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace kintsugi {
namespace {

struct Vector512 {
  static constexpr int kGroup = 4;
  static constexpr int kLanes = 8;
  typedef uint64_t Words __attribute__((vector_size(64)));
  typedef double Doubles __attribute__((vector_size(64)));
  typedef uint32_t Words32 __attribute__((vector_size(64)));
  typedef float Floats __attribute__((vector_size(64)));

  static Words multiply(Words a, Words b) {
    return (Words)_mm512_mul_epu32((__m512i)a, (__m512i)b);
  }
  static Doubles square_root(Doubles x) { return _mm512_sqrt_pd(x); }
  static Floats square_root(Floats x) { return _mm512_sqrt_ps(x); }
  static Floats float_of(Words32 x) { return _mm512_cvtepi32_ps((__m512i)x); }
  static void interleave(Doubles a, Doubles b, double* out) {
    store_quarters(_mm512_unpacklo_pd(a, b), _mm512_unpackhi_pd(a, b), out);
  }
  static void interleave(Words a, Words b, uint32_t* out) {
    store_quarters(_mm512_unpacklo_pd((__m512d)a, (__m512d)b),
                   _mm512_unpackhi_pd((__m512d)a, (__m512d)b), out);
  }
  static void interleave(Floats a, Floats b, float* out) {
    store_quarters((__m512d)_mm512_unpacklo_ps(a, b), (__m512d)_mm512_unpackhi_ps(a, b), out);
  }

 private:
  // 128 bits of `low`, 128 of `high`, and so on.
  static void store_quarters(__m512d low, __m512d high, void* out) {
    const __m512i front = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i back = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    const __m512d halves[] = {_mm512_permutex2var_pd(low, front, high),
                              _mm512_permutex2var_pd(low, back, high)};
    __builtin_memcpy(out, halves, sizeof halves);
  }
};

}  // namespace
}  // namespace kintsugi
