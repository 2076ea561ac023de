// The draws of one converter's parts: a stretch of the tile's stream of normals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/core/random.h"

namespace kintsugi {

// standard_normal(role's key, first + i) for i in [0, count). `tile` gives seed, die and tile;
// `first` is a multiple of 4, where Philox blocks begin.
std::vector<double> normal_draws(const RandomKey& tile, RandomRole role, uint64_t first,
                                 size_t count);

}  // namespace kintsugi
