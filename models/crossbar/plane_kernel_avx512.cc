#include <immintrin.h>

#include "models/crossbar/plane_kernel_impl.h"

namespace kintsugi {
namespace {

__m256i convert_eight(__m256i sums, const double* slope, const double* offset, double top) {
  __m512d raw = _mm512_mul_pd(_mm512_cvtepi32_pd(sums), _mm512_loadu_pd(slope));
  raw = _mm512_add_pd(raw, _mm512_loadu_pd(offset));
  raw = _mm512_min_pd(_mm512_max_pd(raw, _mm512_setzero_pd()), _mm512_set1_pd(top));
  return _mm512_cvttpd_epi32(raw);
}

struct Vector256 {
  static constexpr int kLanes = 8;
  using Int = __m256i;

  static Int zero() { return _mm256_setzero_si256(); }
  static Int broadcast(int32_t x) { return _mm256_set1_epi32(x); }
  static Int load(const int32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(int32_t* p, Int v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  static Int add(Int a, Int b) { return _mm256_add_epi32(a, b); }
  static Int shift_left(Int v, int n) { return _mm256_sll_epi32(v, _mm_cvtsi32_si128(n)); }
  static Int raw_codes(Int sums, const double* slope, const double* offset, double top) {
    return convert_eight(sums, slope, offset, top);
  }
};

struct Vector512 {
  static constexpr int kLanes = 16;
  using Int = __m512i;

  static Int zero() { return _mm512_setzero_si512(); }
  static Int broadcast(int32_t x) { return _mm512_set1_epi32(x); }
  static Int load(const int32_t* p) { return _mm512_loadu_si512(p); }
  static void store(int32_t* p, Int v) { _mm512_storeu_si512(p, v); }
  static Int add(Int a, Int b) { return _mm512_add_epi32(a, b); }
  static Int shift_left(Int v, int n) { return _mm512_sll_epi32(v, _mm_cvtsi32_si128(n)); }
  static Int raw_codes(Int sums, const double* slope, const double* offset, double top) {
    const __m256i low = convert_eight(_mm512_castsi512_si256(sums), slope, offset, top);
    const __m256i high =
        convert_eight(_mm512_extracti64x4_epi64(sums, 1), slope + 8, offset + 8, top);
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
  }
};

}  // namespace

void read_planes_avx512(const PlaneJob& job) { read_all_stripes<Vector256, Vector512>(job); }

}  // namespace kintsugi
