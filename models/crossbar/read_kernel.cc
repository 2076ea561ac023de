#include "models/crossbar/read_kernel.h"

#include "models/core/vector_unit.h"

namespace kintsugi {

void run_read_job_portable(const ReadJob& job);
#ifdef KINTSUGI_X86_KERNELS
void run_read_job_avx2(const ReadJob& job);
void run_read_job_avx512(const ReadJob& job);
#endif

void run_read_job(const ReadJob& job) {
  switch (selected_vector_unit()) {
#ifdef KINTSUGI_X86_KERNELS
    case VectorUnit::Avx2:
      return run_read_job_avx2(job);
    case VectorUnit::Avx512:
      return run_read_job_avx512(job);
#endif
    default:
      return run_read_job_portable(job);
  }
}

}  // namespace kintsugi
