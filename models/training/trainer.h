// Quantisation-aware and variation-aware training: float first, then fine-tuning with the chip's
// quantisers (and cell spread) in the loop.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "models/datasets/dataset.h"
#include "models/network/network.h"
#include "models/training/spread.h"

namespace kintsugi {

struct TrainingSettings {
  std::string network = "lenet";  // see architectures.h
  bool variation_aware = false;   // fine-tune under kPopulationA
  int epochs = 10;                // of float training, and as many again of fine-tuning
  uint64_t seed = 1;
  std::string dataset = "fashion-mnist";  // name for the manifest
  int threads = 1;  // the trained bytes depend on it: sums are split between threads
};

struct TrainingProgress {
  const char* phase = "";  // "float" or "fine-tune"
  int epoch = 0;           // finished epochs of this phase
  int epochs = 0;
  double loss = 0.0;                 // mean cross entropy of the epoch
  double validation_accuracy = 0.0;  // on the held-out training images, 0 .. 1
  double images_per_second = 0.0;    // of this epoch
  double seconds_left = 0.0;         // to the end of both phases, estimated from this epoch
};

// Accuracies are fractions of all test images.
struct TrainedNetwork {
  Network network;
  int training_images = 0;
  int validation_images = 0;
  int test_images = 0;
  double float_accuracy = 0.0;      // after the float phase, on 8-bit pixels
  double quantised_accuracy = 0.0;  // of `network`
  // Of `network` under `spread` (population A) without any repair: mean and worst of
  // `spread_draws` draws of all factors.
  TrainingSpread spread = kPopulationA;
  int spread_draws = 0;
  double spread_mean_accuracy = 0.0;
  double spread_worst_accuracy = 0.0;
};

// Trains on all but the last 5 000 images of `training`, which only measure progress: nothing is
// chosen by them, the last epoch ships. `test` is used once, at the end. The same settings and data
// give the same network on one machine. Sets torch's global seed and thread count. Throws UserError
// for unknown networks, bad settings and data of another shape.
TrainedNetwork train(const TrainingSettings& settings, const Dataset& training, const Dataset& test,
                     const std::function<void(const TrainingProgress&)>& report);

}  // namespace kintsugi
