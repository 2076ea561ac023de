#include "testbench/report/statistics.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kintsugi {
namespace {

// Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, score method.
TEST(WilsonInterval, AgreesWithPublishedValues) {
  const struct {
    int successes, trials;
    double low, high;
  } published[] = {{81, 263, 0.2553, 0.3662},
                   {15, 148, 0.0624, 0.1605},
                   {0, 20, 0.0, 0.1611},
                   {1, 29, 0.0061, 0.1718}};
  for (const auto& row : published) {
    const Interval interval = wilson_interval(row.successes, row.trials);
    EXPECT_NEAR(interval.low, row.low, 5e-5) << row.successes << " of " << row.trials;
    EXPECT_NEAR(interval.high, row.high, 5e-5) << row.successes << " of " << row.trials;
  }
}

TEST(WilsonInterval, IsExactAtTheEndsAndKnowsNothingWithoutTrials) {
  EXPECT_EQ(wilson_interval(0, 37).low, 0.0);
  EXPECT_EQ(wilson_interval(37, 37).high, 1.0);
  EXPECT_EQ(wilson_interval(0, 0).low, 0.0);
  EXPECT_EQ(wilson_interval(0, 0).high, 1.0);
}

TEST(SquareAndAdd, AddsDistancesInQuadratureOnEachSide) {
  const Interval both = square_and_add(50.0, {47.0, 55.0}, {46.0, 62.0});
  EXPECT_DOUBLE_EQ(both.low, 45.0);
  EXPECT_DOUBLE_EQ(both.high, 63.0);
}

TEST(Quantile, InterpolatesBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(median({5, 1, 3}), 3.0);
  EXPECT_DOUBLE_EQ(median({4, 1, 2, 8}), 3.0);
  EXPECT_DOUBLE_EQ(quantile({10, 20, 30, 40, 50}, 0.0), 10.0);
  EXPECT_DOUBLE_EQ(quantile({10, 20, 30, 40, 50}, 0.9), 46.0);
  EXPECT_DOUBLE_EQ(quantile({10, 20, 30, 40, 50}, 1.0), 50.0);
  EXPECT_THROW(median({}), std::invalid_argument);
}

TEST(PairedBootstrap, OfAConstantDifferenceHasNoWidth) {
  const Interval interval = paired_bootstrap({std::vector<int>(50, 1)})[0];
  EXPECT_EQ(interval.low, 1.0);
  EXPECT_EQ(interval.high, 1.0);
}

TEST(PairedBootstrap, HasTheWidthOfTheBinomialForAProportion) {
  std::vector<int> thirty_of_hundred(100, 0);
  for (size_t die = 0; die < 30; ++die) thirty_of_hundred[die] = 1;
  const Interval interval = paired_bootstrap({thirty_of_hundred})[0];
  EXPECT_NEAR(interval.low, 0.21, 0.015);  // 0.30 +- 1.96 sqrt(0.3 * 0.7 / 100)
  EXPECT_NEAR(interval.high, 0.39, 0.015);
}

TEST(PairedBootstrap, DrawsTheSameDiesForEverySeriesAndEveryCall) {
  const std::vector<int> a = {1, 0, 0, -1, 1, 1, 0, 1};
  const std::vector<int> b = {0, 1, 1, 2, 0, 0, 1, 0};  // 1 - a
  const std::vector<Interval> both = paired_bootstrap({a, b});
  EXPECT_DOUBLE_EQ(both[1].low, 1.0 - both[0].high);
  EXPECT_DOUBLE_EQ(both[1].high, 1.0 - both[0].low);
  EXPECT_EQ(paired_bootstrap({a})[0].low, both[0].low);
}

TEST(Bootstrap, OfAMeanAgreesWithThePairedOne) {
  const std::vector<int> series = {1, 0, 0, -1, 1, 1, 0, 1};
  const Estimate mean_of_dies = bootstrap(series.size(), [&](const std::vector<size_t>& drawn) {
    double sum = 0;
    for (const size_t die : drawn) sum += series[die];
    return sum / static_cast<double>(drawn.size());
  });
  const Interval paired = paired_bootstrap({series})[0];
  EXPECT_DOUBLE_EQ(mean_of_dies.value, 3.0 / 8.0);
  EXPECT_DOUBLE_EQ(mean_of_dies.interval.low, paired.low);
  EXPECT_DOUBLE_EQ(mean_of_dies.interval.high, paired.high);
  EXPECT_THROW(bootstrap(0, [](const std::vector<size_t>&) { return 0.0; }),
               std::invalid_argument);
}

TEST(PairedBootstrap, RefusesSeriesOfDifferentLengths) {
  EXPECT_THROW(paired_bootstrap({{1, 0}, {1}}), std::invalid_argument);
  EXPECT_THROW(paired_bootstrap({{}}), std::invalid_argument);
}

}  // namespace
}  // namespace kintsugi
