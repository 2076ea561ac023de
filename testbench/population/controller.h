// Which controller a run puts on the bench, and what it is held against.
#pragma once

#include <map>
#include <string>

#include "testbench/cli/commands.h"
#include "testbench/own_controller/load.h"

namespace kintsugi {

struct BenchController {
  ControllerMaker make;
  ReferenceMaker reference;
  std::map<std::string, std::string>
      own;  // digests of what is the user's: "controller", "reference"
};

// Ours, or those of --rtl and --reference, built if need be; wrong as --plant says. Throws
// UserError for what cannot be used.
BenchController bench_controller(const RunOptions& options);

}  // namespace kintsugi
