// Doubles side by side in the compiler's own vector type. Included only by the kernels' bodies.
#pragma once

// Without this GCC keeps arrays of vectors in memory as well as in registers.
#define KINTSUGI_UNROLL _Pragma("GCC unroll 16")

namespace kintsugi {
namespace {

template <int Lanes>
struct Doubles;

// GCC 12 forgets the alignment of vector types whose size depends on a template's parameter.
#define KINTSUGI_DOUBLES(lanes)                                                              \
  template <>                                                                                \
  struct Doubles<lanes> {                                                                    \
    typedef double Vector __attribute__((vector_size(lanes * 8)));                           \
    typedef double Unaligned __attribute__((vector_size(lanes * 8), aligned(8), may_alias)); \
    typedef float Floats __attribute__((vector_size(lanes * 4), aligned(4), may_alias));     \
                                                                                             \
    static Vector load(const double* p) { return *reinterpret_cast<const Unaligned*>(p); }   \
    static void store(double* p, Vector v) { *reinterpret_cast<Unaligned*>(p) = v; }         \
    static Vector fill(double x) { return x - Vector{}; }                                    \
    static Vector widen(const float* p) {                                                    \
      return __builtin_convertvector(*reinterpret_cast<const Floats*>(p), Vector);           \
    }                                                                                        \
  };
#ifdef __AVX512F__
KINTSUGI_DOUBLES(8)
#elif defined(__AVX2__)
KINTSUGI_DOUBLES(4)
#else
KINTSUGI_DOUBLES(2)
#endif
#undef KINTSUGI_DOUBLES

}  // namespace
}  // namespace kintsugi
