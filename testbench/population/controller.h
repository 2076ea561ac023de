// Which controller a run puts on the bench.
#pragma once

#include <string>

#include "testbench/cli/commands.h"
#include "testbench/own_controller/load.h"

namespace kintsugi {

struct BenchController {
  ControllerMaker make;
  std::string digest;  // of one of the user's own, else empty
};

// Ours, or the one of --rtl, built if need be. Throws UserError for RTL that cannot be used.
BenchController bench_controller(const RunOptions& options);

}  // namespace kintsugi
