// Which dies judge, and what is said of a refit on them.
#include "testbench/silicon/judgement.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kintsugi {
namespace {

PartName part(int wafer, int number) {
  return {"lot", std::to_string(wafer), std::to_string(number), {}, {}};
}

TEST(SplitRule, HoldsBackTheShareThatIsAskedFor) {
  for (const int percent : {20, 50, 80}) {
    int judged = 0;
    for (int i = 0; i < 4000; ++i)
      judged += judges({"key", percent, "die"}, part(i / 100, i)) ? 1 : 0;
    EXPECT_NEAR(judged, 40 * percent, 120) << percent;  // four standard deviations
  }
}

TEST(SplitRule, IsAnotherWithAnotherKeyAndTheSameWithTheSame) {
  int differ = 0;
  for (int i = 0; i < 1000; ++i) {
    const bool one = judges({"one", 50, "die"}, part(0, i));
    EXPECT_EQ(one, judges({"one", 50, "die"}, part(0, i)));
    differ += one != judges({"two", 50, "die"}, part(0, i)) ? 1 : 0;
  }
  EXPECT_NEAR(differ, 500, 64);
}

TEST(SplitRule, DoesNotChangeFromVersionToVersion) {
  std::string judged;
  for (int i = 0; i < 16; ++i) judged += judges({}, part(0, i)) ? 'j' : 'f';
  EXPECT_EQ(judged, "jjffjfjfjjjjjjjf");
}

TEST(SplitRule, ByWaferKeepsWafersTogether) {
  int wafers = 0;
  for (int wafer = 0; wafer < 100; ++wafer) {
    const bool first = judges({"key", 50, "wafer"}, part(wafer, 0));
    for (int i = 1; i < 20; ++i) {
      EXPECT_EQ(first, judges({"key", 50, "wafer"}, part(wafer, i)));
    }
    wafers += first ? 1 : 0;
    EXPECT_EQ(judges({"key", 50, "lot"}, part(wafer, 0)), judges({"key", 50, "lot"}, part(0, 0)));
  }
  EXPECT_NEAR(wafers, 50, 20);
}

// 40 dies from 10 points below the ideal chip up; the given program is off by 2, the refitted by 1.
Stage sample_stage() {
  Stage stage{"as they came", {}, {}, {}};
  stage.limit.fill(-2.0);
  for (int i = 0; i < 40; ++i) {
    const double truth = -10.0 + 0.25 * i;
    stage.truth.push_back(truth);
    stage.predicted[0].push_back(-5.0);
    stage.predicted[1].push_back(truth + 2.0);
    stage.predicted[2].push_back(truth + (i % 2 == 0 ? 1.0 : -1.0));
  }
  return stage;
}

TEST(Judgement, SaysErrorsAndWhatTheRefitGains) {
  const StageJudgement j = judge_stage(sample_stage(), 2.0);
  EXPECT_EQ(j.dies, 40);
  EXPECT_NEAR(j.rmse[1].value, 2.0, 1e-12);
  EXPECT_NEAR(j.rmse[2].value, 1.0, 1e-12);
  EXPECT_NEAR(j.gain_over_given.value, 1.0, 1e-12);
  EXPECT_NEAR(j.gain_over_given.interval.low, 1.0, 1e-12);  // on every die the same
  EXPECT_GT(j.gain_over_mean.value, 1.0);
}

TEST(Judgement, ARefitThatIsWorseLoses) {
  Stage worse = sample_stage();
  std::swap(worse.predicted[1], worse.predicted[2]);
  EXPECT_LT(judge_stage(worse, 2.0).gain_over_given.interval.high, 0.0);
}

TEST(Judgement, CountsEscapesAndOverkill) {
  const StageJudgement j = judge_stage(sample_stage(), 2.0);
  // Good from -2 up: dies 32 to 39. The given program calls those from -4 up good: 24 to 39.
  ASSERT_TRUE(j.verdicts[1].escape_rate && j.verdicts[1].overkill);
  EXPECT_NEAR(j.verdicts[1].escape_rate->value, 50.0, 1e-9);
  EXPECT_NEAR(j.verdicts[1].overkill->value, 0.0, 1e-9);
  EXPECT_NEAR(j.verdicts[1].misclassified->value, 20.0, 1e-9);
  // The refitted: good are 28, 30 (from below), and not 33, 35.
  EXPECT_NEAR(j.verdicts[2].misclassified->value, 10.0, 1e-9);
  // The mean calls none good.
  EXPECT_FALSE(j.verdicts[0].escape_rate);
  EXPECT_NEAR(j.verdicts[0].overkill->value, 100.0, 1e-9);
}

TEST(Judgement, HoldsTheTestersBinsAgainstTheAccuracies) {
  const VerdictQuality q =
      judge_tester({-1, -1, -3, -3, -3}, {true, false, true, false, false}, 2.0);
  EXPECT_NEAR(q.escape_rate->value, 50.0, 1e-9);
  EXPECT_NEAR(q.overkill->value, 50.0, 1e-9);
  EXPECT_NEAR(q.misclassified->value, 40.0, 1e-9);
}

}  // namespace
}  // namespace kintsugi
