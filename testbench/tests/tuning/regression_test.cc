#include "models/tuning/regression.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/core/random.h"

namespace kintsugi::tuning {
namespace {

Eigen::MatrixXd normals(Eigen::Index rows, Eigen::Index columns, uint32_t die) {
  Eigen::MatrixXd m(rows, columns);
  const RandomKey key{11, die, 0, RandomRole::CellWithin};
  for (Eigen::Index i = 0; i < m.size(); ++i) {
    m.data()[i] = standard_normal(key, static_cast<uint64_t>(i));
  }
  return m;
}

TEST(RidgeRegression, RecoversALineFromCleanData) {
  const Eigen::MatrixXd x = normals(50, 2, 0);
  const Eigen::MatrixXd y =
      ((x.col(0) * 3.0 - x.col(1) * 2.0).array() + 7.0).matrix();
  const LinearMap map = ridge_regression(x, y, 1e-9);
  EXPECT_NEAR(map.weights(0, 0), 3.0, 1e-6);
  EXPECT_NEAR(map.weights(1, 0), -2.0, 1e-6);
  EXPECT_NEAR(map.intercept(0), 7.0, 1e-6);
}

TEST(CrossValidation, FindsNothingInUnrelatedTargets) {
  const Eigen::MatrixXd x = normals(200, 5, 1);
  const Eigen::MatrixXd y = normals(200, 1, 2);
  EXPECT_GT(cross_validated_rmse(x, y, choose_ridge(x, y), 5)(0), 0.9);
}

TEST(KMeans, SeparatesGroupsThatAreFarApart) {
  Eigen::MatrixXd points = normals(90, 2, 3);
  for (Eigen::Index i = 0; i < 90; ++i) points(i, 0) += 100.0 * static_cast<double>(i % 3);
  const std::vector<int> cluster = k_means(points, 3, 1);
  for (size_t i = 0; i < 90; ++i) EXPECT_EQ(cluster[i], cluster[i % 3]) << i;
  EXPECT_NE(cluster[0], cluster[1]);
  EXPECT_NE(cluster[1], cluster[2]);
}

TEST(KMeans, AsksForNoMoreClustersThanThereAreDistinctPoints) {
  const Eigen::MatrixXd points = Eigen::MatrixXd::Constant(10, 2, 4.0);
  const std::vector<int> cluster = k_means(points, 5, 1);
  EXPECT_EQ(*std::max_element(cluster.begin(), cluster.end()), 0);
}

}  // namespace
}  // namespace kintsugi::tuning
