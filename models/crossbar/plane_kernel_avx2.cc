#include <immintrin.h>

#include "models/crossbar/plane_kernel_impl.h"

namespace kintsugi {
namespace {

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
    const __m128i low = convert_half(_mm256_castsi256_si128(sums), slope, offset, top);
    const __m128i high =
        convert_half(_mm256_extracti128_si256(sums, 1), slope + 4, offset + 4, top);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
  }

 private:
  static __m128i convert_half(__m128i sums, const double* slope, const double* offset, double top) {
    __m256d raw = _mm256_mul_pd(_mm256_cvtepi32_pd(sums), _mm256_loadu_pd(slope));
    raw = _mm256_add_pd(raw, _mm256_loadu_pd(offset));
    raw = _mm256_min_pd(_mm256_max_pd(raw, _mm256_setzero_pd()), _mm256_set1_pd(top));
    return _mm256_cvttpd_epi32(raw);
  }
};

}  // namespace

void read_planes_avx2(const PlaneJob& job) { read_all_stripes<Vector256, Vector256>(job); }

}  // namespace kintsugi
