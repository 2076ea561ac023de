#include "models/compact/outlier_detector.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "testbench/tests/compact/made_answers.h"

namespace kintsugi::compact {
namespace {

TEST(OutlierDetectorTest, ADieThatFindsTheSameClassesLosesNothing) {
  Eigen::MatrixXd shares(2, 3);
  shares << 0.7, 0.2, 0.1, 0.1, 0.1, 0.8;
  EXPECT_DOUBLE_EQ(expected_loss(shares, {0, 2}), 0.0);
}

TEST(OutlierDetectorTest, AWrongClassCostsWhatItsShareLacks) {
  Eigen::MatrixXd shares(2, 3);
  shares << 0.7, 0.2, 0.1, 0.1, 0.1, 0.8;
  EXPECT_NEAR(expected_loss(shares, {1, 2}), 25.0, 1e-12);
  EXPECT_NEAR(expected_loss(shares, {1, 0}), 60.0, 1e-12);
  EXPECT_THROW(expected_loss(shares, {1}), std::invalid_argument);
}

TEST(OutlierDetectorTest, RejectsDiesThatLoseMoreThanTheLimit) {
  const auto training = testing::made_dies(200, 2, 0, 1);
  const auto judged = testing::made_dies(100, 2, 0, 2);
  const OutlierDetector detector(training.answers, -training.accuracy, 2.0);
  const std::vector<bool> passed = detector.passes(judged.answers);
  int right = 0;
  int rejected = 0;
  for (Eigen::Index d = 0; d < 100; ++d) {
    right += passed[static_cast<size_t>(d)] == (judged.accuracy(d) >= -2.0);
    rejected += !passed[static_cast<size_t>(d)];
  }
  EXPECT_GT(right, 90);
  EXPECT_GT(rejected, 10);
  EXPECT_LT(rejected, 90);
}

}  // namespace
}  // namespace kintsugi::compact
