// ADC ranges from dies and images: a range is a design variable, set once for all dies of a chip.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi {

// Full scale of every layer's converters: the `quantile` (0 < q <= 1, e.g. 0.9995) of
// |column sum of one bit plane| over all dies, images, positions, planes and columns, layer by
// layer, each layer fed through the already calibrated ones, with identity tuning. `images` is
// [count][input.size()] activation codes. Use dies that will not judge the chip. Returns one entry
// a layer, for AdcConfig::full_scale; rounded up to a whole bin of 2^-16 of the largest possible
// sum.
std::vector<int32_t> calibrate_adc(const Chip& chip, const std::vector<const Die*>& dies,
                                   const uint8_t* images, int count, double quantile);

}  // namespace kintsugi
