#include "models/converter/flash.h"

namespace kintsugi {
namespace {

void add_ladder(const RandomKey& key, uint64_t first, double sigma,
                std::vector<double>& thresholds) {
  const size_t resistors = thresholds.size() + 1;
  std::vector<double> walk(resistors);
  double sum = 0.0;
  for (size_t k = 0; k < resistors; ++k) {
    sum += standard_normal(key, first + k);
    walk[k] = sum;
  }
  for (size_t k = 1; k < resistors; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(resistors);
    thresholds[k - 1] += sigma * (walk[k - 1] - share * sum);
  }
}

}  // namespace

std::vector<double> flash_thresholds(const AdcDesign& design, const RandomKey& tile,
                                     uint32_t index) {
  const uint64_t stride = uint64_t{1} << design.bits;
  const uint64_t first = index * stride;
  const RandomKey comparator{tile.seed, tile.die, tile.tile, RandomRole::ConverterThreshold};
  const RandomKey ladder{tile.seed, tile.die, tile.tile, RandomRole::ConverterLadder};
  std::vector<double> thresholds(stride - 1);
  for (size_t k = 1; k < stride; ++k) {
    thresholds[k - 1] = static_cast<double>(k);
    if (design.comparator_sigma_lsb == 0.0) continue;
    thresholds[k - 1] += design.comparator_sigma_lsb * standard_normal(comparator, first + k);
  }
  if (design.ladder_sigma != 0.0) add_ladder(ladder, first, design.ladder_sigma, thresholds);
  return thresholds;
}

}  // namespace kintsugi
