// A tile at many positions at once, through the kernels.
#pragma once

#include <cstdint>

#include "models/crossbar/read_job.h"
#include "models/crossbar/tile.h"

namespace kintsugi {

// A job on `tile`, whose sums must not be Single. The caller fills in positions, inputs (patterns
// or digits), image and position numbers where the tile is noisy, and the accumulators.
ReadJob read_job(const Tile& tile, int activation_bits);

// Digits of one position, [planes][row pairs], and their squares where `squares` is given. `inputs`
// is [rows] codes.
void encode_digits(const Tile& tile, int activation_bits, const uint8_t* inputs, int32_t* digits,
                   int32_t* squares);

}  // namespace kintsugi
