#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testbench/space/sweep_json.h"
#include "testbench/space/sweep_results.h"
#include "testbench/tests/space/made_sweep.h"

namespace kintsugi {
namespace {

constexpr size_t kUntunedSeries = static_cast<size_t>(Repair::Untuned);
constexpr size_t kRepairedSeries = static_cast<size_t>(Repair::Repaired);

const std::vector<std::string> kTwoKeys = {"adc.bits", "adc.type"};

TEST(SweepResultsTest, NumbersAscendAndNamesKeepTheirOrder) {
  const MadeSweep made = made_sweep(kTwoKeys, {{"10", "4", "6"}, {"sar", "flash"}});
  const SweepResults results = sweep_results(made.design, made.points);
  EXPECT_EQ(results.axes[0].values, (std::vector<std::string>{"4", "6", "10"}));
  EXPECT_TRUE(results.axes[0].numeric);
  EXPECT_EQ(results.axes[1].values, (std::vector<std::string>{"sar", "flash"}));
  EXPECT_FALSE(results.axes[1].numeric);
  EXPECT_EQ(results.axes[0].groups[2].points, (std::vector<uint32_t>{0, 1}));
}

TEST(SweepResultsTest, OnePointAloneIsItsSummary) {
  const MadeSweep made = made_sweep(kTwoKeys, {{"4", "6"}, {"sar", "flash"}});
  const SweepResults results = sweep_results(made.design, made.points);
  ASSERT_EQ(results.pairs.size(), 1U);
  ASSERT_EQ(results.pairs[0].groups.size(), 4U);
  for (const PointGroup& group : results.pairs[0].groups) {
    ASSERT_EQ(group.points.size(), 1U);
    const SweepJson summary = SweepJson::parse(made.points[group.points[0]].summary);
    const Estimate& repaired = group.pooled.yield[kRepairedSeries];
    EXPECT_EQ(repaired.value, summary["yield"]["repaired"]);
    EXPECT_EQ(repaired.interval.low, summary["yield_ci"]["repaired"][0]);
    EXPECT_EQ(group.pooled.gain.interval.high, summary["yield_gain"]["over_untuned"][2]);
    EXPECT_EQ(group.pooled.ideal, summary["ideal_accuracy"]);
  }
}

TEST(SweepResultsTest, PointsTogetherAreTheMeanOfTheirYields) {
  const MadeSweep made = made_sweep(kTwoKeys, {{"4", "6"}, {"sar", "flash", "ramp"}}, 20);
  const SweepResults results = sweep_results(made.design, made.points);
  for (const SweepAxis& axis : results.axes) {
    for (const PointGroup& group : axis.groups) {
      double untuned = 0;
      double gain = 0;
      double accuracy = 0;
      for (const uint32_t i : group.points) {
        const SweepJson summary = SweepJson::parse(made.points[i].summary);
        untuned += summary["yield"]["untuned"].get<double>();
        gain += summary["yield_gain"]["over_untuned"][0].get<double>();
        accuracy += summary["mean_accuracy"]["repaired"].get<double>();
      }
      const auto count = static_cast<double>(group.points.size());
      const Estimate& pooled = group.pooled.yield[kUntunedSeries];
      EXPECT_NEAR(pooled.value, untuned / count, 1e-3);
      EXPECT_NEAR(group.pooled.gain.value, gain / count, 1e-3);
      EXPECT_NEAR(group.pooled.accuracy, accuracy / count, 1e-9);
      EXPECT_LE(pooled.interval.low, pooled.value);
      EXPECT_GE(pooled.interval.high, pooled.value);
    }
  }
}

// The same dies at every point: their mean is as uncertain as one point, not less.
TEST(SweepResultsTest, TheSameDiesAgainDoNotNarrowAnInterval) {
  MadeSweep made = made_sweep({"adc.bits", "seed"}, {{"4"}, {"1", "2", "3"}}, 20);
  for (PointResult& point : made.points) {
    point.good[kUntunedSeries].assign(20, 0);
    for (size_t die = 0; die < 10; ++die) point.good[kUntunedSeries][die] = 1;
  }
  const Estimate pooled =
      sweep_results(made.design, made.points).axes[0].groups[0].pooled.yield[kUntunedSeries];
  EXPECT_DOUBLE_EQ(pooled.value, 50.0);
  EXPECT_NEAR(pooled.interval.low, 30.0, 5.0);
  EXPECT_NEAR(pooled.interval.high, 70.0, 5.0);
}

TEST(SweepResultsTest, PointsWithOtherDiesAreNotPooled) {
  MadeSweep made = made_sweep(kTwoKeys, {{"4", "6"}, {"sar", "flash"}});
  for (auto& series : made.points[1].good) series.pop_back();
  EXPECT_THROW(sweep_results(made.design, made.points), std::invalid_argument);
}

TEST(SweepResultsTest, CsvHasALineAPointWithItsSettings) {
  const MadeSweep made = made_sweep(kTwoKeys, {{"4", "6"}, {"sar", "a,b"}});
  const std::string csv = sweep_csv(sweep_table(made.design, made.points));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 5);
  EXPECT_EQ(csv.rfind("point,adc.bits,adc.type,dies,images,ideal_accuracy,yield_threshold,"
                      "yield_untuned,yield_untuned_low,yield_untuned_high,",
                      0),
            0U)
      << csv;
  EXPECT_NE(csv.find("\n3,6,\"a,b\",10,2000,"), std::string::npos) << csv;
}

TEST(SweepResultsTest, JsonHasSettingsAndSummaryOfEveryPoint) {
  const MadeSweep made = made_sweep(kTwoKeys, {{"4", "6"}, {"sar", "flash"}});
  const auto json = SweepJson::parse(
      sweep_json(made.design, made.points, sweep_results(made.design, made.points)));
  ASSERT_EQ(json["points"].size(), 4U);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(json["points"][i]["settings"]["adc.bits"], i < 2 ? 4 : 6);
    EXPECT_EQ(json["points"][i]["settings"]["adc.type"], i % 2 == 0 ? "sar" : "flash");
    EXPECT_EQ(json["points"][i]["summary"], SweepJson::parse(made.points[i].summary));
  }
  EXPECT_EQ(json["keys"][0]["pooled"][1]["points"], (SweepJson{2, 3}));
}

TEST(SweepResultsTest, TerminalShowsTheBestWhereThereAreMany) {
  const MadeSweep made = made_sweep({"adc.bits"}, {{"4", "5", "6"}});
  const SweepTable table = sweep_table(made.design, made.points);
  const std::string all = sweep_text(made.design, table, 3);
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 4) << all;
  const std::string best = sweep_text(made.design, table, 2);
  EXPECT_NE(best.find("the best 2 of 3 points"), std::string::npos) << best;
  EXPECT_EQ(best.find("\n    0"), std::string::npos) << best;
}

}  // namespace
}  // namespace kintsugi
