// What dies answer to single images, as numbers a regressor takes.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi::compact {

// [dies][images x columns an image], the columns of an image side by side.
// `layers`: of each tuned layer the base-2 logarithms of 1 + the sum, the number and the sum of the
// squares of its codes above 0; of the logits the logarithm of 1 + the sum of their magnitudes, and
// by how much the largest leads, over that sum. `details`: logarithms of 1 + the sum of each
// channel, and the logits over the mean magnitude that the nominal die gives them.
struct Answers {
  Eigen::MatrixXd layers;
  Eigen::MatrixXd details;
  int images = 0;

  Eigen::Index dies() const { return layers.rows(); }
  Answers of_images(const std::vector<int>& chosen) const;
  Answers of_dies(Eigen::Index first, Eigen::Index count) const;
};

// Dies first .. first + count - 1 of `seed` under the neutral tuning, on `jobs` threads. `images`
// are activation codes.
Answers ask_dies(const Chip& chip, uint64_t seed, uint32_t first, int count,
                 const std::vector<const uint8_t*>& images, int jobs);

// The nominal die: one row.
Answers ask_nominal(const Chip& chip, const std::vector<const uint8_t*>& images);

}  // namespace kintsugi::compact
