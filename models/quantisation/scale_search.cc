#include "models/quantisation/scale_search.h"

#include <algorithm>
#include <cmath>

namespace kintsugi {
namespace {

double squared_error(double value, double step, int top) {
  const double code = std::min(std::floor(value / step + 0.5), static_cast<double>(top));
  const double off = value - step * code;
  return off * off;
}

// `error`: of a step.
template <typename Error>
float search(double largest, int top, Error error) {
  const double full = largest / top;
  double best = full;
  double least = error(full);
  for (int hundredths = 99; hundredths >= 2; --hundredths) {
    const double step = full * hundredths / 100.0;
    const double now = error(step);
    if (now < least) {
      least = now;
      best = step;
    }
  }
  const auto found = static_cast<float>(best);
  return found > 1e-30F ? found : 1.0F;
}

}  // namespace

void ScaleSearch::add(float value) {
  const float size = std::abs(value);
  if (size <= 0.0F) return;
  const auto bin = static_cast<int64_t>(size / largest_ * kBins);
  ++counts_[static_cast<size_t>(std::clamp<int64_t>(bin, 0, kBins - 1))];
}

double ScaleSearch::error(double step, int top) const {
  double sum = 0.0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    const double value = (static_cast<double>(i) + 0.5) * static_cast<double>(largest_) / kBins;
    sum += static_cast<double>(counts_[i]) * squared_error(value, step, top);
  }
  return sum;
}

float ScaleSearch::best_step(int top) const {
  if (!(largest_ > 0.0F)) return 1.0F;
  return search(static_cast<double>(largest_), top, [&](double step) { return error(step, top); });
}

float best_weight_step(const std::vector<float>& weights, int top) {
  double largest = 0.0;
  for (const float w : weights) largest = std::max(largest, std::abs(static_cast<double>(w)));
  if (!(largest > 0.0)) return 1.0F;
  return search(largest, top, [&](double step) {
    double sum = 0.0;
    for (const float w : weights) sum += squared_error(std::abs(static_cast<double>(w)), step, top);
    return sum;
  });
}

}  // namespace kintsugi
