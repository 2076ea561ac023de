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
constexpr uint64_t kDrawsAChannel = 1 << 20;  // random numbers: more than rows and windows

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

// The windows of a channel that say something: their inputs and values. A bound does where
// `weights` break it.
struct Equations {
  MatrixXd inputs;  // [seen][rows]
  VectorXd values;
};

Equations equations(const LayerSight& sight, const Eigen::MatrixXi& rows, Index channel,
                    const MatrixXd& weights) {
  std::vector<Index> seen;
  for (Index w = 0; w < rows.rows(); ++w) {
    const double value = sight.values(w, channel);
    if (std::isnan(value)) continue;
    const int bound = sight.bounds.size() > 0 ? sight.bounds(w, channel) : 0;
    if (bound != 0) {
      const double expected = sight.inputs.row(rows(w, channel)).dot(weights.col(channel));
      if (bound * (expected - value) >= 0) continue;
    }
    seen.push_back(w);
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
// residual + noise, a column each: in the smaller of the two spaces.
MatrixXd posterior_mean(const MatrixXd& inputs, const MatrixXd& residual, const VectorXd& prior,
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

// Variances of weights around `factor` times the nominal ones, [rows][channels].
MatrixXd prior_variance(const NominalWeights& design, double spread, double factor) {
  return (spread * (factor * design.conductances)).array().square() + kTiny;
}

// Channel by channel, the mean given its equations.
void estimate_around(const NominalWeights& design, const MatrixXd& prior,
                     const std::vector<Equations>& channels, double noise, WeightEstimate* result) {
  for (Index c = 0; c < design.weights.cols(); ++c) {
    const Equations& e = channels[static_cast<size_t>(c)];
    const VectorXd mean = result->factor * design.weights.col(c);
    result->weights.col(c) = mean;
    if (e.values.size() == 0) continue;
    result->weights.col(c) +=
        posterior_mean(e.inputs, e.values - e.inputs * mean, prior.col(c), noise);
  }
}

std::vector<Equations> all_equations(const LayerSight& sight, const MatrixXd& weights) {
  const Eigen::MatrixXi rows = largest_positions(sight, weights);
  std::vector<Equations> channels;
  for (Index c = 0; c < weights.cols(); ++c) {
    channels.push_back(equations(sight, rows, c, weights));
  }
  return channels;
}

}  // namespace

WeightEstimate estimate_weights(const LayerSight& sight, const NominalWeights& design,
                                double spread) {
  const MatrixXd& nominal = design.weights;
  const MatrixXd& conductances = design.conductances;
  WeightEstimate result{1.0, nominal};
  for (int round = 0; round < (sight.candidates > 1 ? kWindowRounds : 1); ++round) {
    const std::vector<Equations> channels = all_equations(sight, result.weights);
    double own = 0;
    double cross = 0;
    double doubt = 0;  // variance of `cross` by the errors of single weights
    for (Index c = 0; c < nominal.cols(); ++c) {
      const Equations& e = channels[static_cast<size_t>(c)];
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
    estimate_around(design, prior_variance(design, spread, result.factor), channels, sight.noise,
                    &result);
  }
  return result;
}

std::vector<MatrixXd> draw_weights(const LayerSight& sight, const NominalWeights& design,
                                   double spread, double factor, int count, RandomKey key) {
  const MatrixXd prior = prior_variance(design, spread, factor);
  WeightEstimate mean{factor, factor * design.weights};
  std::vector<Equations> channels;
  for (int round = 0; round < kWindowRounds; ++round) {
    channels = all_equations(sight, mean.weights);
    estimate_around(design, prior, channels, sight.noise, &mean);
  }
  const Index rows = prior.rows();
  std::vector<MatrixXd> out(static_cast<size_t>(count), mean.weights);
  for (Index c = 0; c < prior.cols(); ++c) {
    const Equations& e = channels[static_cast<size_t>(c)];
    MatrixXd drawn(rows, count);
    MatrixXd answers(e.values.size(), count);
    for (int k = 0; k < count; ++k) {
      key.die = static_cast<uint32_t>(k);
      const auto first = static_cast<uint64_t>(c) * kDrawsAChannel;
      for (Index r = 0; r < rows; ++r) {
        drawn(r, k) = std::sqrt(prior(r, c)) * standard_normal(key, first + r);
      }
      for (Index w = 0; w < answers.rows(); ++w) {
        answers(w, k) = std::sqrt(sight.noise) * standard_normal(key, first + rows + w);
      }
    }
    if (answers.rows() > 0) {
      answers += e.inputs * drawn;
      drawn -= posterior_mean(e.inputs, answers, prior.col(c), sight.noise);
    }
    for (int k = 0; k < count; ++k) out[static_cast<size_t>(k)].col(c) += drawn.col(k);
  }
  return out;
}

double doubt_left(const LayerSight& sight, const NominalWeights& design, double spread,
                  const MatrixXd& moment) {
  const MatrixXd prior = prior_variance(design, spread, 1.0);
  const std::vector<Equations> channels = all_equations(sight, design.weights);
  double before = 0;
  double left = 0;
  for (Index c = 0; c < prior.cols(); ++c) {
    const MatrixXd& inputs = channels[static_cast<size_t>(c)].inputs;
    const double own = prior.col(c).dot(moment.diagonal());
    before += own;
    left += own;
    if (inputs.rows() == 0) continue;
    // What the answers to `inputs` say of `moment`: the covariance's fall, prior - posterior.
    const MatrixXd scaled = inputs * prior.col(c).asDiagonal();
    left -= posterior_mean(inputs, scaled, prior.col(c), sight.noise)
                .cwiseProduct(moment.transpose())
                .sum();
  }
  return left / before;
}

}  // namespace kintsugi::tuning
