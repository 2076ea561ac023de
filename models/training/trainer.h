// Quantisation-aware and variation-aware training: float first, then a second phase with the
// chip's quantisers, cells and converters in the loop.
#pragma once

#include <functional>

#include "models/datasets/dataset.h"
#include "models/network/network.h"
#include "models/training/checkpoint.h"
#include "models/training/phase.h"
#include "models/training/settings.h"

namespace kintsugi {

// Accuracies are fractions of all test images.
struct TrainedNetwork {
  Network network;
  int training_images = 0;
  int validation_images = 0;
  int test_images = 0;
  double float_accuracy = 0.0;      // after the float phase, on 8-bit pixels
  double quantised_accuracy = 0.0;  // of `network`
  double converted_accuracy = 0.0;  // of `network` behind the settings' converters, if any
  // Of `network` under the settings' spread without any repair: mean and worst of `spread_draws`
  // draws of all factors.
  int spread_draws = 0;
  double spread_mean_accuracy = 0.0;
  double spread_worst_accuracy = 0.0;
};

using Report = std::function<void(const TrainingProgress&)>;

// Trains on all but the last 5 000 images of `training`, which only measure progress: nothing is
// chosen by them, the last epoch ships. `test` is used once, at the end. The same settings and data
// give the same network on one machine, resumed or not. Sets torch's global seed and thread count.
// Throws UserError for unknown networks, bad settings, a teacher or checkpoint that does not fit
// and data of another shape.
TrainedNetwork train(const TrainingSettings& settings, const Dataset& training, const Dataset& test,
                     const Report& report, const CheckpointFile& checkpoint = {});

}  // namespace kintsugi
