// The parts of a fit: features, codebook, predictors. Each writes its fields of the program.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "models/tuning/fit.h"

namespace kintsugi::tuning {

// A shift under which no layer's scatter of up to an octave a channel is clipped.
int scatter_shift_for(const TestProgram& program);

// Nominal codes of the channels from the nominal die's statistics on the compact images.
void set_nominal(const std::vector<uint32_t>& statistics, TestProgram* program);

// [dies][projected], in octaves when the program takes logarithms.
Eigen::MatrixXd statistic_codes(const std::vector<std::vector<uint32_t>>& statistics,
                                const TestProgram& program);

// What each column of codes is multiplied with before a ridge sees it, [projected]: 1, but
// scatters, which come on scales of their own, are brought to the spread of the others.
Eigen::VectorXd column_scale(const Eigen::MatrixXd& codes, const TestProgram& program);

// One feature to be: a linear map of the statistic codes (in octaves), and what it should give on
// the dies it was fitted on.
struct FeatureColumn {
  Eigen::VectorXd weights;       // [projected]
  const Eigen::MatrixXd* codes;  // [dies][projected]
  Eigen::VectorXd targets;       // [dies]
  bool places = true;            // counts in the distance to a codebook entry
};

// Stores the columns as int8 weights, each on a scale of its own, with means that leave the
// quantised feature without bias on its dies. Returns units of each feature a unit of its target.
Eigen::VectorXd store_features(const std::vector<FeatureColumn>& columns, TestProgram* program);

// Features of dies on the scale of their targets, [dies][features].
Eigen::MatrixXd feature_values(const TestProgram& program, const Eigen::VectorXd& units,
                               const std::vector<std::vector<uint32_t>>& statistics);

// Clusters the dies by those features that place them. With `affine` each entry is the tangent
// plane, at its centroid, of one quadratic model of the cumulated gains; else the geometric mean of
// its dies' targets. `octaves` are the dies' cumulated target gains, [dies][tuned layers].
void store_codebook(const Eigen::MatrixXd& features, const Eigen::VectorXd& units,
                    const Eigen::MatrixXd& octaves, const FitOptions& options,
                    TestProgram* program);

// What the predictors are fitted on; accuracies in points above the ideal chip.
struct PredictorData {
  Eigen::MatrixXd features;        // [dies][features], of the test
  Eigen::VectorXd accuracy;        // [dies]
  Eigen::MatrixXd features_after;  // of the repaired dies
  Eigen::VectorXd accuracy_after;
};

// The rows NOW and FORECAST of every entry (tangent planes of one quadratic model), the row AFTER,
// and the limits, fixed on out-of-fold predictions.
void store_predictors(const PredictorData& data, const Eigen::VectorXd& units, double yield_margin,
                      TestProgram* program, FitReport* report);

}  // namespace kintsugi::tuning
