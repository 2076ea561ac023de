// Ridge regression and k-means clustering of training dies.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

namespace kintsugi::tuning {

constexpr int kFolds = 5;  // of every cross-validation

struct LinearMap {
  Eigen::MatrixXd weights;    // [inputs][outputs]
  Eigen::VectorXd intercept;  // [outputs]
};

// Minimises |y - x weights - intercept|^2 + ridge |weights|^2; the intercept is not penalised.
// x is [samples][inputs], y is [samples][outputs].
LinearMap ridge_regression(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y, double ridge);

// Every product of one or two columns: [samples][n + n (n + 1) / 2].
Eigen::MatrixXd quadratic_terms(const Eigen::MatrixXd& x);

// Gradient at `point` [n] of a map over quadratic terms of n inputs, [n][outputs].
Eigen::MatrixXd quadratic_gradient(const LinearMap& map, const Eigen::VectorXd& point);

// Prediction of each sample by the map fitted without its fold (sample i is in fold i mod folds).
Eigen::MatrixXd out_of_fold(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y, double ridge,
                            int folds);

// Root mean square residual of each output over `folds`-fold cross-validation.
Eigen::VectorXd cross_validated_rmse(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                                     double ridge, int folds);

// Of a fixed decade grid, the ridge with the least summed cross-validated error.
double choose_ridge(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y);

// k-means++ start drawn from `seed`, then Lloyd to convergence. Points are [samples][dimensions];
// returns the cluster of each sample. Every cluster keeps at least one sample; there are
// min(clusters, distinct samples) of them.
std::vector<int> k_means(const Eigen::MatrixXd& points, int clusters, uint64_t seed);

}  // namespace kintsugi::tuning
