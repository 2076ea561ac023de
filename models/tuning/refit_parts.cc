#include "models/tuning/refit_parts.h"

#include <algorithm>
#include <cmath>

namespace kintsugi::tuning {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kRefitFolds = 5;
constexpr double kCodesAnOctave = 256.0;
constexpr double kStepsAPoint = 256.0;  // of a predicted accuracy
constexpr double kKeptSpread = 0.5;     // of a kept feature in its unit, like a gain's in octaves
// As large as leaves nothing of a fit: then what is given stays what it is.
const std::vector<double> kRidges = {1, 10, 30, 100, 300, 1e3, 3e3, 1e4, 1e5, 1e6};

double careful_ridge(const MatrixXd& inputs, const VectorXd& targets) {
  std::vector<VectorXd> squares;  // of the errors, for each ridge
  for (const double ridge : kRidges) {
    squares.push_back(
        (targets - out_of_fold(inputs, targets, ridge, kRefitFolds).col(0)).array().square());
  }
  const auto best =
      std::min_element(squares.begin(), squares.end(),
                       [](const VectorXd& a, const VectorXd& b) { return a.mean() < b.mean(); });
  const auto n = static_cast<double>(targets.size());
  for (size_t i = kRidges.size(); i-- > 0;) {
    const VectorXd worse = squares[i] - *best;
    const double spread = std::sqrt((worse.array() - worse.mean()).square().mean());
    if (worse.mean() <= spread / std::sqrt(n)) return kRidges[i];
  }
  return kRidges.back();
}

}  // namespace

int placing_features(const TestProgram& p) {
  const auto first_other = std::find(p.distance_weight.begin(), p.distance_weight.end(), 0);
  return static_cast<int>(first_other - p.distance_weight.begin());
}

VectorXd stored_weights(const TestProgram& p, int feature) {
  VectorXd weights(p.projected());
  for (Index j = 0; j < weights.size(); ++j) {
    weights(j) = p.projection[static_cast<size_t>(j) * static_cast<size_t>(p.features) +
                              static_cast<size_t>(feature)];
  }
  return weights;
}

AfterMap::AfterMap(const TestProgram& p)
    : weights(VectorXd::Zero(p.projected())), intercept(p.after.base / kStepsAPoint) {
  for (int d = 0; d < p.features; ++d) {
    const auto i = static_cast<size_t>(d);
    const double slope =
        std::ldexp(p.after.slopes[i] / kStepsAPoint, -p.predict_shift - p.project_shift);
    weights += slope * kCodesAnOctave * stored_weights(p, d);
    intercept -= slope * p.mean[i];
  }
}

VectorXd AfterMap::told(const Codes& codes) const {
  return ((codes.raw * weights).array() + intercept).matrix();
}

Correction::Correction(const MatrixXd& inputs, const VectorXd& told, const VectorXd& measured) {
  const VectorXd left = measured - told;
  const double ridge = careful_ridge(inputs, left);
  map = ridge_regression(inputs, left, ridge);
  corrected = told + inputs * map.weights.col(0);
  corrected.array() += map.intercept(0);
  left_out = told + out_of_fold(inputs, left, ridge, kRefitFolds).col(0);
}

AdjustedFeature::AdjustedFeature(const Codes& codes, const VectorXd& given, const VectorXd& targets,
                                 bool places) {
  const MatrixXd told = codes.raw * given;
  const LinearMap scale = ridge_regression(told, targets, 1e-9);
  const Correction correction(codes.scaled, (told * scale.weights).col(0), targets);
  column = codes.column(correction.map.weights.col(0), {}, places);
  column.weights += given * scale.weights(0, 0);
  // Targets that are all alike say nothing of a direction.
  if (column.weights.cwiseAbs().maxCoeff() == 0) column.weights = given;
  // Its range is that of what it says, which may be far less than what it should say.
  column.targets = codes.raw * column.weights;
  column.targets.array() += targets.mean() - column.targets.mean();
  left_out = correction.left_out;
}

FeatureColumn kept_feature(const Codes& codes, const TestProgram& p, int feature) {
  const VectorXd weights = stored_weights(p, feature);
  const double mean = p.mean[static_cast<size_t>(feature)] / kCodesAnOctave;
  const VectorXd told = codes.raw * weights;
  const double spread = std::sqrt((told.array() - told.mean()).square().mean());
  const double unit = spread > 0 ? spread / kKeptSpread : 1.0;
  return {weights / unit, &codes.raw, ((told.array() - mean) / unit).matrix(), true};
}

}  // namespace kintsugi::tuning
