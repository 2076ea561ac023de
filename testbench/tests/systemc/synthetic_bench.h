// A controller on the bench with a synthetic accelerator, checked.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "models/controller/reference.h"
#include "systemc/platform/platform_options.h"
#include "testbench/checkers/die_checker.h"
#include "testbench/checkers/latency.h"
#include "testbench/tests/systemc/synthetic.h"

namespace kintsugi {

struct SyntheticRun {
  bool transactions = false;  // checked as `--check transaction` does
  uint64_t seed = 1;
  PlatformOptions options;
  Stall silent;  // as in SyntheticAccelerator
  Stall misframed;
  uint32_t window_cycles = 0;
  std::vector<SparsePosition> sparse;
  int fifo_depth = 16;
  LatencyLimits limits;                        // of transactions
  std::function<void(PlatformResult&)> spoil;  // changes the result before it is judged
};

struct SyntheticOutcome {
  PlatformResult result;
  Verdict verdict;
};

// Runs `program` to its end; one call a process.
SyntheticOutcome run_synthetic(const tuning::TestProgram& program, const SyntheticRun& run,
                               ControllerModel& controller, ReferenceModel& reference);

// All sentences of a verdict, empty when it passed.
std::string sentences(const Verdict& verdict);

// The same and the report.
std::string report(const Verdict& verdict, const tuning::TestProgram& program);

}  // namespace kintsugi
