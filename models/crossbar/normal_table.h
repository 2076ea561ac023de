// Fast standard normals for read noise: one word in, one normal out, the same bits on every machine
// and in every vector width.
#pragma once

#include <cstdint>

#include "models/crossbar/normal_layout.h"

namespace kintsugi {

// [kNormalSegments]. Magnitudes reach 6.2; linear interpolation is within 1e-4 of the quantile.
const int32_t* normal_table();

// Standard normal of a uniform 32-bit word.
float normal_of_word(uint32_t word);

}  // namespace kintsugi
