#include "models/tuning/weight_estimate.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Index = Eigen::Index;

constexpr int kWindowRounds = 3;  // guesses which position of a window was the largest
constexpr double kTiny = 1e-6;    // variance of what has none
// Of the factor common to a layer around 1: that of tile and die, drawn wide.
constexpr double kFactorSpread = 0.3;

// For every window and channel the position that `weights` make the largest, as a row of
// sight.inputs.
Eigen::MatrixXi largest_positions(const LayerSight& sight, const MatrixXd& weights) {
  const MatrixXd sums = sight.inputs * weights;
  Eigen::MatrixXi rows(sight.values.rows(), weights.cols());
  for (Index w = 0; w < rows.rows(); ++w) {
    for (Index c = 0; c < rows.cols(); ++c) {
      Index best = 0;
      sums.col(c).segment(w * sight.candidates, sight.candidates).maxCoeff(&best);
      rows(w, c) = static_cast<int>(w * sight.candidates + best);
    }
  }
  return rows;
}

// The windows of a channel that were seen: its inputs and values.
struct Equations {
  MatrixXd inputs;  // [seen][rows]
  VectorXd values;
};

Equations equations(const LayerSight& sight, const Eigen::MatrixXi& rows, Index channel) {
  std::vector<Index> seen;
  for (Index w = 0; w < rows.rows(); ++w) {
    if (!std::isnan(sight.values(w, channel))) seen.push_back(w);
  }
  const auto count = static_cast<Index>(seen.size());
  Equations e{MatrixXd(count, sight.inputs.cols()), VectorXd(count)};
  for (Index i = 0; i < count; ++i) {
    const Index w = seen[static_cast<size_t>(i)];
    e.inputs.row(i) = sight.inputs.row(rows(w, channel));
    e.values(i) = sight.values(w, channel);
  }
  return e;
}

// Mean of errors with independent Gaussian priors of variance `prior`, given inputs * error =
// residual + noise: in the smaller of the two spaces.
VectorXd posterior_mean(const MatrixXd& inputs, const VectorXd& residual, const VectorXd& prior,
                        double noise) {
  if (inputs.rows() < inputs.cols()) {
    const MatrixXd scaled = inputs * prior.asDiagonal();
    MatrixXd covariance = scaled * inputs.transpose();
    covariance.diagonal().array() += noise;
    return scaled.transpose() * covariance.ldlt().solve(residual);
  }
  MatrixXd precision = inputs.transpose() * inputs / noise;
  precision.diagonal() += prior.cwiseInverse();
  return precision.ldlt().solve(inputs.transpose() * residual / noise);
}

}  // namespace

WeightEstimate estimate_weights(const LayerSight& sight, const NominalWeights& design,
                                double spread) {
  const MatrixXd& nominal = design.weights;
  const MatrixXd& conductances = design.conductances;
  WeightEstimate result{1.0, nominal};
  for (int round = 0; round < (sight.candidates > 1 ? kWindowRounds : 1); ++round) {
    const Eigen::MatrixXi rows = largest_positions(sight, result.weights);
    std::vector<Equations> channels;
    double own = 0;
    double cross = 0;
    double doubt = 0;  // variance of `cross` by the errors of single weights
    for (Index c = 0; c < nominal.cols(); ++c) {
      channels.push_back(equations(sight, rows, c));
      const Equations& e = channels.back();
      const VectorXd expected = e.inputs * nominal.col(c);
      own += expected.squaredNorm();
      cross += expected.dot(e.values);
      doubt += (spread * conductances.col(c))
                   .cwiseProduct(e.inputs.transpose() * expected)
                   .squaredNorm();
    }
    // Where errors are as large as the weights, the answers alone say little of the factor.
    const double known = 1.0 / (kFactorSpread * kFactorSpread);
    if (own > 0) {
      const double seen = own / std::max(doubt, kTiny);
      result.factor = (seen * cross + known) / (seen * own + known);
    }
    for (Index c = 0; c < nominal.cols(); ++c) {
      const Equations& e = channels[static_cast<size_t>(c)];
      const VectorXd mean = result.factor * nominal.col(c);
      result.weights.col(c) = mean;
      if (e.values.size() == 0) continue;
      const VectorXd prior =
          (spread * (result.factor * conductances.col(c))).array().square() + kTiny;
      result.weights.col(c) +=
          posterior_mean(e.inputs, e.values - e.inputs * mean, prior, sight.noise);
    }
  }
  return result;
}

}  // namespace kintsugi::tuning
