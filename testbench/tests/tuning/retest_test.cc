// Decisions by prediction, affine repairs and the retest loop, on a die that answers as told.
#include <gtest/gtest.h>

#include "models/tuning/flow.h"

namespace kintsugi::tuning {
namespace {

// Two features, the layer sums of two one-channel layers. A retest is worth its first feature.
TestProgram judging_program() {
  TestProgram p;
  p.stimuli = {{1}};
  p.signature = {{1, 1}, {1, 1}};
  p.features = 2;
  p.log2_enabled = false;
  p.projection.assign(16, 0);
  p.projection[0] = 1;  // sum of layer 0
  p.projection[7] = 1;  // sum of layer 1
  p.mean = {0, 0};
  p.distance_weight = {1, 1};
  p.reject_distance = uint64_t{1} << 40;
  p.predict = true;
  p.after = {0, {1, 0}};
  p.pass_limit = 1000;
  p.repair_limit = 500;
  p.adapt_limit = 100;
  p.ship_limit = 900;
  const auto entry = [](int16_t centre, uint16_t gain) {
    CodebookEntry e;
    e.centroid = {centre, 0};
    e.base = {{gain, 0}};
    e.now = {0, {1, 0}};
    e.forecast = {600, {0, 0}};
    return e;
  };
  p.codebook = {entry(10, 1000), entry(20, 2000), entry(40, 3000)};
  return p;
}

// Statistics of which compute_features makes {first, second}.
std::vector<uint32_t> showing(uint32_t first, uint32_t second = 0) {
  std::vector<uint32_t> statistics(8, 0);
  statistics[0] = first;
  statistics[3] = second;
  return statistics;
}

// The die shows features {11, 0}; retests under a gain show what `worth` says.
FlowResult run(const TestProgram& p, const std::function<uint32_t(uint16_t gain)>& worth) {
  return test_and_repair(p, Tuning{{4096, 0}}, true, [&](const Tuning& t) {
    return showing(t[0].gain == 4096 ? 11 : worth(t[0].gain));
  });
}

std::vector<uint16_t> gains(const FlowResult& r) {
  std::vector<uint16_t> out;
  for (const Tuning& t : r.writes) out.push_back(t[0].gain);
  return out;
}

TEST(Predict, AddsSlopesTimesDistanceFromTheCentroid) {
  TestProgram p = judging_program();
  p.codebook[1].now = {-50, {3, -2}};
  p.codebook[1].forecast = {7, {0, 127}};
  p.predict_shift = 1;
  const TestPrediction prediction = predict_test(p, 1, {25, 4});
  EXPECT_EQ(prediction.now, -50 + 4);  // (3 * 5 - 2 * 4 + 1) >> 1
  EXPECT_EQ(prediction.forecast, 7 + 254);
  EXPECT_EQ(predict_after(p, {25, 4}), 13);
}

TEST(Decide, ComparesPredictionsWithTheirLimits) {
  const TestProgram p = judging_program();
  EXPECT_EQ(decide(p, {0, 0}, {1000, 0}), Disposition::Pass);
  EXPECT_EQ(decide(p, {0, 0}, {999, 500}), Disposition::Repair);
  EXPECT_EQ(decide(p, {0, 0}, {999, 499}), Disposition::RepairAndAdapt);
  EXPECT_EQ(decide(p, {0, 0}, {999, 99}), Disposition::Reject);
  EXPECT_EQ(decide(p, {0, p.reject_distance + 1}, {1000, 0}), Disposition::Reject);
}

TEST(RepairOf, AffineMapMovesGainAndOffsetWithTheFeatures) {
  TestProgram p = judging_program();
  p.affine = true;
  p.gain_shift = 2;
  p.offset_shift = 0;
  p.gain_max = 1800;
  p.codebook[0].gain_slopes = {10, 4};
  p.codebook[0].offset_slopes = {-1, 0};
  // Gain 1000 x 2^(((10 * 2 + 4 * 3 + 2) >> 2) / 64) = 1090.5, offset -1 * 2.
  EXPECT_EQ(repair_of(p, 0, {12, 3}), (Tuning{{1091, -2}}));
  EXPECT_EQ(repair_of(p, 0, {30, 3}), (Tuning{{1775, -20}}));  // 53 / 64 octaves
  EXPECT_EQ(repair_of(p, 0, {36, 3}), (Tuning{{1800, -26}}));  // clamped
}

TEST(RetestLoop, GoodRepairShipsAtTheFirstTry) {
  TestProgram p = judging_program();
  p.fallbacks = 15;
  const FlowResult r = run(p, [](uint16_t) { return 900U; });
  EXPECT_EQ(r.outcome, FlowOutcome::Repaired);
  EXPECT_EQ(gains(r), (std::vector<uint16_t>{1000}));
  EXPECT_EQ(r.tries, 1);
  EXPECT_EQ(r.after, 900);
  EXPECT_EQ(r.best_after, 900);
}

TEST(RetestLoop, NextNearestEntriesAreTriedUntilOneIsGood) {
  TestProgram p = judging_program();
  p.fallbacks = 2;
  const FlowResult r = run(p, [](uint16_t gain) { return gain == 3000 ? 950U : 300U; });
  EXPECT_EQ(r.outcome, FlowOutcome::Repaired);
  EXPECT_EQ(gains(r), (std::vector<uint16_t>{1000, 2000, 3000}));
  EXPECT_EQ(r.entry, 2);
  EXPECT_EQ(r.best_entry, 2);
  EXPECT_EQ(r.tries, 3);
}

TEST(RetestLoop, ForecastBelowRepairNeedsAdaptationEvenWhenTheRetestIsGood) {
  TestProgram p = judging_program();
  for (CodebookEntry& e : p.codebook) e.forecast.base = 200;
  const FlowResult r = run(p, [](uint16_t) { return 900U; });
  EXPECT_EQ(r.decision, Disposition::RepairAndAdapt);
  EXPECT_EQ(r.outcome, FlowOutcome::NeedsAdapt);
}

TEST(RetestLoop, BestEntryIsWrittenAgainWhenNoneIsGood) {
  TestProgram p = judging_program();
  p.fallbacks = 15;
  const FlowResult r = run(p, [](uint16_t gain) { return gain == 2000 ? 700U : 300U; });
  EXPECT_EQ(r.outcome, FlowOutcome::Below);
  EXPECT_EQ(gains(r), (std::vector<uint16_t>{1000, 2000, 3000, 2000}));
  EXPECT_EQ(r.entry, 1);
  EXPECT_EQ(r.best_entry, 1);
  EXPECT_EQ(r.after, 300);
  EXPECT_EQ(r.best_after, 700);
  EXPECT_EQ(r.tries, 3);
}

TEST(RetestLoop, BestEntryThatIsInForceStays) {
  TestProgram p = judging_program();
  p.fallbacks = 1;
  const FlowResult r = run(p, [](uint16_t gain) { return gain == 2000 ? 700U : 300U; });
  EXPECT_EQ(r.outcome, FlowOutcome::Below);
  EXPECT_EQ(gains(r), (std::vector<uint16_t>{1000, 2000}));
  EXPECT_EQ(r.applied[0].gain, 2000);
}

TEST(RetestLoop, OfEqualRetestsTheFirstIsTheBest) {
  TestProgram p = judging_program();
  p.fallbacks = 1;
  const FlowResult r = run(p, [](uint16_t) { return 300U; });
  EXPECT_EQ(gains(r), (std::vector<uint16_t>{1000, 2000, 1000}));
  EXPECT_EQ(r.best_entry, 0);
}

TEST(RetestLoop, SettingFoundIsRestoredWhenRepairsAreNoBetter) {
  TestProgram p = judging_program();
  p.fallbacks = 1;
  p.codebook[0].now.base = 300;  // predicts 301 of the die as it is
  const FlowResult r = run(p, [](uint16_t gain) { return gain == 1000 ? 301U : 12U; });
  EXPECT_EQ(r.now, 301);
  EXPECT_EQ(r.outcome, FlowOutcome::Restored);
  EXPECT_EQ(gains(r), (std::vector<uint16_t>{1000, 2000, 4096}));
  EXPECT_EQ(r.applied, (Tuning{{4096, 0}}));
}

TEST(RetestLoop, DieThatPassesKeepsItsSetting) {
  TestProgram p = judging_program();
  p.pass_limit = 1;
  const FlowResult r = run(p, [](uint16_t) { return 0U; });
  EXPECT_EQ(r.outcome, FlowOutcome::Passed);
  EXPECT_TRUE(r.writes.empty());
  EXPECT_EQ(r.tries, 0);
}

TEST(RetestLoop, WithoutPredictionsARepairIsRetestedOnceAndNotJudged) {
  TestProgram p = judging_program();
  p.predict = false;
  p.fallbacks = 15;
  const FlowResult r = run(p, [](uint16_t) { return 0U; });
  EXPECT_EQ(r.outcome, FlowOutcome::Repaired);
  EXPECT_TRUE(r.retested);
  EXPECT_EQ(gains(r), (std::vector<uint16_t>{1000}));
  EXPECT_EQ(r.tries, 0);
}

}  // namespace
}  // namespace kintsugi::tuning
