// OpenBLAS, loaded when it is asked for: only the floors of `kintsugi bench` need it.
#pragma once

#include <string>

namespace kintsugi {

// One thread, row-major, no transposition. Loading throws UserError where the library is missing.
class Blas {
 public:
  static const Blas& instance();

  // c [m][n] = a [m][k] * b [k][n].
  void gemm(int m, int n, int k, const float* a, const float* b, float* c) const;
  // The kernels it chose for this processor: "Haswell", "SkylakeX", "Zen".
  const std::string& core() const { return core_; }

 private:
  Blas();

  using Gemm = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int,
                        float, float*, int);
  Gemm gemm_ = nullptr;
  std::string core_;
};

}  // namespace kintsugi
