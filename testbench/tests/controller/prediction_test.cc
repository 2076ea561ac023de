// PREDICT and DECIDE by predicted accuracy (section 7.5).
#include <gtest/gtest.h>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

SmallProgram predicting(uint32_t seed, const ProgramSizes& sizes = {}) {
  return with_predictors(make_program(seed, sizes), seed);
}

// One entry, whose rows have the given sums of slope times distance from the centroid.
SmallProgram with_sums(int now_sum, int forecast_sum, int shift) {
  ProgramSizes sizes;
  sizes.clusters = 1;
  sizes.features = 2;
  SmallProgram program = predicting(4, sizes);
  const std::vector<int16_t> features = features_of(program, 0);
  CodebookEntry& entry = program.codebook[0];
  entry.centroid[0] = static_cast<int16_t>(features[0] - now_sum);
  entry.centroid[1] = static_cast<int16_t>(features[1] - forecast_sum);
  entry.now = {0, {1, 0}};
  entry.forecast = {0, {0, 1}};
  program.predict_shift = shift;
  return program;
}

uint32_t predicted_register(const SmallProgram& program) {
  Driver driver;
  run_program(driver, program);
  return driver.read(kPredictedAddress).data;
}

uint32_t both(int now, int forecast) {
  return kPredictedNow.put(static_cast<uint32_t>(now)) |
         kPredictedForecast.put(static_cast<uint32_t>(forecast));
}

class Prediction : public testing::TestWithParam<uint32_t> {};

TEST_P(Prediction, EqualsDirectComputation) {
  ProgramSizes sizes;
  sizes.features = 1 + static_cast<int>(GetParam() % 16);
  sizes.clusters = 1 + static_cast<int>(GetParam() % 5);
  SmallProgram program = predicting(GetParam(), sizes);
  if (GetParam() % 2 == 0) program = with_maps(program, GetParam());
  if (GetParam() % 3 == 0) program = with_scatter(program, GetParam());
  Driver driver;
  driver.manner.cfg_wait_states = static_cast<int>(GetParam() % 3);
  run_program(driver, program);
  expect_done(driver, program, expect_run(program, {0}));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Prediction, testing::Range(1U, 33U));

TEST(Predict, RoundsHalvesUpForNegativeSumsToo) {
  EXPECT_EQ(predicted_register(with_sums(-3, 3, 1)), both(-1, 2));
  EXPECT_EQ(predicted_register(with_sums(-5, -6, 2)), both(-1, -1));
  EXPECT_EQ(predicted_register(with_sums(-7, 5, 2)), both(-2, 1));
  EXPECT_EQ(predicted_register(with_sums(-7, 5, 0)), both(-7, 5));
  EXPECT_EQ(predicted_register(with_sums(-1, 1, 31)), both(0, 0));
}

TEST(Predict, SaturatesTo16Bits) {
  SmallProgram program = with_sums(100, -100, 0);
  program.codebook[0].now.base = INT16_MAX - 99;
  program.codebook[0].forecast.base = INT16_MIN + 99;
  program.ship_limit = INT16_MIN;
  EXPECT_EQ(predicted_register(program), both(INT16_MAX, INT16_MIN));
  program.codebook[0].now.base = INT16_MAX - 100;
  program.codebook[0].forecast.base = INT16_MIN + 100;
  EXPECT_EQ(predicted_register(program), both(INT16_MAX, INT16_MIN));
  program.codebook[0].now.base = INT16_MAX - 101;
  program.codebook[0].forecast.base = INT16_MIN + 101;
  EXPECT_EQ(predicted_register(program), both(INT16_MAX - 1, INT16_MIN + 1));
}

TEST(Predict, KeepsEveryBitOfTheLargestSlopeSum) {
  ProgramSizes sizes;
  sizes.clusters = 1;
  sizes.features = 16;
  SmallProgram program = predicting(4, sizes);
  program.project_shift = 0;
  const std::vector<int16_t> features = features_of(program, 0);
  for (size_t d = 0; d < 16; ++d) {
    const bool high = features[d] > 0;
    program.codebook[0].centroid[d] = high ? INT16_MIN : INT16_MAX;
    program.codebook[0].now.slopes[d] = high ? int8_t{127} : int8_t{-128};
    program.codebook[0].forecast.slopes[d] = high ? int8_t{-128} : int8_t{127};
  }
  for (const int shift : {12, 13, 14}) {
    program.predict_shift = shift;
    const ExpectedRun run = expect_run(program, {0});
    EXPECT_EQ(predicted_register(program), both(run.now, run.forecast)) << "shift " << shift;
  }
}

// Base of both rows, so that predictions of either sign meet their limits.
class Threshold : public testing::TestWithParam<int16_t> {
 protected:
  Threshold() : program_(predicting(12)) {
    const auto best = static_cast<size_t>(expect(program_, 0).best);
    program_.codebook[best].now.base = GetParam();
    program_.codebook[best].forecast.base = static_cast<int16_t>(GetParam() + 40);
    const ExpectedRun run = expect_run(program_, {0});
    now_ = run.now;
    forecast_ = run.forecast;
  }

  void expect_decision(int pass, int repair, int adapt, Decision decision, Outcome outcome) {
    program_.pass_limit = static_cast<int16_t>(pass);
    program_.repair_limit = static_cast<int16_t>(repair);
    program_.adapt_limit = static_cast<int16_t>(adapt);
    Driver driver;
    run_program(driver, program_);
    EXPECT_STREQ(name(static_cast<Decision>(driver.obs(ObsId::decision))), name(decision));
    EXPECT_STREQ(name(static_cast<Outcome>(driver.obs(ObsId::outcome))), name(outcome));
    expect_done(driver, program_, expect_run(program_, {0}));
  }

