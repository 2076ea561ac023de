// Test images made by backpropagation through varied dies.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "models/training/die_bank.h"

namespace kintsugi {

using ImageCodes = std::vector<std::vector<uint8_t>>;  // [images][pixels], activation codes

struct PixelOptions {
  int steps = 100;
  double rate = 0.03;  // Adam's, of pixels of 0 .. 1
  double width = 2.0;  // of the regressor, see left_out_error()
  double details = 0.3;
  double ridge = 0.01;
  // Called with the error after each step; false stops.
  std::function<bool(int step, double error)> progress;
};

// Moves the pixels of `start` down the left-out error of the accuracies of the bank's dies, and
// returns the images of the step with the least. `accuracy` [dies] in points.
ImageCodes optimise_pixels(const DieBank& bank, const std::vector<double>& accuracy,
                           const ImageCodes& start, int bits, const PixelOptions& options);

struct SynthesisOptions {
  int images = 16;
  int steps = 150;
  double rate = 0.05;
  uint64_t seed = 1;
  double sure = 1.0;    // weight of the nominal die's entropy: low, it knows what it sees
  double unsure = 1.0;  // of the entropy of the varied dies' mean answer: high, they differ
  double even = 1.0;    // of the entropy of the nominal answers' mean over the images: high
  double smooth = 0.1;  // of the mean squared difference of neighbouring pixels: low
};

// Images without any data: from smoothed noise, by descent on these entropies of softened logits.
ImageCodes synthesise(const DieBank& nominal, const DieBank& bank, const Shape& shape, int bits,
                      const SynthesisOptions& options);

}  // namespace kintsugi
