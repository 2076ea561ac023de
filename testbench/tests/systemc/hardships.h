// Runs of the synthetic bench that are hard on a controller, and on which a right one stays right.
#pragma once

#include <vector>

#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {

// Behind random back-pressure at every port; every fourth seed without a retest.
SyntheticRun hesitant_run(uint64_t seed);

// With a bus that fails, hangs or reads back wrongly, and an accelerator that frames wrongly or
// stays silent, one trouble each: whatever error the controller reports has that reason. Those with
// fewer wrong read-backs than retries have none to report.
std::vector<SyntheticRun> troubled_runs();

}  // namespace kintsugi
