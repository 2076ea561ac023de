#include "models/converter/flash.h"

#include <algorithm>

#include "models/converter/draws.h"

namespace kintsugi {
namespace {

// `draws` has one for each resistor, one more than there are thresholds.
void add_ladder(const std::vector<double>& draws, double sigma, std::vector<double>& thresholds) {
  double total = 0.0;
  for (const double draw : draws) total += draw;
  double walk = 0.0;
  for (size_t k = 1; k < draws.size(); ++k) {
    walk += draws[k - 1];
    const double share = static_cast<double>(k) / static_cast<double>(draws.size());
    thresholds[k - 1] += sigma * (walk - share * total);
  }
}

}  // namespace

std::vector<double> flash_thresholds(const AdcDesign& design, const RandomKey& tile,
                                     uint32_t index) {
  const size_t codes = size_t{1} << design.bits;
  const uint64_t first = index * std::max<uint64_t>(codes, 4);
  std::vector<double> thresholds(codes - 1);
  for (size_t k = 1; k < codes; ++k) thresholds[k - 1] = static_cast<double>(k);
  if (design.comparator_sigma_lsb != 0.0) {
    const auto draws = normal_draws(tile, RandomRole::ConverterThreshold, first, codes);
    for (size_t k = 1; k < codes; ++k) {
      thresholds[k - 1] += design.comparator_sigma_lsb * draws[k];
    }
  }
  if (design.ladder_sigma != 0.0) {
    const auto draws = normal_draws(tile, RandomRole::ConverterLadder, first, codes);
    add_ladder(draws, design.ladder_sigma, thresholds);
  }
  return thresholds;
}

}  // namespace kintsugi
