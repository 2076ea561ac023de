#include "testbench/report/verdict_quality.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/registers/tuning_ctrl.h"
#include "testbench/report/summary.h"
#include "testbench/tests/population/sample_records.h"

namespace kintsugi {
namespace {

using regs::Outcome;

constexpr int kRightNeeded = 900;
constexpr double kIdeal = 92.0;

DieRecord die_with(Outcome outcome, int repaired) {
  DieRecord record;
  record.images = 1000;
  record.outcome = static_cast<int>(outcome);
  record.repaired = repaired;
  return record;
}

// A prediction of so many per cent, as the controller states it.
int points(int per_cent) { return static_cast<int>(256 * (per_cent - kIdeal)); }

// 4 good shipped, 1 bad shipped, 2 good kept back, 3 bad kept back.
std::vector<DieRecord> ten_dies() {
  return {die_with(Outcome::Passed, 950),     die_with(Outcome::Repaired, 900),
          die_with(Outcome::Repaired, 901),   die_with(Outcome::Passed, 990),
          die_with(Outcome::Repaired, 899),   die_with(Outcome::Below, 900),
          die_with(Outcome::Rejected, 930),   die_with(Outcome::Restored, 500),
          die_with(Outcome::NeedsAdapt, 899), die_with(Outcome::None, 100)};
}

TEST(VerdictQuality, ShipsOnlyWhatPassedOrWasRepaired) {
  const VerdictQuality q = verdict_quality(ten_dies(), kRightNeeded, kIdeal);
  EXPECT_DOUBLE_EQ(q.shipped_good->value, 40.0);
  EXPECT_DOUBLE_EQ(q.escape_rate->value, 20.0);             // 1 of 5 shipped
  EXPECT_DOUBLE_EQ(q.overkill->value, 100.0 * 2 / 6);       // 2 of 6 good
  EXPECT_DOUBLE_EQ(q.misclassified->value, 30.0);           // 3 of 10
  EXPECT_DOUBLE_EQ(q.misclassified_ship_all->value, 40.0);  // 4 of 10 are bad
}

TEST(VerdictQuality, WrongVerdictsStandBesideThoseOfShippingEveryDie) {
  const VerdictQuality q = verdict_quality(ten_dies(), kRightNeeded, kIdeal);
  EXPECT_DOUBLE_EQ(q.misclassified_over_ship_all->value, 3.0 / 4.0);
  const std::vector<DieRecord> good(3, die_with(Outcome::Repaired, 950));
  EXPECT_FALSE(verdict_quality(good, kRightNeeded, kIdeal).misclassified_over_ship_all.has_value());
}

TEST(VerdictQuality, ShareOfTheSpreadAndErrorNearTheThreshold) {
  std::vector<DieRecord> records(4, die_with(Outcome::Passed, 900));
  const int truth[] = {700, 820, 840, 960};  // the threshold is 90 %
  const int predicted[] = {90, 83, 83, 95};  // errors 20, 1, -1, -1
  for (size_t i = 0; i < 4; ++i) {
    records[i].untuned = truth[i];
    records[i].predicted_now = points(predicted[i]);
  }
  const VerdictQuality q = verdict_quality(records, kRightNeeded, kIdeal);
  EXPECT_DOUBLE_EQ(q.prediction_rmse_near->value, 1.0);
  EXPECT_DOUBLE_EQ(q.prediction_share->value, q.prediction_rmse->value / q.population_sd->value);
}

TEST(VerdictQuality, ProportionsHaveWilsonIntervals) {
  const VerdictQuality q = verdict_quality(ten_dies(), kRightNeeded, kIdeal);
  const Interval wilson = wilson_interval(1, 5);
  EXPECT_DOUBLE_EQ(q.escape_rate->interval.low, 100.0 * wilson.low);
  EXPECT_DOUBLE_EQ(q.escape_rate->interval.high, 100.0 * wilson.high);
}

TEST(VerdictQuality, SaysNothingOfNothing) {
  const VerdictQuality q =
      verdict_quality({die_with(Outcome::Rejected, 100)}, kRightNeeded, kIdeal);
  EXPECT_FALSE(q.escape_rate.has_value());            // none shipped
  EXPECT_FALSE(q.overkill.has_value());               // none good
  EXPECT_FALSE(q.prediction_rmse_after.has_value());  // none retested
  EXPECT_DOUBLE_EQ(q.misclassified->value, 0.0);
}

TEST(VerdictQuality, PredictionErrorIsInPointsBesideTheSpreadOfTheDies) {
  std::vector<DieRecord> records(4, die_with(Outcome::Passed, 900));
  const int truth[] = {800, 820, 840, 860};  // 80, 82, 84, 86 %
  const int predicted[] = {83, 79, 87, 83};  // errors 3, -3, 3, -3
  for (size_t i = 0; i < 4; ++i) {
    records[i].untuned = truth[i];
    records[i].predicted_now = points(predicted[i]);
  }
  const VerdictQuality q = verdict_quality(records, kRightNeeded, kIdeal);
  EXPECT_DOUBLE_EQ(q.prediction_rmse->value, 3.0);
  EXPECT_DOUBLE_EQ(q.prediction_rmse->interval.low, 3.0);  // each die errs alike
  EXPECT_DOUBLE_EQ(q.population_sd->value, std::sqrt(5.0));
  EXPECT_GT(q.population_sd->interval.high, q.population_sd->value);
}

TEST(VerdictQuality, DiesInErrorArePredictedNothing) {
  std::vector<DieRecord> records(2, die_with(Outcome::Passed, 900));
  records[0].untuned = records[1].untuned = 900;
  records[0].predicted_now = points(91);
  records[1].error_code = 2;
  EXPECT_DOUBLE_EQ(verdict_quality(records, kRightNeeded, kIdeal).prediction_rmse->value, 1.0);
}

TEST(VerdictQuality, ErrorAfterRepairIsThatOfTheRepairInForce) {
  std::vector<DieRecord> records = {die_with(Outcome::Below, 850), die_with(Outcome::Restored, 700),
                                    die_with(Outcome::Passed, 950)};
  records[0].tries = 3;
  records[0].predicted_after = points(20);  // the last retest; the best one is in force
  records[0].predicted_best = points(87);
  records[1].tries = 1;
  const VerdictQuality q = verdict_quality(records, kRightNeeded, kIdeal);
  EXPECT_DOUBLE_EQ(q.prediction_rmse_after->value, 2.0);
  EXPECT_DOUBLE_EQ(q.population_sd_after->value, 0.0);
}

TEST(VerdictQuality, ForecastIsHeldAgainstTheRepairItWasMadeFor) {
  std::vector<DieRecord> records(2, die_with(Outcome::Repaired, 900));
  for (DieRecord& record : records) {
    record.tries = 1;
    record.predicted_forecast = points(93);
  }
  records[1].entry = 5;  // a fallback, not the nearest entry
  records[1].repaired = 100;
  const VerdictQuality q = verdict_quality(records, kRightNeeded, kIdeal);
  EXPECT_DOUBLE_EQ(q.prediction_rmse_forecast->value, 3.0);
  EXPECT_DOUBLE_EQ(q.population_sd_forecast->value, 0.0);
}

TEST(VerdictQuality, IsPartOfASummaryOnlyWithPredictors) {
  RunFacts facts = sample_facts();
  EXPECT_FALSE(summarise(sample_records(3), facts).verdicts.has_value());
  facts.predicts = true;
  const Summary summary = summarise(sample_records(3), facts);
  ASSERT_TRUE(summary.verdicts.has_value());
  EXPECT_EQ(summary.outcomes, (std::array<int, 7>{0, 0, 3, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace kintsugi
