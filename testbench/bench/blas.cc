#include "testbench/bench/blas.h"

#include <dlfcn.h>

#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr char kLibrary[] = "libopenblas.so.0";
constexpr int kRowMajor = 101;  // of cblas.h
constexpr int kNoTranspose = 111;

template <typename Function>
Function symbol(void* library, const char* name) {
  return reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace

const Blas& Blas::instance() {
  static const Blas blas;
  return blas;
}

Blas::Blas() {
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library != nullptr) {
    gemm_ = symbol<Gemm>(library, "cblas_sgemm");
    const auto threads = symbol<void (*)(int)>(library, "openblas_set_num_threads");
    const auto core = symbol<char* (*)()>(library, "openblas_get_corename");
    if (threads != nullptr) threads(1);
    if (core != nullptr) core_ = core();
  }
  if (gemm_ == nullptr || core_.empty()) {
    throw UserError(std::string(kLibrary) +
                    ": found no OpenBLAS, which is the floor of these measurements; install "
                    "libopenblas0-pthread, or choose other cases with --filter");
  }
}

void Blas::gemm(int m, int n, int k, const float* a, const float* b, float* c) const {
  gemm_(kRowMajor, kNoTranspose, kNoTranspose, m, n, k, 1.0F, a, k, b, n, 0.0F, c, n);
}

}  // namespace kintsugi
