#include "models/tuning/regression.h"

#include <limits>

#include "models/core/random.h"

namespace kintsugi::tuning {
namespace {

constexpr int kLloydIterations = 100;

std::vector<Eigen::Index> rows_of(Eigen::Index count, int folds, int fold, bool inside) {
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < count; ++i) {
    if ((i % folds == fold) == inside) rows.push_back(i);
  }
  return rows;
}

// Squared distance of every sample to its nearest row of `centres`, and that row.
double assign(const Eigen::MatrixXd& points, const Eigen::MatrixXd& centres, Eigen::Index used,
              std::vector<int>* cluster, Eigen::VectorXd* distance) {
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    Eigen::Index best = 0;
    (*distance)(i) =
        (centres.topRows(used).rowwise() - points.row(i)).rowwise().squaredNorm().minCoeff(&best);
    (*cluster)[static_cast<size_t>(i)] = static_cast<int>(best);
  }
  return distance->sum();
}

// The sample at which the cumulated squared distance passes `fraction` of the total.
Eigen::Index sample_by_distance(const Eigen::VectorXd& distance, double fraction) {
  double left = fraction * distance.sum();
  for (Eigen::Index i = 0; i < distance.size(); ++i) {
    left -= distance(i);
    if (left < 0) return i;
  }
  Eigen::Index farthest = 0;
  distance.maxCoeff(&farthest);
  return farthest;
}

}  // namespace

LinearMap ridge_regression(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y, double ridge) {
  const Eigen::RowVectorXd x_mean = x.colwise().mean();
  const Eigen::RowVectorXd y_mean = y.colwise().mean();
  const Eigen::MatrixXd xc = x.rowwise() - x_mean;
  const Eigen::MatrixXd yc = y.rowwise() - y_mean;
  Eigen::MatrixXd gram = xc.transpose() * xc;
  gram.diagonal().array() += ridge;
  LinearMap map;
  map.weights = gram.ldlt().solve(xc.transpose() * yc);
  map.intercept = (y_mean - x_mean * map.weights).transpose();
  return map;
}

Eigen::MatrixXd quadratic_terms(const Eigen::MatrixXd& x) {
  const Eigen::Index n = x.cols();
  Eigen::MatrixXd out(x.rows(), n + n * (n + 1) / 2);
  out.leftCols(n) = x;
  Eigen::Index column = n;
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = i; j < n; ++j) out.col(column++) = x.col(i).cwiseProduct(x.col(j));
  }
  return out;
}

Eigen::MatrixXd quadratic_gradient(const LinearMap& map, const Eigen::VectorXd& point) {
  const Eigen::Index n = point.size();
  Eigen::MatrixXd gradient = map.weights.topRows(n);
  Eigen::Index row = n;
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = i; j < n; ++j, ++row) {
      gradient.row(i) += map.weights.row(row) * point(j);
      gradient.row(j) += map.weights.row(row) * point(i);
    }
  }
  return gradient;
}

Eigen::MatrixXd out_of_fold(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y, double ridge,
                            int folds) {
  Eigen::MatrixXd predicted(y.rows(), y.cols());
  for (int fold = 0; fold < folds; ++fold) {
    const auto fitted = rows_of(x.rows(), folds, fold, false);
    const auto held = rows_of(x.rows(), folds, fold, true);
    const LinearMap map = ridge_regression(x(fitted, Eigen::all), y(fitted, Eigen::all), ridge);
    predicted(held, Eigen::all) =
        (x(held, Eigen::all) * map.weights).rowwise() + map.intercept.transpose();
  }
  return predicted;
}

Eigen::VectorXd cross_validated_rmse(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                                     double ridge, int folds) {
  const Eigen::MatrixXd residual = y - out_of_fold(x, y, ridge, folds);
  return (residual.colwise().squaredNorm().transpose() / static_cast<double>(x.rows())).cwiseSqrt();
}

double choose_ridge(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y) {
  double best = 0;
  double best_error = std::numeric_limits<double>::infinity();
  for (double ridge : {0.01, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0}) {
    const double error = cross_validated_rmse(x, y, ridge, kFolds).squaredNorm();
    if (error < best_error) {
      best_error = error;
      best = ridge;
    }
  }
  return best;
}

std::vector<int> k_means(const Eigen::MatrixXd& points, int clusters, uint64_t seed) {
  std::vector<int> cluster(static_cast<size_t>(points.rows()), 0);
  Eigen::VectorXd distance(points.rows());
  Eigen::MatrixXd centres(clusters, points.cols());
  const RandomKey key{seed, 0, 0, RandomRole::Clustering};

  centres.row(0) = points.colwise().mean();
  Eigen::Index used = 1;
  while (used < clusters && assign(points, centres, used, &cluster, &distance) > 0) {
    const double fraction = uniform(key, static_cast<uint64_t>(used));
    centres.row(used++) = points.row(sample_by_distance(distance, fraction));
  }

  double before = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kLloydIterations; ++i) {
    const double error = assign(points, centres, used, &cluster, &distance);
    if (error >= before) break;
    before = error;
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(used, points.cols());
    Eigen::VectorXd count = Eigen::VectorXd::Zero(used);
    for (Eigen::Index p = 0; p < points.rows(); ++p) {
      sum.row(cluster[static_cast<size_t>(p)]) += points.row(p);
      count(cluster[static_cast<size_t>(p)]) += 1;
    }
    for (Eigen::Index k = 0; k < used; ++k) {
      if (count(k) > 0) {
        centres.row(k) = sum.row(k) / count(k);
      } else {  // an empty cluster takes over the sample that is served worst
        Eigen::Index worst = 0;
        distance.maxCoeff(&worst);
        centres.row(k) = points.row(worst);
        distance(worst) = 0;
      }
    }
  }
  return cluster;
}

}  // namespace kintsugi::tuning
