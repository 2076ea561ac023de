#include "models/wires/wire_kernel.h"

namespace kintsugi {

#define KINTSUGI_WIRE_KERNEL(isa)            \
  void run_leaf_job_##isa(const LeafJob&);   \
  void run_front_job_##isa(const FrontJob&); \
  void run_ladder_job_##isa(const LadderJob&);
KINTSUGI_WIRE_KERNEL(portable)
#ifdef KINTSUGI_X86_KERNELS
KINTSUGI_WIRE_KERNEL(avx2)
KINTSUGI_WIRE_KERNEL(avx512)
#endif

namespace {

struct Functions {
  void (*leaf)(const LeafJob&);
  void (*front)(const FrontJob&);
  void (*ladder)(const LadderJob&);
};

Functions functions_of(WireKernel kernel) {
  switch (kernel) {
#ifdef KINTSUGI_X86_KERNELS
    case WireKernel::Avx2:
      return {run_leaf_job_avx2, run_front_job_avx2, run_ladder_job_avx2};
    case WireKernel::Avx512:
      return {run_leaf_job_avx512, run_front_job_avx512, run_ladder_job_avx512};
#endif
    default:
      return {run_leaf_job_portable, run_front_job_portable, run_ladder_job_portable};
  }
}

Functions& selected() {
  static Functions functions = functions_of(available_wire_kernels().back());
  return functions;
}

}  // namespace

std::string name_of(WireKernel kernel) {
  if (kernel == WireKernel::Avx512) return "avx512";
  return kernel == WireKernel::Avx2 ? "avx2" : "portable";
}

std::vector<WireKernel> available_wire_kernels() {
  std::vector<WireKernel> kernels = {WireKernel::Portable};
#ifdef KINTSUGI_X86_KERNELS
  if (__builtin_cpu_supports("avx2")) kernels.push_back(WireKernel::Avx2);
  if (__builtin_cpu_supports("avx512f")) kernels.push_back(WireKernel::Avx512);
#endif
  return kernels;
}

void select_wire_kernel(WireKernel kernel) { selected() = functions_of(kernel); }

void run_leaf_job(const LeafJob& job) { selected().leaf(job); }
void run_front_job(const FrontJob& job) { selected().front(job); }
void run_ladder_job(const LadderJob& job) { selected().ladder(job); }

}  // namespace kintsugi
