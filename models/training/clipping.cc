#include "models/training/clipping.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kintsugi {

double least_error_step(const std::vector<float>& values, int low, int high) {
  double largest = 0.0;
  for (const float value : values) {
    if (low < 0 || value > 0.0F) largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  if (largest == 0.0) return 1e-8;
  double best = 0.0;
  double least = std::numeric_limits<double>::infinity();
  for (int percent = 1; percent <= 100; ++percent) {
    const double step = largest * percent / 100.0 / high;
    double sum = 0.0;
    for (const float value : values) {
      const double code = std::clamp(std::nearbyint(value / step), static_cast<double>(low),
                                     static_cast<double>(high));
      const double error = value - code * step;
      sum += error * error;
    }
    if (sum < least) {
      least = sum;
      best = step;
    }
  }
  return best;
}

}  // namespace kintsugi
