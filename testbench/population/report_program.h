// What report.html lists of a test program: what the controller is loaded with.
#pragma once

#include <string>

#include "testbench/population/experiment.h"

namespace kintsugi {

// JSON: images, signature, features, predictors, codebook, limits, registers and memories.
std::string program_section(const Experiment& experiment);

}  // namespace kintsugi
