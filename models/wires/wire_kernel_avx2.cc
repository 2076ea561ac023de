#include "models/wires/front_kernel_impl.h"
#include "models/wires/ladder_kernel_impl.h"
#include "models/wires/leaf_kernel_impl.h"

namespace kintsugi {

void run_leaf_job_avx2(const LeafJob& job) { eliminate_leaf<4>(job); }
void run_front_job_avx2(const FrontJob& job) { eliminate_front<4, 4>(job); }
void run_ladder_job_avx2(const LadderJob& job) { sweep_ladders<4>(job); }

}  // namespace kintsugi
