// Reads bit planes or digits of a tile through its converters at many positions at once. The only
// hot loop of the population path.
#pragma once

#include <string>
#include <vector>

#include "models/crossbar/read_job.h"

namespace kintsugi {

// Instruction sets the kernel is compiled for. All give the same bits.
enum class ReadKernel { Portable, Avx2, Avx512 };

// "portable" (SSE2 on x86-64), "avx2", "avx512".
std::string name_of(ReadKernel kernel);

// The kernels this processor can run, slowest first.
std::vector<ReadKernel> available_read_kernels();

// Makes the whole process use `kernel` (by default the fastest available one). For tests and
// measurements; not to be called while reads are running.
void select_read_kernel(ReadKernel kernel);

void run_read_job(const ReadJob& job);

}  // namespace kintsugi
