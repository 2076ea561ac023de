// The parts of a refit: features and corrections that begin with what a program says.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/tuning/fit_parts.h"
#include "models/tuning/refit.h"
#include "models/tuning/regression.h"

namespace kintsugi::tuning {

// Behind the features that place a die come the accuracy now, what curvature leaves of it, and
// after.
constexpr int kAccuracyFeatures = 3;

int placing_features(const TestProgram& program);

// Weights of a feature as the program stores them, [projected].
Eigen::VectorXd stored_weights(const TestProgram& program, int feature);

// The row AFTER as one linear map of the codes in octaves, in points.
struct AfterMap {
  explicit AfterMap(const TestProgram& program);
  Eigen::VectorXd told(const Codes& codes) const;  // [dies]
  Eigen::VectorXd weights;                         // [projected]
  double intercept = 0;
};

// What is told of dies, and a ridge over `inputs` [dies][n] on what that leaves of what was
// measured: the strongest one whose predictions of dies left out are worse than the best one's by
// no more than the standard error of that difference, die by die.
struct Correction {
  Correction(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& told,
             const Eigen::VectorXd& measured);
  LinearMap map;
  Eigen::VectorXd corrected;  // [dies]
  Eigen::VectorXd left_out;   // [dies], each die by a ridge without it
};

// A feature that says `targets` of dies: the given weights, brought to the scale of the targets,
// and a correction. And what it says of each die when that die is left out. `codes` must outlive
// the column.
struct AdjustedFeature {
  AdjustedFeature(const Codes& codes, const Eigen::VectorXd& given, const Eigen::VectorXd& targets,
                  bool places);
  FeatureColumn column;
  Eigen::VectorXd left_out;
};

// A feature that places a die as the given program has it.
FeatureColumn kept_feature(const Codes& codes, const TestProgram& given, int feature);

// The given repair, its entries moved to where these dies lie. `features` [dies] are those of the
// given program; `stored` has the new ones. All must outlive the model.
RepairModel moved_repair(const TestProgram& given,
                         const std::vector<std::vector<int16_t>>& features,
                         const TestProgram& stored);

// Gains and offsets by quadratic models of those that were measured; `placing` [dies][tuned layers]
// on the scale of the targets, `units` of all features.
RepairModel measured_repair(const Eigen::MatrixXd& placing, const Eigen::VectorXd& units,
                            const std::vector<MeasuredDie>& dies);

// Cumulated octaves of the measured best gains, [dies][tuned layers].
Eigen::MatrixXd best_octaves(const std::vector<MeasuredDie>& dies);

}  // namespace kintsugi::tuning
