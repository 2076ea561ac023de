// Dies that are shown few images: what the studies of compact tests share.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <filesystem>
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
constexpr int kLookAlikes = 8;  // dies that would have answered like the one asked

struct AskedSizes {
  int training_dies, training_images, judged_dies, judged_images;
};
AskedDies measure_dies(StudyRun& run, const AskedSizes& sizes);

ImageCodes codes_of(const LearningImages& images, const std::vector<int>& chosen);

// Answers of dies 0 .. dies - 1 of `seed`.
compact::Answers ask(const Chip& chip, uint64_t seed, int dies, const ImageCodes& images);

// What dies first .. first + count - 1 of `seed` are foretold from their answers to `shown` alone:
// of each the classes that dies which would have answered alike give to `images`, [n][pixels]. No
// die was measured for it.
std::vector<std::vector<int>> foretold_classes(const Chip& chip, const ImageCodes& shown,
                                               const std::vector<uint8_t>& images, uint64_t seed,
                                               int first, int count);

// Greedily, `wanted` images of the pool that foretell the accuracies of the training dies best, out
// of `candidates`.
std::vector<int> greedy_images(const AskedDies& dies, int candidates, int wanted);

// On how many of the judged dies the RTL differs under a test of `images`; the test program stays
// in `folder`.
int64_t spot_check_of(const AskedDies& dies, const ImageCodes& images,
                      const std::filesystem::path& folder);

}  // namespace kintsugi
