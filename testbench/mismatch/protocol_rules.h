// The rules of docs/controller.md that the controller's pins must keep whatever it computes: APB4,
// the two streams, strobes.
#pragma once

#include <string>
#include <vector>

#include "testbench/checkers/divergence.h"

namespace kintsugi {

// Rules broken at one edge, one sentence each: `before` is the side's last cycle, `in` was sampled
// at the edge, `now` is after it.
std::vector<std::string> broken_rules(const Side& before, const ControllerInputs& in,
                                      const Side& now);

}  // namespace kintsugi
