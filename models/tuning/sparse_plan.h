// Where a design has its sparse arrays: decided on training images, before any die is made.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/chip.h"

namespace kintsugi::tuning {

// Spreads entries over the layers of a chain: each gets as many as it has among those weights whose
// cells' spread is expected to cost the most, squared conductance times the mean squared gradient
// over training images (DieTwin::fisher).
class SparsePlan {
 public:
  // `images` is [count][input.size()] activation codes.
  SparsePlan(const Chip& chip, const uint8_t* images, int count);

  // `total` of them, as far as there are weights; the last layer has at least one a class.
  std::vector<int32_t> entries(int total) const;

 private:
  int classes_;
  size_t layer_count_;
  std::vector<size_t> layers_;  // of every weight, the costliest first
};

}  // namespace kintsugi::tuning
