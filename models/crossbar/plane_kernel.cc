#include "models/crossbar/plane_kernel.h"

namespace kintsugi {

void read_planes_portable(const PlaneJob& job);
#ifdef KINTSUGI_X86_KERNELS
void read_planes_avx2(const PlaneJob& job);
void read_planes_avx512(const PlaneJob& job);
#endif

namespace {

using ReadFunction = void (*)(const PlaneJob&);

ReadFunction function_of(PlaneKernel kernel) {
  switch (kernel) {
#ifdef KINTSUGI_X86_KERNELS
    case PlaneKernel::Avx2:
      return read_planes_avx2;
    case PlaneKernel::Avx512:
      return read_planes_avx512;
#endif
    default:
      return read_planes_portable;
  }
}

ReadFunction& selected() {
  static ReadFunction function = function_of(available_plane_kernels().back());
  return function;
}

}  // namespace

std::vector<PlaneKernel> available_plane_kernels() {
  std::vector<PlaneKernel> kernels = {PlaneKernel::Portable};
#ifdef KINTSUGI_X86_KERNELS
  if (__builtin_cpu_supports("avx2")) kernels.push_back(PlaneKernel::Avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq")) {
    kernels.push_back(PlaneKernel::Avx512);
  }
#endif
  return kernels;
}

void select_plane_kernel(PlaneKernel kernel) { selected() = function_of(kernel); }

PlaneJob plane_job(const LookupTable& table, int adc_bits, int planes) {
  PlaneJob job;
  job.entries = table.entries.data();
  job.slope = table.slope.data();
  job.offset = table.offset.data();
  job.lanes = table.lanes;
  job.stripes = table.stripes;
  job.groups = table.groups;
  job.table_patterns = table.patterns;
  job.adc_bits = adc_bits;
  job.planes = planes;
  return job;
}

void read_planes(const PlaneJob& job) { selected()(job); }

}  // namespace kintsugi
