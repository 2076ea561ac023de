// Images that say most of a die's cells, chosen from the design alone.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/chip.h"

namespace kintsugi::compact {

// Greedily `wanted` of `candidates`, indices into `pool` [images][input.size()] of activation
// codes: each step takes the image that leaves the layers' accumulators least in doubt (A-optimal
// design; Chaloner and Verdinelli, Statistical Science 1995), summed over layers as shares of what
// was in doubt before, over the inputs that the first `typical` images of the pool make in the
// nominal chip. Ties go to the earlier one. Networks as in die_posterior.h.
std::vector<int> choose_informative(const Chip& chip, const uint8_t* pool, int typical,
                                    const std::vector<int>& candidates, int wanted);

}  // namespace kintsugi::compact
