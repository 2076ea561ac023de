// Dies that are shown few images: what the studies of compact tests share.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/compact/answers.h"
#include "models/training/test_images.h"
#include "testbench/learning/design.h"

namespace kintsugi {

// The network's dies to learn from and to be judged, with what they are accurate to, in points
// above the nominal die; no training image of `pool` is among those the dies to learn from were
// measured on.
struct AskedDies {
  LearningDesign design;
  Eigen::VectorXd training;  // [training dies]
  Eigen::VectorXd judged;    // [judged dies]
  LearningImages pool;
};
struct AskedSizes {
  int training_dies, training_images, judged_dies, judged_images;
};
AskedDies measure_dies(StudyRun& run, const AskedSizes& sizes);

ImageCodes codes_of(const LearningImages& images, const std::vector<int>& chosen);

// Answers of dies 0 .. dies - 1 of `seed`.
compact::Answers ask(const Chip& chip, uint64_t seed, int dies, const ImageCodes& images);

// The signature streams of one die.
std::vector<ImageOutput> answers_of(const Die& die, const std::vector<const uint8_t*>& images);

constexpr int kLookAlikes = 8;  // dies that would have answered like the one asked

// Greedily, `wanted` images of the pool that foretell the accuracies of the training dies best, out
// of `candidates`.
std::vector<int> greedy_images(const AskedDies& dies, int candidates, int wanted);

}  // namespace kintsugi
