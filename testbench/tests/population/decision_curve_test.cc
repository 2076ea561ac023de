#include "testbench/report/decision_curve.h"

#include <gtest/gtest.h>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

using regs::Decision;
using regs::Outcome;

constexpr int kRequired = 900;
constexpr int kGood = 950;
constexpr int kBad = 850;

// PASS at -256, SHIP at -512: one point and two points below the ideal chip.
PredictionLimits sample_limits() { return {-256, -1024, -2048, -512, 1000}; }

DieRecord die_with(Outcome outcome, int repaired, int now, int best) {
  DieRecord record;
  record.images = 1000;
  record.outcome = static_cast<int>(outcome);
  record.decision = static_cast<int>(Decision::Repair);
  record.repaired = repaired;
  record.predicted_now = now;
  record.predicted_best = best;
  record.tries = outcome == Outcome::Passed ? 0 : 1;
  return record;
}

std::vector<int> limits_of(const std::vector<CurvePoint>& curve) {
  std::vector<int> limits;
  for (const CurvePoint& point : curve) limits.push_back(point.ship_limit);
  return limits;
}

TEST(DecisionCurve, RaisingTheLimitShipsFewerDies) {
  const std::vector<CurvePoint> curve =
      decision_curve({die_with(Outcome::Repaired, kGood, -900, 0),
                      die_with(Outcome::Repaired, kBad, -900, -400),
                      die_with(Outcome::Below, kGood, -900, -600)},
                     kRequired, sample_limits());
  EXPECT_EQ(limits_of(curve), (std::vector<int>{-600, -400, 0, 1}));
  EXPECT_DOUBLE_EQ(curve[0].quality.escape_rate->value, 100.0 / 3);  // all ship
  EXPECT_DOUBLE_EQ(curve[0].quality.overkill->value, 0.0);
  EXPECT_DOUBLE_EQ(curve[1].quality.escape_rate->value, 50.0);
  EXPECT_DOUBLE_EQ(curve[1].quality.overkill->value, 50.0);
  EXPECT_DOUBLE_EQ(curve[1].quality.misclassified->value, 200.0 / 3);
  EXPECT_DOUBLE_EQ(curve[2].quality.escape_rate->value, 0.0);
  EXPECT_FALSE(curve[3].quality.escape_rate.has_value());  // none ships
  EXPECT_DOUBLE_EQ(curve[3].quality.overkill->value, 100.0);
}

TEST(DecisionCurve, PassMovesWithShip) {
  // 56 points of Q8.8 above PASS, so it ships up to 56 above SHIP.
  const std::vector<DieRecord> dies = {die_with(Outcome::Passed, kGood, -200, 0)};
  EXPECT_EQ(limits_of(decision_curve(dies, kRequired, sample_limits())),
            (std::vector<int>{-456, -455}));
}

TEST(DecisionCurve, RestoredAndRejectedDiesShipWhereTheyWouldHavePassed) {
  std::vector<DieRecord> dies = {die_with(Outcome::Restored, kGood, -300, -400),
                                 die_with(Outcome::Rejected, kBad, -3000, 0)};
  dies[1].decision = static_cast<int>(Decision::Reject);
  EXPECT_EQ(limits_of(decision_curve(dies, kRequired, sample_limits())),
            (std::vector<int>{-3256, -556, -555}));
}

TEST(DecisionCurve, OtherReasonsNeverShip) {
  std::vector<DieRecord> dies(4, die_with(Outcome::Rejected, kGood, 0, 0));
  dies[0].dist0 = 1001;  // far from every entry
  dies[1] = die_with(Outcome::NeedsAdapt, kGood, -900, 0);
  dies[2] = die_with(Outcome::Below, kGood, -900, -600);
  dies[2].decision = static_cast<int>(Decision::RepairAndAdapt);
  dies[3] = die_with(Outcome::None, kGood, 0, 0);
  dies[3].error_code = 2;
  EXPECT_TRUE(decision_curve(dies, kRequired, sample_limits()).empty());
}

TEST(DecisionCurve, AtTheProgrammedLimitItIsWhatTheRunGave) {
  std::vector<DieRecord> dies;
  for (int n = 0; n < 20; ++n) {
    const int best = -700 + 20 * n;
    const Outcome outcome = best >= sample_limits().ship ? Outcome::Repaired : Outcome::Below;
    dies.push_back(die_with(outcome, n % 3 == 0 ? kBad : kGood, -900, best));
  }
  dies.push_back(die_with(Outcome::Passed, kBad, -256, 0));  // met exactly
  const VerdictQuality run = verdict_quality(dies, kRequired, 92.0);
  for (const CurvePoint& point : decision_curve(dies, kRequired, sample_limits())) {
    if (point.ship_limit < sample_limits().ship) continue;
    EXPECT_DOUBLE_EQ(point.quality.escape_rate->value, run.escape_rate->value);
    EXPECT_DOUBLE_EQ(point.quality.overkill->value, run.overkill->value);
    return;
  }
  FAIL() << "the curve ends before the limit";
}

}  // namespace
}  // namespace kintsugi
