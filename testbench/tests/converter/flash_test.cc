#include "models/converter/flash.h"

#include <gtest/gtest.h>

#include "models/converter/converter_bank.h"
#include "models/converter/fine_grid.h"
#include "models/converter/thresholds.h"
#include "testbench/tests/converter/full_range.h"
#include "testbench/tests/converter/sampling.h"

namespace kintsugi {
namespace {

using testing::expect_moments;
using testing::expect_normal;
using testing::full_range;
using testing::mean_of;

constexpr uint32_t kConverters = 20000;

AdcDesign flash(int bits, double comparator_sigma_lsb, double ladder_sigma) {
  AdcDesign design;
  design.type = AdcType::Flash;
  design.bits = bits;
  design.comparator_sigma_lsb = comparator_sigma_lsb;
  design.ladder_sigma = ladder_sigma;
  return design;
}

// errors[k - 1][converter] of threshold k.
std::vector<std::vector<double>> threshold_errors(const AdcDesign& design) {
  std::vector<std::vector<double>> errors((size_t{1} << design.bits) - 1);
  for (uint32_t i = 0; i < kConverters; ++i) {
    const std::vector<double> thresholds = flash_thresholds(design, {11, 5, 2}, i);
    for (size_t k = 0; k < errors.size(); ++k) {
      errors[k].push_back(thresholds[k] - static_cast<double>(k + 1));
    }
  }
  return errors;
}

double covariance(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> products;
  for (size_t i = 0; i < a.size(); ++i) products.push_back(a[i] * b[i]);
  return mean_of(products) - mean_of(a) * mean_of(b);
}

TEST(FlashTest, ComparatorOffsetsAreIndependentNormals) {
  const auto errors = threshold_errors(flash(4, 0.4, 0.0));
  ASSERT_EQ(errors.size(), 15U);
  for (const auto& samples : errors) {
    expect_moments(samples, 0.0, 0.4);
    expect_normal(samples, 0.0, 0.4);
  }
  const double error = 5.0 * 0.16 / std::sqrt(double{kConverters});
  EXPECT_NEAR(covariance(errors[6], errors[7]), 0.0, error);
  EXPECT_NEAR(covariance(errors[0], errors[14]), 0.0, error);
}

// Variance sigma^2 k (1 - k / n) and covariance sigma^2 j (1 - k / n), j < k: a tied random walk.
TEST(FlashTest, LadderIsARandomWalkTiedAtBothReferences) {
  const double sigma = 0.05;
  const auto errors = threshold_errors(flash(6, 0.0, sigma));
  const double n = 64.0;
  for (const size_t k : {1U, 16U, 32U, 48U, 63U}) {
    const auto x = static_cast<double>(k);
    expect_moments(errors[k - 1], 0.0, sigma * std::sqrt(x * (1.0 - x / n)));
  }
  const double expected = sigma * sigma * 16.0 * (1.0 - 48.0 / n);
  const double scale = sigma * sigma * 16.0 * (1.0 - 16.0 / n);
  EXPECT_NEAR(covariance(errors[15], errors[47]), expected,
              5.0 * scale / std::sqrt(double{kConverters}));
}

// Textbook case: the worst tap is the middle one, sigma sqrt(n) / 2.
TEST(FlashTest, MiddleTapOfALargeLadderIsTheWorst) {
  const AdcDesign design = flash(8, 0.0, 0.01);
  std::vector<double> middle;
  for (uint32_t i = 0; i < 1000; ++i) {
    middle.push_back(flash_thresholds(design, {12, 5, 2}, i)[127] - 128.0);
  }
  expect_moments(middle, 0.0, 0.01 * 16.0 / 2.0);
}

// Counted one comparator at a time.
RC_GTEST_PROP(FlashTest, CodeIsTheNumberOfThresholdsAtOrBelowTheInput, ()) {
  const AdcDesign design =
      flash(full_range(1, 7), full_range(0, 300) / 100.0, full_range(0, 50) / 100.0);
  const RandomKey tile{*rc::gen::arbitrary<uint64_t>(), 3, 4};
  const auto index = full_range<uint32_t>(0, 100);
  const std::vector<double> thresholds = flash_thresholds(design, tile, index);
  const std::vector<uint16_t> table = transfer_table(design, tile, index);
  for (int32_t j = 0; j < fine_positions(design.bits); ++j) {
    int ones = 0;
    for (const double threshold : thresholds) ones += (j + 0.5) / 16.0 >= threshold ? 1 : 0;
    RC_ASSERT(table[static_cast<size_t>(j)] == ones);
  }
}

TEST(FlashTest, ThresholdsOutsideTheRangeCountAlwaysOrNever) {
  std::vector<uint16_t> table(64 + 1, 99);  // 2 bits, and one entry that is not the table's
  fill_counting_table({-5.0, 1e9, 4.0}, 2, table.data());
  EXPECT_EQ(table, [] {
    std::vector<uint16_t> expected(64, 1);
    expected.push_back(99);
    return expected;
  }());
}

RC_GTEST_PROP(FlashTest, CodesAreMonotoneHoweverLargeTheMismatch, ()) {
  const AdcDesign design = flash(8, full_range(0, 2000) / 100.0, full_range(0, 100) / 100.0);
  const std::vector<uint16_t> table =
      transfer_table(design, {*rc::gen::arbitrary<uint64_t>(), 1, 1}, 0);
  RC_ASSERT(std::is_sorted(table.begin(), table.end()));
}

}  // namespace
}  // namespace kintsugi
