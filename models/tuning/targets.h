// The gains that bring one simulated die nearest to the nominal one: what a fit teaches the
// controller.
#pragma once

#include <cstdint>

#include "models/accelerator/die.h"

namespace kintsugi::tuning {

// Layer by layer, each behind the ones already tuned, the gain that minimises the squared
// difference between the die's raw accumulators times the gain and the nominal die's, over all
// positions and channels of `images` ([count][input.size()] activation codes). Offsets stay 0. It
// looks inside the chip, so it is for training dies only.
Tuning least_squares_tuning(const Die& die, const Die& nominal, const uint8_t* images, int count);

}  // namespace kintsugi::tuning
