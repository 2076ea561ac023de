// A chip and its test program as the cost model sees them.
#pragma once

#include "models/accelerator/chip.h"
#include "models/cost/description.h"
#include "models/tuning/program.h"

namespace kintsugi {

struct DescriptionOptions {
  cost::AdcType adc = cost::AdcType::Sar;
  // Arrays no larger than what a layer puts on them, instead of whole ones.
  bool cut_arrays = false;
  // Share (0 .. 1) of each layer's weights that the sparse SRAM holds, rounded up a layer.
  bool sparse_present = false;
  double sparse_share = 0.03;
};

cost::ChipDescription describe_chip(const Chip& chip, const cost::TimingDescription& timing,
                                    const DescriptionOptions& options);

// The test of a die that is repaired at the first try: a pass, a repair, with `retest` a second
// pass. Cycles by docs/controller.md and docs/timing.md, for a signature that never waits.
cost::TestDescription describe_test(const tuning::TestProgram& program,
                                    const cost::ChipDescription& chip, bool retest,
                                    int register_write_cycles);

// Bits of the tuning controller's memories.
int64_t test_memory_bits();

}  // namespace kintsugi
