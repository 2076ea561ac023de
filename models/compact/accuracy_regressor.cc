#include "models/compact/accuracy_regressor.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace kintsugi::compact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double columns(const MatrixXd& x) { return static_cast<double>(std::max<Index>(x.cols(), 1)); }

// Mean squared differences of the rows of a and b.
MatrixXd mean_distance(const MatrixXd& a, const MatrixXd& b) {
  MatrixXd d = -2.0 * a * b.transpose();
  d.colwise() += a.rowwise().squaredNorm();
  d.rowwise() += b.rowwise().squaredNorm().transpose();
  return d.cwiseMax(0.0) / columns(a);
}

MatrixXd mean_product(const MatrixXd& a, const MatrixXd& b) {
  return a * b.transpose() / columns(a);
}

MatrixXd kernel(const MatrixXd& distance, const MatrixXd& product, const KernelShape& shape) {
  MatrixXd k = (distance / (-2.0 * shape.width * shape.width)).array().exp().matrix();
  if (shape.details > 0) k += shape.details * product;
  return k;
}

}  // namespace

double rmse(const VectorXd& a, const VectorXd& b) {
  return std::sqrt((a - b).squaredNorm() / static_cast<double>(a.size()));
}

Standard::Standard(const MatrixXd& x) : mean_(x.colwise().mean()), factor_(x.cols()) {
  const MatrixXd centred = x.rowwise() - mean_;
  const Eigen::RowVectorXd spread =
      (centred.colwise().squaredNorm() / static_cast<double>(x.rows())).cwiseSqrt();
  for (Index j = 0; j < spread.size(); ++j) factor_(j) = spread(j) > 1e-9 ? 1.0 / spread(j) : 0.0;
}

MatrixXd Standard::of(const MatrixXd& x) const {
  return (x.rowwise() - mean_) * factor_.asDiagonal();
}

AccuracyRegressor::AccuracyRegressor(const Answers& training, const VectorXd& accuracy)
    : AccuracyRegressor(training, accuracy, KernelShape{}) {
  const MatrixXd distance = mean_distance(layers_, layers_);
  const MatrixXd product = mean_product(details_, details_);
  KernelShape best = shape_;
  double least = std::numeric_limits<double>::infinity();
  for (const double width : {1.0, 2.0, 4.0, 8.0}) {
    for (const double details : {0.01, 0.1, 1.0}) {
      for (const double ridge : {1e-4, 1e-3, 1e-2, 1e-1}) {
        shape_ = {width, details, ridge};
        solve(distance, product);
        if (left_out_rmse_ >= least) continue;
        least = left_out_rmse_;
        best = shape_;
      }
    }
  }
  shape_ = best;
  solve(distance, product);
}

AccuracyRegressor::AccuracyRegressor(const Answers& training, const VectorXd& accuracy,
                                     const KernelShape& shape)
    : layer_standard_(training.layers),
      detail_standard_(training.details),
      layers_(layer_standard_.of(training.layers)),
      details_(detail_standard_.of(training.details)),
      accuracy_(accuracy),
      shape_(shape) {
  if (accuracy.size() < 3 || accuracy.size() != training.dies()) {
    throw std::invalid_argument("a regressor needs the accuracies of at least 3 dies");
  }
  mean_ = accuracy.mean();
  spread_ = std::max(rmse(accuracy, VectorXd::Constant(accuracy.size(), mean_)), 1e-9);
  solve(mean_distance(layers_, layers_), mean_product(details_, details_));
}

void AccuracyRegressor::solve(const MatrixXd& distance, const MatrixXd& product) {
  MatrixXd k = kernel(distance, product, shape_);
  k.diagonal().array() += shape_.ridge;
  const VectorXd y = (accuracy_.array() - mean_) / spread_;
  const Eigen::LLT<MatrixXd> factor(k);
  const MatrixXd inverse = factor.solve(MatrixXd::Identity(k.rows(), k.cols()));
  weights_ = inverse * y;
  // What a die's own equation leaves is its left-out residual (Sundararajan and Keerthi, 2001).
  const VectorXd residual = weights_.cwiseQuotient(inverse.diagonal());
  left_out_ = accuracy_ - spread_ * residual;
  left_out_rmse_ = rmse(left_out_, accuracy_);
}

VectorXd AccuracyRegressor::predict(const Answers& dies) const {
  const MatrixXd layers = layer_standard_.of(dies.layers);
  const MatrixXd details = detail_standard_.of(dies.details);
  const MatrixXd k =
      kernel(mean_distance(layers, layers_), mean_product(details, details_), shape_);
  return (spread_ * (k * weights_)).array() + mean_;
}

std::vector<int> choose_images(const Answers& candidates, const VectorXd& accuracy, int wanted,
                               const KernelShape& shape, int jobs) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(jobs));
  std::vector<int> chosen;
  while (static_cast<int>(chosen.size()) < std::min(wanted, candidates.images)) {
    std::vector<double> errors(static_cast<size_t>(candidates.images),
                               std::numeric_limits<double>::infinity());
    tbb::parallel_for(0, candidates.images, [&](int c) {
      if (std::find(chosen.begin(), chosen.end(), c) != chosen.end()) return;
      std::vector<int> with = chosen;
      with.push_back(c);
      errors[static_cast<size_t>(c)] =
          AccuracyRegressor(candidates.of_images(with), accuracy, shape).left_out_rmse();
    });
    chosen.push_back(
        static_cast<int>(std::min_element(errors.begin(), errors.end()) - errors.begin()));
  }
  return chosen;
}

}  // namespace kintsugi::compact
