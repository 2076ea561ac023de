// Training dies as the fit sees them.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <vector>

#include "models/tuning/fit.h"

namespace kintsugi::tuning {

// Accuracies are in points above the ideal chip; 0 if not judged.
struct TrainingDie {
  Tuning target;                               // by least squares
  std::vector<std::vector<uint32_t>> untuned;  // [candidate image][statistics]
  double accuracy = 0;
  std::vector<std::vector<uint32_t>> tuned;  // the same under the target; empty without predictors
  double accuracy_tuned = 0;
  std::vector<uint32_t> statistics_after;  // of the die as the program repairs it
  double accuracy_after = 0;
};

// Answers of one die to single images, [image][statistics].
std::vector<std::vector<uint32_t>> image_statistics(const Die& die, const Tuning& tuning,
                                                    const TestProgram& program,
                                                    const std::vector<const uint8_t*>& images);

// Tunes dies 0 .. options.dies - 1 of options.seed to their targets (on `matching`), plays the
// candidate images and, with options.predict, judges them. Empty when the progress callback asked
// to stop.
std::vector<TrainingDie> make_training_dies(const Chip& chip, const TestProgram& program,
                                            const std::vector<const uint8_t*>& candidates,
                                            const TrainingImages& matching,
                                            const FitOptions& options);

// Repairs each die by `program`, given its statistics on the compact images, and fills the fields
// of the repaired die. False when stopped.
bool repair_training_dies(const Chip& chip, const TestProgram& program,
                          const std::vector<std::vector<uint32_t>>& statistics,
                          const FitOptions& options, std::vector<TrainingDie>* dies);

// log2 of the gains of layers 0 .. l multiplied, for each tuned layer l: what sets the scale of
// that layer's activations. Errors of these, not of single gains, are what the next quantiser sees.
Eigen::VectorXd cumulated_octaves(const Tuning& tuning);
Tuning tuning_from_octaves(const Eigen::VectorXd& cumulated);

}  // namespace kintsugi::tuning
