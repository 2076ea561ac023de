// Reads bit planes of a tile through its lookup table and converters, for many input positions at
// once. The only hot loop of the population path.
#pragma once

#include <vector>

#include "models/crossbar/lookup_table.h"
#include "models/crossbar/plane_job.h"

namespace kintsugi {

// Instruction sets the kernel is compiled for. All give the same bits.
enum class PlaneKernel { Portable, Avx2, Avx512 };

// The kernels this processor can run, slowest first.
std::vector<PlaneKernel> available_plane_kernels();

// Makes the whole process use `kernel` (by default the fastest available one). For tests and
// measurements; not to be called while reads are running.
void select_plane_kernel(PlaneKernel kernel);

// A job on `table`; the caller fills in patterns, positions and accumulators.
PlaneJob plane_job(const LookupTable& table, int adc_bits, int planes);

void read_planes(const PlaneJob& job);

}  // namespace kintsugi
