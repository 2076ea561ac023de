// Four lanes of AVX2. Included only by files compiled for it.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace kintsugi {
namespace {

struct Vector256 {
  static constexpr int kGroup = 2;
  static constexpr int kLanes = 4;
  typedef uint64_t Words __attribute__((vector_size(32)));
  typedef double Doubles __attribute__((vector_size(32)));
  typedef uint32_t Words32 __attribute__((vector_size(32)));
  typedef float Floats __attribute__((vector_size(32)));

  static Words multiply(Words a, Words b) {
    return (Words)_mm256_mul_epu32((__m256i)a, (__m256i)b);
  }
  static Doubles square_root(Doubles x) { return _mm256_sqrt_pd(x); }
  static Floats square_root(Floats x) { return _mm256_sqrt_ps(x); }
  static Floats float_of(Words32 x) { return _mm256_cvtepi32_ps((__m256i)x); }
  static void interleave(Doubles a, Doubles b, double* out) {
    store_halves(_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b), out);
  }
  static void interleave(Words a, Words b, uint32_t* out) {
    store_halves(_mm256_unpacklo_pd((__m256d)a, (__m256d)b),
                 _mm256_unpackhi_pd((__m256d)a, (__m256d)b), out);
  }
  static void interleave(Floats a, Floats b, float* out) {
    store_halves((__m256d)_mm256_unpacklo_ps(a, b), (__m256d)_mm256_unpackhi_ps(a, b), out);
  }

 private:
  // The lower 128 bits of both, then the upper ones.
  static void store_halves(__m256d low, __m256d high, void* out) {
    const __m256d halves[] = {_mm256_permute2f128_pd(low, high, 0x20),
                              _mm256_permute2f128_pd(low, high, 0x31)};
    __builtin_memcpy(out, halves, sizeof halves);
  }
};

}  // namespace
}  // namespace kintsugi
