// The step of a set of codes that costs the least squared error.
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi {

// Sizes of values, to be rounded to codes 0 .. top of one step; signs do not matter to the error.
class ScaleSearch {
 public:
  // Values up to `largest` are told apart by 1 / 8192 of it.
  explicit ScaleSearch(float largest) : largest_(largest), counts_(kBins, 0) {}

  void add(float value);
  // The step, between 1 / 50 of the full range and all of it in steps of 1 / 100, with the smallest
  // sum of (value - step x clamp(round(value / step), 0, top))^2. Largest / top when nothing but 0
  // was added; 1 if that is 0.
  float best_step(int top) const;

 private:
  static constexpr int kBins = 8192;

  double error(double step, int top) const;

  float largest_;
  std::vector<int64_t> counts_;  // of the bins; zeros cost nothing and are not counted
};

// The same for exact values.
float best_weight_step(const std::vector<float>& weights, int top);

}  // namespace kintsugi
