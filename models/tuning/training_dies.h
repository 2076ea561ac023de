// Training dies as the fit sees them.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <vector>

#include "models/tuning/fit.h"

namespace kintsugi::tuning {

struct TrainingDie {
  std::vector<uint32_t> statistics;  // of the untuned die
  Tuning target;                     // mean matched
  double accuracy = 0;               // untuned, in points above the ideal chip; 0 if not judged
  std::vector<uint32_t> statistics_after;  // of the repaired die
  double accuracy_after = 0;
};

// Tests, mean-matches and, with options.judged, judges dies 0 .. options.dies - 1 of options.seed.
// Empty when the progress callback asked to stop.
std::vector<TrainingDie> make_training_dies(const Chip& chip, const TestProgram& program,
                                            const FitOptions& options);

// Repairs each die by `program` and fills the fields of the repaired die. False when stopped.
bool repair_training_dies(const Chip& chip, const TestProgram& program, const FitOptions& options,
                          std::vector<TrainingDie>* dies);

// log2 of the gains of layers 0 .. l multiplied, for each tuned layer l: what sets the scale of that
// layer's activations. Errors of these, not of single gains, are what the next quantiser sees.
Eigen::VectorXd cumulated_octaves(const Tuning& tuning);
Tuning tuning_from_octaves(const Eigen::VectorXd& cumulated);

// [dies][statistics], in octaves when the program takes logarithms.
Eigen::MatrixXd statistic_codes(const std::vector<std::vector<uint32_t>>& statistics,
                                const TestProgram& program);

}  // namespace kintsugi::tuning
