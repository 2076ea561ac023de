#include "models/crossbar/read_kernel_impl.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace kintsugi {
namespace {

// Four lanes in the compiler's own vector type: SSE2 on x86-64, whatever there is elsewhere.
struct Vector128 {
  static constexpr int kLanes = 4;
  static constexpr int kRegisters = 12;
  typedef int32_t Int __attribute__((vector_size(16)));
  typedef float Float __attribute__((vector_size(16)));
  typedef int32_t UnalignedInt __attribute__((vector_size(16), aligned(4), may_alias));
  typedef float UnalignedFloat __attribute__((vector_size(16), aligned(4), may_alias));
  typedef uint32_t Unsigned __attribute__((vector_size(16)));
  typedef uint16_t HalfWords __attribute__((vector_size(16)));
  typedef uint16_t UnalignedHalf __attribute__((vector_size(16), aligned(2), may_alias));
  struct Words {
    HalfWords low;
    HalfWords high;
  };

  static Words load_words(const uint16_t* p) {
    return {*reinterpret_cast<const UnalignedHalf*>(p),
            *reinterpret_cast<const UnalignedHalf*>(p + 8)};
  }
  static void store_words(uint16_t* p, Words w) {
    *reinterpret_cast<UnalignedHalf*>(p) = w.low;
    *reinterpret_cast<UnalignedHalf*>(p + 8) = w.high;
  }
  static Words add_words(Words a, Words b) { return {a.low + b.low, a.high + b.high}; }
  static Int widen(const uint16_t* p) { return Int{p[0], p[1], p[2], p[3]}; }

  static Int zero() { return Int{0, 0, 0, 0}; }
  static Int broadcast(int32_t x) { return Int{x, x, x, x}; }
  static Int load(const int32_t* p) { return *reinterpret_cast<const UnalignedInt*>(p); }
  static void store(int32_t* p, Int v) { *reinterpret_cast<UnalignedInt*>(p) = v; }
  static Int add(Int a, Int b) { return a + b; }
  static Int subtract(Int a, Int b) { return a - b; }
  static Int upper(Int v) { return (Int)((Unsigned)v >> 16); }
  static Int shift_left(Int v, int n) { return v << n; }
  static Int shift_right(Int v, int n) { return (Int)((Unsigned)v >> n); }
  static Int bit_and(Int a, Int b) { return a & b; }
  static Int bit_or(Int a, Int b) { return a | b; }
  static Int bit_xor(Int a, Int b) { return a ^ b; }
  static Int madd(Int a, Int b) {
#ifdef __SSE2__
    return (Int)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
    Int sums{};
    for (int i = 0; i < kLanes; ++i) {
      sums[i] =
          static_cast<int16_t>(a[i]) * static_cast<int16_t>(b[i]) + (a[i] >> 16) * (b[i] >> 16);
    }
    return sums;
#endif
  }

  static Int positions(Int sums, const double* slope, const double* offset, double top) {
#ifdef __SSE2__
    return both_halves(low_double(sums), high_double(sums), slope, offset, top);
#else
    return noisy_positions(sums, Float{}, slope, offset, top);
#endif
  }
  static Int noisy_positions(Int sums, Float noise, const double* slope, const double* offset,
                             double top) {
#ifdef __SSE2__
    const __m128 n = (__m128)noise;
    return both_halves(low_double(sums) + _mm_cvtps_pd(n),
                       high_double(sums) + _mm_cvtps_pd(_mm_movehl_ps(n, n)), slope, offset, top);
#else
    Int places{};
    for (int i = 0; i < kLanes; ++i) {
      double raw = (static_cast<double>(sums[i]) + static_cast<double>(noise[i])) * slope[i];
      raw = raw + offset[i];
      raw = raw > 0.0 ? raw : 0.0;
      raw = raw < top ? raw : top;
      places[i] = static_cast<int32_t>(raw);
    }
    return places;
#endif
  }
  static Int look_up(const uint16_t* table, Int index) {
    Int codes{};
    for (int i = 0; i < kLanes; ++i) codes[i] = table[index[i]];
    return codes;
  }

  static Float to_float(Int v) { return __builtin_convertvector(v, Float); }
  static Int bits(Float f) { return (Int)f; }
  static Float from_bits(Int v) { return (Float)v; }
  static Float mul(Float f, Float g) { return f * g; }
  static Float plus(Float f, Float g) { return f + g; }
  static Float minus(Float f, Float g) { return f - g; }
  static Float root(Float f) {
#ifdef __SSE2__
    return (Float)_mm_sqrt_ps((__m128)f);
#else
    for (int i = 0; i < kLanes; ++i) f[i] = __builtin_sqrtf(f[i]);
    return f;
#endif
  }
  static Float load_float(const float* p) { return *reinterpret_cast<const UnalignedFloat*>(p); }
  static Float fill(float x) { return Float{x, x, x, x}; }
  static Int gather(const int32_t* table, Int index) {
    return Int{table[index[0]], table[index[1]], table[index[2]], table[index[3]]};
  }

  static Int multiply_wide(Int a, uint32_t factor, Int* high) {
#ifdef __SSE2__
    const __m128i wide = _mm_set1_epi32(static_cast<int32_t>(factor));
    const __m128i even = _mm_mul_epu32((__m128i)a, wide);
    const __m128i odd = _mm_mul_epu32(_mm_srli_epi64((__m128i)a, 32), wide);
    const __m128i low_halves = _mm_set_epi32(0, -1, 0, -1);
    *high = (Int)_mm_or_si128(_mm_srli_epi64(even, 32), _mm_andnot_si128(low_halves, odd));
    return (Int)_mm_or_si128(_mm_and_si128(low_halves, even), _mm_slli_epi64(odd, 32));
#else
    Int low{};
    for (int i = 0; i < kLanes; ++i) {
      const uint64_t product = static_cast<uint64_t>(static_cast<uint32_t>(a[i])) * factor;
      low[i] = static_cast<int32_t>(static_cast<uint32_t>(product));
      (*high)[i] = static_cast<int32_t>(static_cast<uint32_t>(product >> 32));
    }
    return low;
#endif
  }
  static void store_quads(int32_t* p, Int v) { store(p, v); }

#ifdef __SSE2__
 private:
  static __m128d low_double(Int v) { return _mm_cvtepi32_pd((__m128i)v); }
  static __m128d high_double(Int v) { return _mm_cvtepi32_pd(_mm_shuffle_epi32((__m128i)v, 0xee)); }
  static __m128i half(__m128d sums, const double* slope, const double* offset, double top) {
    const __m128d raw = _mm_add_pd(_mm_mul_pd(sums, _mm_loadu_pd(slope)), _mm_loadu_pd(offset));
    const __m128d clamped = _mm_min_pd(_mm_max_pd(raw, _mm_setzero_pd()), _mm_set1_pd(top));
    return _mm_cvttpd_epi32(clamped);
  }
  static Int both_halves(__m128d low, __m128d high, const double* slope, const double* offset,
                         double top) {
    return (Int)_mm_unpacklo_epi64(half(low, slope, offset, top),
                                   half(high, slope + 2, offset + 2, top));
  }
#endif
};

}  // namespace

void run_read_job_portable(const ReadJob& job) { read_all_stripes<Vector128, Vector128>(job); }

}  // namespace kintsugi
