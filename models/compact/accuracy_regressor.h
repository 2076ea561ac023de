// Predicts a die's accuracy from its answers to a few images.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "models/compact/answers.h"

namespace kintsugi::compact {

// Columns brought to mean 0 and spread 1 on the dies they were fitted on; columns without spread
// become 0.
class Standard {
 public:
  explicit Standard(const Eigen::MatrixXd& x);
  Eigen::MatrixXd of(const Eigen::MatrixXd& x) const;

 private:
  Eigen::RowVectorXd mean_;
  Eigen::RowVectorXd factor_;
};

// What is chosen by the error on dies left out. The kernel of two dies is
//   exp(-mean squared difference of their `layers` / (2 width^2)) + details x mean product of their
//   `details`,
// of standardised columns; `ridge` is added to its diagonal.
struct KernelShape {
  double width = 2.0;
  double details = 0.3;
  double ridge = 0.01;
};

// Ridge regression in that kernel (kernel ridge; Saunders et al., ICML 1998).
class AccuracyRegressor {
 public:
  // Chooses the shape with the least left_out_rmse() from a grid. `accuracy` [dies] in points. At
  // least 3 dies, or std::invalid_argument.
  AccuracyRegressor(const Answers& training, const Eigen::VectorXd& accuracy);
  AccuracyRegressor(const Answers& training, const Eigen::VectorXd& accuracy,
                    const KernelShape& shape);

  Eigen::VectorXd predict(const Answers& dies) const;  // [dies]

  // Each training die predicted by the others alone (exact, from one factorisation).
  const Eigen::VectorXd& left_out() const { return left_out_; }
  double left_out_rmse() const { return left_out_rmse_; }
  const KernelShape& shape() const { return shape_; }

 private:
  void solve(const Eigen::MatrixXd& smooth_distance, const Eigen::MatrixXd& linear);

  Standard layer_standard_;
  Standard detail_standard_;
  Eigen::MatrixXd layers_;  // standardised, of the training dies
  Eigen::MatrixXd details_;
  Eigen::VectorXd accuracy_;
  double mean_ = 0;
  double spread_ = 1;
  KernelShape shape_;
  Eigen::VectorXd weights_;
  Eigen::VectorXd left_out_;
  double left_out_rmse_ = 0;
};

// Greedy choice of `wanted` of the images in `candidates`: each step adds the one that leaves the
// least left-out error of the regressor of `shape`; ties go to the earlier one. On `jobs` threads.
std::vector<int> choose_images(const Answers& candidates, const Eigen::VectorXd& accuracy,
                               int wanted, const KernelShape& shape, int jobs);

double rmse(const Eigen::VectorXd& a, const Eigen::VectorXd& b);

}  // namespace kintsugi::compact
