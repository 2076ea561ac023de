#include "models/crossbar/read_kernel.h"

namespace kintsugi {

void run_read_job_portable(const ReadJob& job);
#ifdef KINTSUGI_X86_KERNELS
void run_read_job_avx2(const ReadJob& job);
void run_read_job_avx512(const ReadJob& job);
#endif

namespace {

using ReadFunction = void (*)(const ReadJob&);

ReadFunction function_of(ReadKernel kernel) {
  switch (kernel) {
#ifdef KINTSUGI_X86_KERNELS
    case ReadKernel::Avx2:
      return run_read_job_avx2;
    case ReadKernel::Avx512:
      return run_read_job_avx512;
#endif
    default:
      return run_read_job_portable;
  }
}

ReadFunction& selected() {
  static ReadFunction function = function_of(available_read_kernels().back());
  return function;
}

}  // namespace

std::string name_of(ReadKernel kernel) {
  if (kernel == ReadKernel::Avx512) return "avx512";
  return kernel == ReadKernel::Avx2 ? "avx2" : "portable";
}

std::vector<ReadKernel> available_read_kernels() {
  std::vector<ReadKernel> kernels = {ReadKernel::Portable};
#ifdef KINTSUGI_X86_KERNELS
  if (__builtin_cpu_supports("avx2")) kernels.push_back(ReadKernel::Avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    kernels.push_back(ReadKernel::Avx512);
  }
#endif
  return kernels;
}

void select_read_kernel(ReadKernel kernel) { selected() = function_of(kernel); }

void run_read_job(const ReadJob& job) { selected()(job); }

}  // namespace kintsugi
