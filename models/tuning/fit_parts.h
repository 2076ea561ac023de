// The parts of a fit: features, codebook, predictors. Each writes its fields of the program.
#pragma once

#include <Eigen/Dense>
#include <functional>
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

// Codes of dies in one state, as the controller sees them and as a ridge should.
struct Codes {
  Codes(const std::vector<std::vector<uint32_t>>& statistics, const TestProgram& program);
  FeatureColumn column(const Eigen::VectorXd& scaled_weights, const Eigen::VectorXd& targets,
                       bool places) const;
  Eigen::MatrixXd raw;     // [dies][projected]
  Eigen::VectorXd scale;   // [projected]
  Eigen::MatrixXd scaled;  // raw, each column times its scale
};

// What a quadratic model of the gains [dies][tuned layers] and of a linear prediction [dies] leaves
// of the accuracies, each die left out: accuracy falls ever faster with distance, and what
// curvature explains is not linear's.
Eigen::VectorXd left_by_curvature(const Eigen::MatrixXd& gains, const Eigen::VectorXd& linear,
                                  const Eigen::VectorXd& accuracy);

// Stores the columns as int8 weights, each on a scale of its own, with means that leave the
// quantised feature without bias on its dies. Returns units of each feature a unit of its target.
Eigen::VectorXd store_features(const std::vector<FeatureColumn>& columns, TestProgram* program);

// Features of dies on the scale of their targets, [dies][features].
Eigen::MatrixXd feature_values(const TestProgram& program, const Eigen::VectorXd& units,
                               const std::vector<std::vector<uint32_t>>& statistics);

// What an entry does to a die near its centroid.
struct LocalRepair {
  Tuning base;                    // of a die at the centroid
  Eigen::MatrixXd gain_slopes;    // [tuned layers][features], 1/64 octave a feature unit
  Eigen::MatrixXd offset_slopes;  // likewise, steps of the offset
};

// The repair around a centroid, on the scale of the targets [features], of a cluster of dies.
using RepairModel = std::function<LocalRepair(const Eigen::VectorXd& centre,
                                              const std::vector<Eigen::Index>& members)>;

// Tangent planes of one quadratic model of the cumulated gains in octaves, [dies][tuned layers],
// over the features that place a die, [dies][placing]. `units` are of all features.
RepairModel affine_repair(const Eigen::MatrixXd& placing, const Eigen::VectorXd& units,
                          const Eigen::MatrixXd& octaves);

// Clusters the dies by their first `placing` features and stores an entry for each; slopes only
// where the program is affine.
void store_entries(const Eigen::MatrixXd& features, const Eigen::VectorXd& units,
                   Eigen::Index placing, const RepairModel& repair, int clusters, uint64_t seed,
                   TestProgram* program);

// Entries from the dies' cumulated target gains, [dies][tuned layers], of which there are as many
// as features that place a die. With `affine` each is a tangent plane, else the geometric mean of
// its dies' targets.
void store_codebook(const Eigen::MatrixXd& features, const Eigen::VectorXd& units,
                    const Eigen::MatrixXd& octaves, const FitOptions& options,
                    TestProgram* program);

// What the predictors are fitted on; accuracies in points above the ideal chip.
struct PredictorData {
  Eigen::MatrixXd features;        // [dies][features], of the test
  Eigen::VectorXd accuracy;        // [dies]
  Eigen::VectorXd forecast;        // [dies], of the die once it is repaired
  Eigen::MatrixXd features_after;  // [repaired dies][features]
  Eigen::VectorXd accuracy_after;  // [repaired dies]
};

// The rows NOW and FORECAST of every entry (tangent planes of one quadratic model), the row AFTER,
// and the limits, fixed on out-of-fold predictions.
void store_predictors(const PredictorData& data, const Eigen::VectorXd& units, double yield_margin,
                      TestProgram* program, FitReport* report);

// What is predicted of dies that took no part in the prediction, beside what is.
struct HeldOut {
  Eigen::VectorXd accuracy;         // [dies]
  Eigen::VectorXd predicted;        // [dies]
  Eigen::VectorXd accuracy_after;   // [repaired dies]
  Eigen::VectorXd predicted_after;  // [repaired dies]
};

// The limits on predictions, and the report's errors of them. store_predictors does it by folds.
void store_limits(const HeldOut& dies, double yield_margin, TestProgram* program,
                  FitReport* report);

}  // namespace kintsugi::tuning
