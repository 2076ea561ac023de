#include "models/wires/front_kernel_impl.h"
#include "models/wires/ladder_kernel_impl.h"
#include "models/wires/leaf_kernel_impl.h"

namespace kintsugi {

void run_leaf_job_portable(const LeafJob& job) { eliminate_leaf<2>(job); }
void run_front_job_portable(const FrontJob& job) { eliminate_front<2, 4>(job); }
void run_ladder_job_portable(const LadderJob& job) { sweep_ladders<2>(job); }

}  // namespace kintsugi
