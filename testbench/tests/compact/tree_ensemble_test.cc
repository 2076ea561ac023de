#include "models/compact/tree_ensemble.h"

#include <gtest/gtest.h>

#include "models/compact/accuracy_regressor.h"
#include "testbench/tests/compact/made_answers.h"

namespace kintsugi::compact {
namespace {

using testing::made_dies;

TEST(TreeEnsembleTest, LearnsAStep) {
  Eigen::MatrixXd x(100, 2);
  Eigen::VectorXd y(100);
  for (int i = 0; i < 100; ++i) {
    x.row(i) << i, 100 - i * i % 7;
    y(i) = i < 37 ? -2.0 : 5.0;
  }
  TreeOptions options;
  options.column_share = 1.0;
  const TreeEnsemble trees(x, y, options);
  EXPECT_LT(rmse(trees.predict(x), y), 0.2);
}

TEST(TreeEnsembleTest, ForetellsDiesItNeverSawAndRepeatsItself) {
  const auto training = made_dies(300, 2, 0, 1);
  const auto judged = made_dies(100, 2, 0, 2);
  const TreeEnsemble trees(training.answers.layers, training.accuracy);
  const Eigen::VectorXd found = trees.predict(judged.answers.layers);
  const double spread =
      rmse(judged.accuracy, Eigen::VectorXd::Constant(100, judged.accuracy.mean()));
  EXPECT_LT(rmse(found, judged.accuracy), 0.6 * spread);
  EXPECT_EQ(
      found,
      TreeEnsemble(training.answers.layers, training.accuracy).predict(judged.answers.layers));
}

TEST(TreeEnsembleTest, NoDieIsToldMoreThanItsLeafHolds) {
  const auto training = made_dies(50, 1, 0, 1);
  TreeOptions options;
  options.smallest_leaf = 50;  // no split is left
  const TreeEnsemble trees(training.answers.layers, training.accuracy, options);
  const Eigen::VectorXd found = trees.predict(training.answers.layers);
  EXPECT_DOUBLE_EQ(found.minCoeff(), found.maxCoeff());
}

}  // namespace
}  // namespace kintsugi::compact
