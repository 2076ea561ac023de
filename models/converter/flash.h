// Flash converter: 2^bits - 1 comparators against the taps of a resistor ladder, all at once.
//
// Model: R. van de Plassche, "CMOS Integrated Analog-to-Digital and Digital-to-Analog Converters",
// 2nd ed., Kluwer 2003, and B. Razavi, "Principles of Data Conversion System Design", IEEE Press
// 1995 (flash architectures): independent comparator offsets and a ladder of independently
// mismatched resistors between two fixed references. Bubbles do not exist in the code, because the
// decoder counts the ones of the thermometer (as encoders with ones-counters do).
#pragma once

#include <cstdint>
#include <vector>

#include "models/converter/adc_design.h"
#include "models/core/random.h"

namespace kintsugi {

// Thresholds [2^bits - 1] of converter `index` of a tile, LSB above the bottom of the range:
//   t_k = k + comparator_sigma_lsb z_k + ladder_sigma (W_k - k / 2^bits W_(2^bits)),
// W_k = sum of the first k resistors' draws. The ladder's part is a random walk tied to zero at
// both references, of variance ladder_sigma^2 k (1 - k / 2^bits), which is the exact divider to
// first order in the mismatch. `tile` gives seed, die and tile.
std::vector<double> flash_thresholds(const AdcDesign& design, const RandomKey& tile,
                                     uint32_t index);

}  // namespace kintsugi
