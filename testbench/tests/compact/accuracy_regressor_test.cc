#include "models/compact/accuracy_regressor.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "testbench/tests/compact/made_answers.h"

namespace kintsugi::compact {
namespace {

using testing::made_dies;

double spread(const Eigen::VectorXd& y) {
  return rmse(y, Eigen::VectorXd::Constant(y.size(), y.mean()));
}

Answers without(const Answers& all, Eigen::Index die) {
  Answers out = all.of_dies(0, all.dies() - 1);
  for (Eigen::Index d = die; d + 1 < all.dies(); ++d) {
    out.layers.row(d) = all.layers.row(d + 1);
    out.details.row(d) = all.details.row(d + 1);
  }
  return out;
}

TEST(AccuracyRegressorTest, ForetellsACurvedAccuracyOfDiesItNeverSaw) {
  const auto training = made_dies(200, 2, 0, 1);
  const auto judged = made_dies(100, 2, 0, 2);
  const AccuracyRegressor regressor(training.answers, training.accuracy);
  EXPECT_LT(rmse(regressor.predict(judged.answers), judged.accuracy),
            0.3 * spread(judged.accuracy));
}

TEST(AccuracyRegressorTest, FindsNothingWhereAccuraciesBelongToOtherDies) {
  const auto training = made_dies(200, 2, 0, 1);
  const Eigen::VectorXd others = made_dies(200, 2, 0, 5).accuracy;
  const AccuracyRegressor regressor(training.answers, others);
  EXPECT_GT(regressor.left_out_rmse(), 0.9 * spread(others));
}

TEST(AccuracyRegressorTest, ALeftOutDieIsPredictedByTheOthersAlone) {
  const auto training = made_dies(40, 1, 0, 1);
  const KernelShape shape{2.0, 0.3, 0.05};
  const AccuracyRegressor all(training.answers, training.accuracy, shape);
  for (const Eigen::Index die : {Eigen::Index{0}, Eigen::Index{17}, Eigen::Index{39}}) {
    Eigen::VectorXd rest(39);
    rest << training.accuracy.head(die), training.accuracy.tail(39 - die);
    const AccuracyRegressor others(without(training.answers, die), rest, shape);
    // Not equal: mean and spread of columns and accuracies are those of all dies.
    EXPECT_NEAR(all.left_out()(die), others.predict(training.answers.of_dies(die, 1))(0),
                0.15 * spread(training.accuracy));
  }
}

TEST(AccuracyRegressorTest, TheChosenShapeIsNoWorseThanTheUsualOne) {
  const auto training = made_dies(60, 2, 1, 3);
  const AccuracyRegressor usual(training.answers, training.accuracy, KernelShape{});
  const AccuracyRegressor chosen(training.answers, training.accuracy);
  EXPECT_LE(chosen.left_out_rmse(), usual.left_out_rmse());
}

TEST(AccuracyRegressorTest, GreedyChoiceTakesTheImageThatTells) {
  for (const int telling : {0, 3, 5}) {
    const auto training = made_dies(80, 6, telling, 4);
    const std::vector<int> chosen =
        choose_images(training.answers, training.accuracy, 2, KernelShape{}, 1);
    ASSERT_EQ(chosen.size(), 2U);
    EXPECT_EQ(chosen[0], telling);
    EXPECT_NE(chosen[1], telling);
  }
}

TEST(AccuracyRegressorTest, TwoDiesAreTooFew) {
  const auto training = made_dies(2, 1, 0, 1);
  EXPECT_THROW(AccuracyRegressor(training.answers, training.accuracy), std::invalid_argument);
}

}  // namespace
}  // namespace kintsugi::compact
