#include "models/converter/draws.h"

namespace kintsugi {

std::vector<double> normal_draws(const RandomKey& tile, RandomRole role, uint64_t first,
                                 size_t count) {
  const RandomKey key{tile.seed, tile.die, tile.tile, role};
  std::vector<double> draws(count);
  for (size_t i = 0; i < count; ++i) draws[i] = standard_normal(key, first + i);
  return draws;
}

}  // namespace kintsugi
