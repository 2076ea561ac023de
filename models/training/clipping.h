// Quantisation after training: where to clip.
#pragma once

#include <vector>

namespace kintsugi {

// The step that minimises the mean squared error of clamp(round(v / step), low, high) x step over
// `values` (low <= 0 < high): the best of the steps that clip at 1 %, 2 % ... 100 % of the largest
// magnitude. 1e-8 when all values are 0.
double least_error_step(const std::vector<float>& values, int low, int high);

}  // namespace kintsugi
