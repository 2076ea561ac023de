// The hot loops of this room, for every instruction set; all give the same bits.
#pragma once

#include <string>
#include <vector>

#include "models/wires/wire_jobs.h"

namespace kintsugi {

enum class WireKernel { Portable, Avx2, Avx512 };

// "portable" (SSE2 on x86-64), "avx2", "avx512".
std::string name_of(WireKernel kernel);

// The kernels this processor can run, slowest first.
std::vector<WireKernel> available_wire_kernels();

// Makes the whole process use `kernel` (by default the fastest available one). For tests and
// measurements; not to be called while others run.
void select_wire_kernel(WireKernel kernel);

void run_leaf_job(const LeafJob& job);
void run_front_job(const FrontJob& job);
void run_ladder_job(const LadderJob& job);

}  // namespace kintsugi
