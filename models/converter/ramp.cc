#include "models/converter/ramp.h"

#include <algorithm>
#include <cstdint>

namespace kintsugi {
namespace {

constexpr double kCubicScale =
    10.392304845413264;  // 6 sqrt(3): x (1 - x) (1 - 2 x) peaks at 1/this

}  // namespace

RampShape draw_ramp(const AdcDesign& design, const RandomKey& tile) {
  const RandomKey key{tile.seed, tile.die, tile.tile, RandomRole::RampShape};
  return {design.ramp_inl_sigma_lsb * standard_normal(key, 0),
          design.ramp_inl_sigma_lsb * standard_normal(key, 1)};
}

double ramp_inl_lsb(const RampShape& shape, double x) {
  const double arch = x * (1.0 - x);
  return shape.quadratic_lsb * (4.0 * arch) +
         shape.cubic_lsb * (kCubicScale * arch * (1.0 - 2.0 * x));
}

std::vector<double> ramp_thresholds(const RampShape& shape, int bits) {
  const int64_t codes = int64_t{1} << bits;
  std::vector<double> thresholds;
  thresholds.reserve(static_cast<size_t>(codes - 1));
  for (int64_t k = 1; k < codes; ++k) {
    const double x = static_cast<double>(k) / static_cast<double>(codes);
    const double level = static_cast<double>(k) + ramp_inl_lsb(shape, x);
    thresholds.push_back(thresholds.empty() ? level : std::max(level, thresholds.back()));
  }
  return thresholds;
}

}  // namespace kintsugi
