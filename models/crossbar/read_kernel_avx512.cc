#include "models/crossbar/read_kernel_impl.h"
#include "models/crossbar/read_kernel_vector256.h"

namespace kintsugi {
namespace {

struct Vector512 {
  static constexpr int kLanes = 16;
  static constexpr int kRegisters = 24;
  using Int = __m512i;
  using Float = __m512;
  using Words = __m256i;

  static Words load_words(const uint16_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store_words(uint16_t* p, Words w) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), w);
  }
  static Words add_words(Words a, Words b) { return _mm256_add_epi16(a, b); }
  static Int widen(const uint16_t* p) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }

  static Int zero() { return _mm512_setzero_si512(); }
  static Int broadcast(int32_t x) { return _mm512_set1_epi32(x); }
  static Int load(const int32_t* p) { return _mm512_loadu_si512(p); }
  static void store(int32_t* p, Int v) { _mm512_storeu_si512(p, v); }
  static Int add(Int a, Int b) { return _mm512_add_epi32(a, b); }
  static Int shift_left(Int v, int n) { return _mm512_sll_epi32(v, _mm_cvtsi32_si128(n)); }
  static Int shift_right(Int v, int n) { return _mm512_srl_epi32(v, _mm_cvtsi32_si128(n)); }
  static Int bit_and(Int a, Int b) { return _mm512_and_si512(a, b); }
  static Int bit_or(Int a, Int b) { return _mm512_or_si512(a, b); }
  static Int bit_xor(Int a, Int b) { return _mm512_xor_si512(a, b); }
  static Int madd(Int a, Int b) { return _mm512_madd_epi16(a, b); }

  static Int positions(Int sums, const double* slope, const double* offset, double top) {
    const __m512d low = _mm512_cvtepi32_pd(_mm512_castsi512_si256(sums));
    const __m512d high = _mm512_cvtepi32_pd(_mm512_extracti64x4_epi64(sums, 1));
    return both_halves(low, high, slope, offset, top);
  }
  static Int noisy_positions(Int sums, Float noise, const double* slope, const double* offset,
                             double top) {
    const __m512d low = _mm512_add_pd(_mm512_cvtepi32_pd(_mm512_castsi512_si256(sums)),
                                      _mm512_cvtps_pd(_mm512_castps512_ps256(noise)));
    const __m512d high = _mm512_add_pd(_mm512_cvtepi32_pd(_mm512_extracti64x4_epi64(sums, 1)),
                                       _mm512_cvtps_pd(_mm512_extractf32x8_ps(noise, 1)));
    return both_halves(low, high, slope, offset, top);
  }
  static Int look_up(const uint16_t* table, Int index) {
    const Int words = _mm512_i32gather_epi32(index, table, 2);
    return _mm512_and_si512(words, _mm512_set1_epi32(0xffff));
  }

  static Float to_float(Int v) { return _mm512_cvtepi32_ps(v); }
  static Int bits(Float f) { return _mm512_castps_si512(f); }
  static Float from_bits(Int v) { return _mm512_castsi512_ps(v); }
  static Float mul(Float f, Float g) { return _mm512_mul_ps(f, g); }
  static Float plus(Float f, Float g) { return _mm512_add_ps(f, g); }
  static Float minus(Float f, Float g) { return _mm512_sub_ps(f, g); }
  static Float root(Float f) { return _mm512_sqrt_ps(f); }
  static Float load_float(const float* p) { return _mm512_loadu_ps(p); }
  static Float fill(float x) { return _mm512_set1_ps(x); }
  static Int gather(const int32_t* table, Int index) {
    return _mm512_i32gather_epi32(index, table, 4);
  }

  static Int multiply_wide(Int a, uint32_t factor, Int* high) {
    const Int wide = _mm512_set1_epi32(static_cast<int32_t>(factor));
    const Int even = _mm512_mul_epu32(a, wide);
    const Int odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), wide);
    *high = _mm512_mask_blend_epi32(0xaaaa, _mm512_srli_epi64(even, 32), odd);
    return _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32));
  }
  static void store_quads(int32_t* p, Int v) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_castsi512_si128(v));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + kNoiseLanes), _mm512_extracti32x4_epi32(v, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 2 * kNoiseLanes),
                     _mm512_extracti32x4_epi32(v, 2));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 3 * kNoiseLanes),
                     _mm512_extracti32x4_epi32(v, 3));
  }

 private:
  static __m256i half(__m512d sums, const double* slope, const double* offset, double top) {
    __m512d raw = _mm512_mul_pd(sums, _mm512_loadu_pd(slope));
    raw = _mm512_add_pd(raw, _mm512_loadu_pd(offset));
    raw = _mm512_min_pd(_mm512_max_pd(raw, _mm512_setzero_pd()), _mm512_set1_pd(top));
    return _mm512_cvttpd_epi32(raw);
  }
  static Int both_halves(__m512d low, __m512d high, const double* slope, const double* offset,
                         double top) {
    const Int codes = _mm512_castsi256_si512(half(low, slope, offset, top));
    return _mm512_inserti64x4(codes, half(high, slope + 8, offset + 8, top), 1);
  }
};

}  // namespace

void run_read_job_avx512(const ReadJob& job) { read_all_stripes<Vector256, Vector512>(job); }

}  // namespace kintsugi
