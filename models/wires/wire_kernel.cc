#include "models/wires/wire_kernel.h"

#include "models/core/vector_unit.h"

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

Functions selected() {
  switch (selected_vector_unit()) {
#ifdef KINTSUGI_X86_KERNELS
    case VectorUnit::Avx2:
      return {run_leaf_job_avx2, run_front_job_avx2, run_ladder_job_avx2};
    case VectorUnit::Avx512:
      return {run_leaf_job_avx512, run_front_job_avx512, run_ladder_job_avx512};
#endif
    default:
      return {run_leaf_job_portable, run_front_job_portable, run_ladder_job_portable};
  }
}

}  // namespace

void run_leaf_job(const LeafJob& job) { selected().leaf(job); }
void run_front_job(const FrontJob& job) { selected().front(job); }
void run_ladder_job(const LadderJob& job) { selected().ladder(job); }

}  // namespace kintsugi
