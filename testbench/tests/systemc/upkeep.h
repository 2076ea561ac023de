// A test and all that comes behind it on a synthetic accelerator: a download, a last-layer loop,
// and the self-tuning monitor between the runs. Everything is random.
#pragma once

#include <cstdint>

#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {

// A random program whose last two layers the loop can use; it repairs every die. In one seed of
// three the die then needs an adaptation.
tuning::TestProgram upkeep_program(uint64_t seed);

// Its requests and the monitor, without back-pressure. In one seed of three the controller goes on
// to the loop by itself.
SyntheticRun upkeep_run(uint64_t seed, const tuning::TestProgram& program);

}  // namespace kintsugi
