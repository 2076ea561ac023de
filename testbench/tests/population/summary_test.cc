#include "testbench/report/summary.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "testbench/report/expectations.h"
#include "testbench/tests/population/sample_records.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

// One die a count of correct images, the same under every treatment.
std::vector<DieRecord> dies_with(const std::vector<int>& correct) {
  std::vector<DieRecord> records;
  for (const int count : correct) {
    DieRecord record;
    record.die = static_cast<uint32_t>(records.size());
    record.images = 2000;
    record.untuned = record.fixed_gain = record.mean_match = record.repaired = count;
    records.push_back(record);
  }
  return records;
}

// `good_before` dies good untuned, `good_after` repaired, of `dies`; fixed gain is 10 dies better
// than untuned.
std::vector<DieRecord> repaired_dies(int dies, int good_before, int good_after) {
  std::vector<DieRecord> records = dies_with(std::vector<int>(static_cast<size_t>(dies), 1000));
  for (int i = 0; i < dies; ++i) {
    DieRecord& record = records[static_cast<size_t>(i)];
    if (i < good_before) record.untuned = 1900;
    if (i < good_before + 10) record.fixed_gain = 1900;
    if (i < good_after) record.repaired = record.mean_match = 1900;
  }
  return records;
}

const ExpectationResult& result_of(const std::vector<ExpectationResult>& results,
                                   const std::string& key) {
  for (const ExpectationResult& result : results) {
    if (result.key == key) return result;
  }
  throw std::out_of_range(key);
}

TEST(RequiredCorrect, CountsADieExactlyAtTheThresholdAsGood) {
  EXPECT_EQ(required_correct(1810, 2000, 2.0), 1770);  // 90.5 - 2 = 88.5 %: exactly 1 770
  EXPECT_EQ(required_correct(1810, 2000, 0.0), 1810);
  EXPECT_EQ(required_correct(1810, 2000, 0.01), 1810);  // 1 809.8 correct images
  EXPECT_EQ(required_correct(1810, 2000, 0.05), 1809);
  EXPECT_EQ(required_correct(7, 10, 100.0), 0);
  // 0.1 and 0.7 have no exact binary form; counted in thousandths the bound is still exact.
  EXPECT_EQ(required_correct(900, 1000, 0.1), 899);
  EXPECT_EQ(required_correct(900, 1000, 0.7), 893);
}

TEST(RequiredCorrect, RefusesImpossibleCounts) {
  EXPECT_THROW(required_correct(11, 10, 2.0), std::invalid_argument);
  EXPECT_THROW(required_correct(1, 0, 2.0), std::invalid_argument);
  EXPECT_THROW(required_correct(1, 10, -1.0), std::invalid_argument);
}

TEST(Summary, SeparatesDiesAtTheThresholdFromDiesOneImageBelow) {
  const Summary summary = summarise(dies_with({1769, 1770, 1771, 0}), sample_facts());
  EXPECT_EQ(summary.of(Repair::Repaired).good, 2);
  EXPECT_DOUBLE_EQ(summary.of(Repair::Repaired).yield, 50.0);
  EXPECT_DOUBLE_EQ(summary.ideal_accuracy, 90.5);
  EXPECT_DOUBLE_EQ(summary.yield_threshold, 88.5);
}

TEST(Summary, YieldIntervalIsWilsonsWhenNoDieIsNearTheThreshold) {
  const Summary summary = summarise(repaired_dies(100, 40, 90), sample_facts());
  const RepairSummary& repaired = summary.of(Repair::Repaired);
  EXPECT_NEAR(repaired.yield_wilson.low, 82.56, 0.01);
  EXPECT_NEAR(repaired.yield_wilson.high, 94.48, 0.01);
  EXPECT_DOUBLE_EQ(repaired.yield_ci.low, repaired.yield_wilson.low);
  EXPECT_DOUBLE_EQ(repaired.yield_ci.high, repaired.yield_wilson.high);
}

TEST(Summary, DiesWithinTheImageErrorOfTheThresholdWidenTheYieldInterval) {
  // Standard error at 88.5 % of 2 000 images: 14.3 images, 28 for 95 %.
  std::vector<int> correct(80, 1900);
  correct.insert(correct.end(), 10, 1775);  // good, but perhaps by luck
  correct.insert(correct.end(), 10, 1000);
  const RepairSummary repaired = summarise(dies_with(correct), sample_facts()).of(Repair::Repaired);
  EXPECT_DOUBLE_EQ(repaired.yield, 90.0);
  EXPECT_LT(repaired.yield_ci.low, 80.0);
  EXPECT_LT(repaired.yield_ci.low, repaired.yield_wilson.low);
  EXPECT_DOUBLE_EQ(repaired.yield_ci.high, repaired.yield_wilson.high);
}

