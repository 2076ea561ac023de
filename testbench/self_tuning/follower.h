// The self-tuning monitor without a clock: what its gains are after each image (docs/controller.md,
// section 7.11). It follows a controller whose work between two images fits into one image.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/activation_window.h"
#include "models/accelerator/die.h"
#include "models/tuning/self_tuning.h"

namespace kintsugi {

struct FollowerOptions {
  uint16_t window = 16;          // images
  std::vector<uint32_t> ratios;  // [tuned layers], UQ8.16
  tuning::SelfTuningLimits limits;
};

class Follower {
 public:
  // `tuning` is in force at the beginning, [tuned layers].
  Follower(Tuning tuning, FollowerOptions options);

  // An image is over whose sums are `sums`, as activation_sums() gives them, [1 + tuned layers].
  // True if other gains are in force from the next image on.
  bool image_over(const std::vector<uint64_t>& sums);

  const Tuning& tuning() const { return tuning_; }

 private:
  Tuning next_tuning() const;

  FollowerOptions options_;
  Tuning tuning_;
  Tuning pending_;  // committed while the present image runs; empty: nothing
  ActivationWindow window_;
  uint16_t sequence_ = 0;
};

// Ratios of layers' sums to their inputs' over images: what MON_RATIO is loaded with, [tuned
// layers]. `sums` are those of all images, [1 + tuned layers]; 0 for a layer whose input is 0
// throughout, saturated to 24 bits.
std::vector<uint32_t> activation_ratios(const std::vector<uint64_t>& sums);

}  // namespace kintsugi
