#include "models/wires/front_kernel_impl.h"
#include "models/wires/ladder_kernel_impl.h"
#include "models/wires/leaf_kernel_impl.h"

namespace kintsugi {

void run_leaf_job_avx512(const LeafJob& job) { eliminate_leaf<8>(job); }
void run_front_job_avx512(const FrontJob& job) { eliminate_front<8, 8>(job); }
void run_ladder_job_avx512(const LadderJob& job) { sweep_ladders<8>(job); }

}  // namespace kintsugi
