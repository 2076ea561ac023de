#include "testbench/report/summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "testbench/report/expectations.h"
#include "testbench/tests/population/sample_records.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

// Images won against the ideal chip of sample_facts() and lost again elsewhere, beside those that
// make the difference.
constexpr int kSwapped = 60;

void set_discordant(DieRecord& record, int swapped = kSwapped) {
  for (const RepairColumn& column : kRepairs) {
    record.*column.discordant =
        std::abs(record.*column.correct - sample_facts().ideal_correct) + swapped;
  }
}

// One die a count of correct images, the same under every treatment.
std::vector<DieRecord> dies_with(const std::vector<int>& correct) {
  std::vector<DieRecord> records;
  for (const int count : correct) {
    DieRecord record;
    record.die = static_cast<uint32_t>(records.size());
    record.images = 2000;
    record.untuned = record.fixed_gain = record.mean_match = record.repaired = count;
    set_discordant(record);
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
    set_discordant(record);
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
  // Of the variance 88 - 28^2 / 2000 half is common: 6.6 images, 13.0 for 95 %, and 1 782 is 12
  // above the threshold.
  std::vector<int> correct(80, 1900);
  correct.insert(correct.end(), 10, 1782);  // good, but perhaps by luck of the images
  correct.insert(correct.end(), 10, 1000);
  const RepairSummary repaired = summarise(dies_with(correct), sample_facts()).of(Repair::Repaired);
  EXPECT_DOUBLE_EQ(repaired.yield, 90.0);
  EXPECT_NEAR(repaired.yield_ci.low, 90.0 - std::hypot(10.0, 90.0 - 82.56), 0.01);
  EXPECT_DOUBLE_EQ(repaired.yield_ci.high, repaired.yield_wilson.high);
}

TEST(Summary, ImagesJudgedLikeTheIdealChipDoNotWidenTheYieldInterval) {
  // Alone, a count of 1 770 of 2 000 has a standard error of 14 images: 1 785 would be in doubt.
  std::vector<int> correct(90, 1785);
  correct.insert(correct.end(), 10, 1000);
  std::vector<DieRecord> records = dies_with(correct);
  const RepairSummary alike = summarise(records, sample_facts()).of(Repair::Repaired);
  EXPECT_DOUBLE_EQ(alike.yield_ci.low, alike.yield_wilson.low);
  for (DieRecord& record : records) set_discordant(record, 400);
  const RepairSummary unlike = summarise(records, sample_facts()).of(Repair::Repaired);
  EXPECT_DOUBLE_EQ(unlike.yield, 90.0);
  EXPECT_DOUBLE_EQ(unlike.yield_ci.low, 0.0);
  EXPECT_DOUBLE_EQ(unlike.yield_wilson.low, alike.yield_wilson.low);
}

TEST(Summary, PairedErrorIsTheMedianOfTheDies) {
  // sqrt(70 - 10^2 / 2000) = 8.36 images of 2 000; the others are 7.75 and 17.3.
  const Summary summary = summarise(dies_with({1800, 1810, 1450}), sample_facts());
  EXPECT_NEAR(summary.of(Repair::Repaired).paired_error, 0.4182, 1e-4);
}

TEST(Summary, ADieThatNeverDiffersFromTheIdealChipHasNoImageError) {
  std::vector<DieRecord> records = dies_with(std::vector<int>(20, 1810));
  for (DieRecord& record : records) set_discordant(record, 0);
  RunFacts facts = sample_facts();
  facts.yield_margin = 0.0;
  const RepairSummary repaired = summarise(records, facts).of(Repair::Repaired);
  EXPECT_DOUBLE_EQ(repaired.paired_error, 0.0);
  EXPECT_DOUBLE_EQ(repaired.yield_ci.low, repaired.yield_wilson.low);
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

TEST(Summary, DiesWithinTheImageErrorOfTheThresholdWidenTheGain) {
  std::vector<DieRecord> records = repaired_dies(100, 40, 90);
  for (size_t die = 80; die < 90; ++die) {
    records[die].repaired = records[die].mean_match = 1775;
    set_discordant(records[die]);
  }
  const Summary summary = summarise(records, sample_facts());
  EXPECT_DOUBLE_EQ(summary.gain_over(Repair::Untuned).value, 50.0);
  // Paired over dies 9.8 below, and 10 dies may be lost.
  EXPECT_NEAR(summary.gain_over(Repair::Untuned).interval.low, 50.0 - std::hypot(9.8, 10.0), 1.5);
  EXPECT_NEAR(summary.gain_over(Repair::Untuned).interval.high, 59.8, 2.0);
  // The images err alike for both sides: dies that both repairs bring near the threshold cancel.
  EXPECT_EQ(summary.gain_over(Repair::MeanMatch).interval.low, 0.0);
}

// `known` of the dies with an optimum, good on the first `good` of them.
void set_optima(std::vector<DieRecord>& records, int known, int good) {
  for (int i = 0; i < known; ++i) {
    DieRecord& record = records[static_cast<size_t>(i)];
    record.optimum = i < good ? 1900 : 1000;
    record.optimum_discordant = std::abs(record.optimum - sample_facts().ideal_correct) + kSwapped;
  }
}

TEST(Summary, RecoveredShareIsTheRepairsPartOfWhatTheOptimumGains) {
  std::vector<DieRecord> records = repaired_dies(100, 20, 60);
  set_optima(records, 100, 100);
  const Summary summary = summarise(records, sample_facts());
  ASSERT_TRUE(summary.optimum && summary.optimum->recovered_share);
  EXPECT_EQ(summary.optimum->repair.yield, 100.0);
  const Estimate share = *summary.optimum->recovered_share;
  EXPECT_DOUBLE_EQ(share.value, 0.5);  // 40 of 80 points
  EXPECT_NEAR(share.interval.low, 0.5 - kZ95 * std::sqrt(0.25 / 80), 0.015);
  EXPECT_NEAR(share.interval.high, 0.5 + kZ95 * std::sqrt(0.25 / 80), 0.015);
}

TEST(Summary, OptimumIsHeldAgainstItsOwnDiesOnly) {
  std::vector<DieRecord> records = repaired_dies(100, 20, 60);
  set_optima(records, 50, 50);  // untuned 20, repaired 50 of these 50
  const Summary summary = summarise(records, sample_facts());
  EXPECT_EQ(summary.optimum->dies, 50);
  EXPECT_DOUBLE_EQ(summary.optimum->recovered_share->value, 1.0);
}

TEST(Summary, ClaimsNoShareOfAnOptimumThatGainsLittle) {
  std::vector<DieRecord> records = repaired_dies(100, 20, 25);
  set_optima(records, 100, 29);
  EXPECT_FALSE(summarise(records, sample_facts()).optimum->recovered_share.has_value());
  set_optima(records, 100, 30);
  EXPECT_TRUE(summarise(records, sample_facts()).optimum->recovered_share.has_value());
}

TEST(Summary, SaysNothingOfAnOptimumThatNoDieHas) {
  EXPECT_FALSE(summarise(repaired_dies(30, 10, 20), sample_facts()).optimum.has_value());
}

TEST(Summary, RefusesCountsThatContradictTheIdealChips) {
  // 10 images fewer than the ideal chip: at least 10 discordant, and an even number.
  for (const int discordant : {8, 11, 2002}) {
    std::vector<DieRecord> records = dies_with({1800});
    records[0].mean_match_discordant = discordant;
    EXPECT_THROW(summarise(records, sample_facts()), std::invalid_argument) << discordant;
  }
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
  // A signature as long as the first test for each of the two tuned layers.
  EXPECT_DOUBLE_EQ(summary.mean_match_test_cycles_median.value(), 800000.0);
}

TEST(Summary, ClaimsNoTestTimeWithoutAClock) {
  const Summary summary = summarise(dies_with({1800}), sample_facts());
  EXPECT_FALSE(summary.test_ms_median.has_value());
  EXPECT_FALSE(summary.mean_match_test_cycles_median.has_value());
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
