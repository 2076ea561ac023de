// The chip of a scenario, its images, and how accurate its dies are.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/accelerator/die.h"
#include "models/datasets/dataset.h"
#include "testbench/scenario/scenario.h"
#include "testbench/studies/study.h"

namespace kintsugi {

// Activation codes [count][pixels] and labels.
struct LearningImages {
  std::vector<uint8_t> codes;
  std::vector<uint8_t> labels;
  int pixels = 0;
  int count() const { return static_cast<int>(labels.size()); }
  const uint8_t* image(int i) const { return codes.data() + static_cast<ptrdiff_t>(i) * pixels; }
  LearningImages first(int count) const;
  LearningImages last(int count) const;
};

LearningImages coded(const Dataset& data, const Network& network);

struct LearningDesign {
  Scenario scenario;
  Chip chip;  // with the converter ranges of the scenario's test program
  LearningImages training;
  LearningImages test;
};
LearningDesign load_learning_design(const std::string& scenario);

// Per cent of `found` that are the images' labels.
double right_share(const std::vector<int>& found, const LearningImages& images);
double accuracy_of(const Die& die, const LearningImages& images);

// Accuracies of dies 0 .. count - 1 of `seed`, points above the nominal die: pieces of the study
// called `key`.
Eigen::VectorXd accuracies(StudyRun& run, const std::string& key, const Chip& chip, uint64_t seed,
                           int count, const LearningImages& images);

// Adds work on dies 0 .. count - 1 in pieces of kDiesAPiece, called `key` and the first die's
// number. `work` returns an array with an entry a die.
constexpr int kDiesAPiece = 20;
void add_die_pieces(const std::string& key, int count,
                    const std::function<nlohmann::json(int first, int count)>& work,
                    std::vector<StudyItem>* items);

constexpr uint64_t kTrainingSeed = 1000003;  // dies to learn from
constexpr uint64_t kJudgedSeed = 7;

}  // namespace kintsugi