TEST(Summary, StandardErrorIsBinomial) {
  const Summary summary = summarise(dies_with({1800}), sample_facts());
  EXPECT_NEAR(summary.accuracy_standard_error, 0.7134, 1e-4);  // sqrt(.885 * .115 / 2000)
}

TEST(Summary, GainIsPairedOverDies) {
  const Summary summary = summarise(repaired_dies(100, 40, 90), sample_facts());
  EXPECT_DOUBLE_EQ(summary.gain_over(Repair::Untuned).value, 50.0);
  EXPECT_DOUBLE_EQ(summary.gain_over(Repair::FixedGain).value, 40.0);
  EXPECT_DOUBLE_EQ(summary.gain_over(Repair::MeanMatch).value, 0.0);
  EXPECT_NEAR(summary.gain_over(Repair::Untuned).interval.low, 40.2, 2.0);
  EXPECT_NEAR(summary.gain_over(Repair::Untuned).interval.high, 59.8, 2.0);
  EXPECT_EQ(summary.gain_over(Repair::MeanMatch).interval.high, 0.0);  // the same dies: no error
}

TEST(Summary, CountsDecisionsErrorsAndMismatches) {
  std::vector<DieRecord> records = dies_with({1800, 1800, 1800, 1800});
  records[0].decision = 3;
  records[1].decision = 1;
  records[1].mismatches = 2;
  records[2].error_code = 2;
  records[3].message = "cycle 17: sig_ready is 0 in the RTL and 1 in the reference";
  for (DieRecord& record : records) record.cycles_compared = 5;
  const Summary summary = summarise(records, sample_facts());
  EXPECT_EQ(summary.decisions, (std::array<int, 4>{1, 1, 0, 1}));
  EXPECT_EQ(summary.controller_errors, 1);
  EXPECT_EQ(summary.mismatches, 2);
  EXPECT_EQ(summary.failed_dies, 3);
  EXPECT_EQ(summary.cycles_compared, 20);
}

TEST(Summary, TurnsCyclesIntoMillisecondsAtTheStatedClock) {
  RunFacts facts = sample_facts();
  facts.clock_mhz = 100.0;
  const Summary summary = summarise(sample_records(3), facts);
  EXPECT_DOUBLE_EQ(summary.test_cycles_median.value(), 900001.0);
  EXPECT_DOUBLE_EQ(summary.test_ms_median.value(), 9.00001);
  EXPECT_DOUBLE_EQ(summary.own_share_ms_median.value(), 0.2);
}

TEST(Summary, ClaimsNoTestTimeWithoutAClock) {
  EXPECT_FALSE(summarise(dies_with({1800}), sample_facts()).test_ms_median.has_value());
}

TEST(Summary, RefusesNoDiesAndDiesJudgedOnOtherImages) {
  EXPECT_NE(error_of([] { summarise({}, sample_facts()); }).find("no die has finished"),
            std::string::npos);
  std::vector<DieRecord> records = dies_with({1800});
  records[0].images = 1999;
  EXPECT_THROW(summarise(records, sample_facts()), std::invalid_argument);
}

TEST(Expectations, HoldWhenMetExactlyAndFailJustAbove) {
  const Summary summary = summarise(repaired_dies(100, 40, 90), sample_facts());
  ExpectValues expected;
  expected.min_repaired_yield = 90.0;
  expected.min_gain_over_untuned = 50.0;
  expected.min_gain_over_fixed_gain = 40.0;
  expected.min_dies = 100;
  std::vector<ExpectationResult> results = evaluate_expectations(summary, expected);
  EXPECT_EQ(results.size(), 5u);
  for (const ExpectationResult& result : results) EXPECT_TRUE(result.ok) << result.key;

  expected.min_repaired_yield = 90.01;
  expected.min_gain_over_untuned = 50.01;
  expected.min_gain_over_fixed_gain = 40.01;
  expected.min_dies = 101;
  results = evaluate_expectations(summary, expected);
  EXPECT_FALSE(result_of(results, "min_repaired_yield").ok);
  EXPECT_FALSE(result_of(results, "min_gain_over_untuned").ok);
  EXPECT_FALSE(result_of(results, "min_gain_over_fixed_gain").ok);
  EXPECT_FALSE(result_of(results, "min_dies").ok);
  EXPECT_TRUE(result_of(results, "max_mismatches").ok);
  EXPECT_DOUBLE_EQ(result_of(results, "min_gain_over_untuned").measured, 50.0);
}

TEST(Expectations, FailOnAMismatchEvenWhenTheScenarioExpectsNothing) {
  std::vector<DieRecord> records = dies_with({1800});
  records[0].mismatches = 1;
  const std::vector<ExpectationResult> results =
      evaluate_expectations(summarise(records, sample_facts()), ExpectValues{});
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].key, "max_mismatches");
  EXPECT_FALSE(results[0].ok);
}

}  // namespace
}  // namespace kintsugi
