#include "models/converter/draws.h"

namespace kintsugi {

std::vector<double> normal_draws(const RandomKey& tile, RandomRole role, uint64_t first,
                                 size_t count) {
  const RandomKey key{tile.seed, tile.die, tile.tile, role};
  std::vector<double> draws(count);
  fill_standard_normal(key, first, count, draws.data());
  return draws;
}

}  // namespace kintsugi