  SmallProgram program_;
  int now_ = 0;
  int forecast_ = 0;
};

TEST_P(Threshold, IsReachedByEqualAccuracyAndMissedByOneStep) {
  ASSERT_LT(now_, INT16_MAX);
  ASSERT_LT(forecast_, INT16_MAX);
  expect_decision(now_, INT16_MIN, INT16_MIN, Decision::Pass, Outcome::Passed);
  expect_decision(now_ + 1, forecast_, INT16_MIN, Decision::Repair, Outcome::Repaired);
  expect_decision(now_ + 1, forecast_ + 1, forecast_, Decision::RepairAndAdapt,
                  Outcome::NeedsAdapt);
  expect_decision(now_ + 1, forecast_ + 1, forecast_ + 1, Decision::Reject, Outcome::Rejected);
}

INSTANTIATE_TEST_SUITE_P(Bases, Threshold, testing::Values(int16_t{9000}, int16_t{-9000}));

TEST(Decide, DistanceLimitWinsOverPredictions) {
  SmallProgram program = predicting(6);
  program.pass_limit = INT16_MIN;
  program.reject_distance = expect(program, 0).distance - 1;
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::Rejected));
  EXPECT_EQ(driver.obs(ObsId::entry), driver.obs(ObsId::best0)) << "written by every decision";
}

TEST(Decide, NoForecastAboveTheLimitsRejects) {
  SmallProgram program = predicting(6);
  program.repair_limit = program.adapt_limit = INT16_MAX;
  for (CodebookEntry& entry : program.codebook) {
    entry.now.base = entry.forecast.base = INT16_MAX - 1;
    entry.now.slopes.assign(entry.now.slopes.size(), 0);
    entry.forecast.slopes = entry.now.slopes;
  }
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(driver.obs(ObsId::decision), static_cast<uint64_t>(Decision::Reject));
  EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::Rejected));
  EXPECT_EQ(driver.cfg.commits, 0);
}

TEST(Decide, DispositionOfTheEntryIsNotLookedAt) {
  for (int disposition = 0; disposition < 4; ++disposition) {
    SmallProgram program = predicting(6);
    for (CodebookEntry& entry : program.codebook) {
      entry.disposition = static_cast<Decision>(disposition);
    }
    Driver driver;
    run_program(driver, program);
    EXPECT_EQ(driver.obs(ObsId::decision), static_cast<uint64_t>(Decision::Repair));
  }
}

TEST(Decide, OutcomeFollowsTheDispositionWithoutPredictors) {
  const Outcome outcomes[] = {Outcome::Passed, Outcome::Repaired, Outcome::NeedsAdapt,
                              Outcome::Rejected};
  for (int disposition = 0; disposition < 4; ++disposition) {
    for (const bool retest : {false, true}) {
      SmallProgram program = make_program(6);
      program.codebook[3].disposition = static_cast<Decision>(disposition);
      program.retest = retest;
      Driver driver;
      run_program(driver, program);
      expect_done(driver, program, expect_run(program, {0}));
      EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(outcomes[disposition]));
    }
  }
}

TEST(Predict, WithoutRetestNothingIsSavedOrJudged) {
  for (const bool adapt : {false, true}) {
    SmallProgram program = predicting(6);
    program.retest = false;
    if (adapt) program.repair_limit = INT16_MAX;
    Driver driver;
    run_program(driver, program);
    expect_done(driver, program, expect_run(program, {0}));
    EXPECT_EQ(driver.obs(ObsId::outcome),
              static_cast<uint64_t>(adapt ? Outcome::NeedsAdapt : Outcome::Repaired));
    for (const StateSpan& span : driver.spans) {
      EXPECT_NE(span.state, State::Save);
      EXPECT_NE(span.state, State::Judge);
    }
  }
}

// Codebook reads while the state is PREDICT; a monitor shows one cycle later.
std::vector<std::vector<int>> predict_reads(const SmallProgram& program) {
  std::vector<std::vector<int>> visits;
  Driver driver;
  State before = State::Idle;
  bool again = true;
  driver.on_cycle = [&] {
    if (before == State::Predict) {
      if (again) visits.emplace_back();
      const bool read = driver.obs(ObsId::cb_re) != 0;
      visits.back().push_back(read ? static_cast<int>(driver.obs(ObsId::cb_raddr)) : -1);
    }
    again = before != State::Predict;
    before = driver.state();
  };
  run_program(driver, program);
  return visits;
}

TEST(Predict, ReadsCentroidAndRowsWordAfterWord) {
  ProgramSizes sizes;
  sizes.features = 5;
  for (const bool affine : {false, true}) {
    SmallProgram program = predicting(9, sizes);
    if (affine) program = with_maps(program, 9);
    const int best = expect(program, 0).best;
    std::vector<int> test;
    for (int h = 0; h < 3; ++h) test.push_back(program.entry_word(best) + 1 + h);
    for (int n = 0; n < 2 * (1 + 2); ++n) test.push_back(program.row_word(best) + n);
    test.insert(test.end(), 3, -1);
    const std::vector<int> retest = {2, 3, 4, -1, -1, -1};
    EXPECT_EQ(predict_reads(program), (std::vector<std::vector<int>>{test, retest}));
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
