// The rules of docs/controller.md that the controller's pins must keep whatever it computes: APB4,
// the two streams, strobes.
#pragma once

#include <string>
#include <vector>

#include "testbench/checkers/divergence.h"

namespace kintsugi {

// Rules that the pins break at one edge, one sentence each: `before` is the last cycle, `in` was
// sampled at the edge, `now` is after it. `cfg_timed_out`: a cfg transfer has lasted so long that
// it may be given up.
std::vector<std::string> broken_pin_rules(const ControllerOutputs& before,
                                          const ControllerInputs& in, const ControllerOutputs& now,
                                          bool cfg_timed_out = false);

// The same for a controller that shows its declared state.
std::vector<std::string> broken_rules(const Side& before, const ControllerInputs& in,
                                      const Side& now);

}  // namespace kintsugi
