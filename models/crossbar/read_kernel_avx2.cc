#include "models/crossbar/read_kernel_impl.h"
#include "models/crossbar/read_kernel_vector256.h"

namespace kintsugi {

void run_read_job_avx2(const ReadJob& job) { read_all_stripes<Vector256, Vector256>(job); }

}  // namespace kintsugi
