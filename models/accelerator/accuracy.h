// How often predictions are right.
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi {

// Share (0 .. 1) of `predictions` equal to `labels` [predictions.size()]; 0 when there are none.
double accuracy(const std::vector<int>& predictions, const uint8_t* labels);

}  // namespace kintsugi
