// Two lanes in the compiler's own vector type: SSE2 on x86-64, whatever there is elsewhere.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <cstdint>

namespace kintsugi {
namespace {

struct Vector128 {
  static constexpr int kGroup = 4;
  static constexpr int kLanes = 2;
  typedef uint64_t Words __attribute__((vector_size(16)));
  typedef double Doubles __attribute__((vector_size(16)));
  typedef uint32_t Words32 __attribute__((vector_size(16)));
  typedef float Floats __attribute__((vector_size(16)));

#ifdef __SSE2__
  static Words multiply(Words a, Words b) { return (Words)_mm_mul_epu32((__m128i)a, (__m128i)b); }
  static Doubles square_root(Doubles x) { return _mm_sqrt_pd(x); }
  static Floats square_root(Floats x) { return _mm_sqrt_ps(x); }
  static Floats float_of(Words32 x) { return _mm_cvtepi32_ps((__m128i)x); }
#else
  static Words multiply(Words a, Words b) { return (a & 0xffffffff) * (b & 0xffffffff); }
  static Doubles square_root(Doubles x) {
    return Doubles{__builtin_sqrt(x[0]), __builtin_sqrt(x[1])};
  }
  static Floats square_root(Floats x) {
    return Floats{__builtin_sqrtf(x[0]), __builtin_sqrtf(x[1]), __builtin_sqrtf(x[2]),
                  __builtin_sqrtf(x[3])};
  }
  static Floats float_of(Words32 x) {
    typedef int32_t Signed __attribute__((vector_size(16)));
    return __builtin_convertvector((Signed)x, Floats);
  }
#endif
  static void interleave(Doubles a, Doubles b, double* out) {
    const Doubles halves[] = {{a[0], b[0]}, {a[1], b[1]}};
    __builtin_memcpy(out, halves, sizeof halves);
  }
  static void interleave(Words a, Words b, uint32_t* out) {
    const Words halves[] = {{a[0], b[0]}, {a[1], b[1]}};
    __builtin_memcpy(out, halves, sizeof halves);
  }
  static void interleave(Floats a, Floats b, float* out) {
    const Floats halves[] = {{a[0], b[0], a[1], b[1]}, {a[2], b[2], a[3], b[3]}};
    __builtin_memcpy(out, halves, sizeof halves);
  }
};

}  // namespace
}  // namespace kintsugi
