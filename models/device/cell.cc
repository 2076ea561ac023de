#include "models/device/cell.h"

#include <algorithm>

namespace kintsugi {

double level_spacing(int levels, double g_min) {
  return (1.0 - g_min) / static_cast<double>(levels - 1) * kCodesPerGmax;
}

std::vector<double> level_conductances(int levels, double g_min) {
  std::vector<double> conductance(static_cast<size_t>(levels));
  for (int i = 0; i < levels; ++i) {
    conductance[static_cast<size_t>(i)] = g_min * kCodesPerGmax + i * level_spacing(levels, g_min);
  }
  return conductance;
}

int64_t program_cells(const RandomKey& key, const CellSpread& spread,
                      const std::vector<double>& conductance, const uint8_t* levels, size_t count,
                      int16_t* codes) {
  constexpr double kClipped = static_cast<double>(kLargestCellCode) + 0.5;
  std::vector<double> factor(count, 0.0);
  if (spread.sigma_within != 0.0) fill_standard_normal(key, count, factor.data());
  exp_of_line(spread.sigma_within, spread.common, count, factor.data());
  int64_t clipped = 0;
  for (size_t i = 0; i < count; ++i) {
    const double code = conductance[levels[i]] * factor[i] + 0.5;
    clipped += code >= kClipped + 0.5 ? 1 : 0;
    codes[i] = static_cast<int16_t>(static_cast<int32_t>(std::min(code, kClipped)));
  }
  return clipped;
}

}  // namespace kintsugi
