#include "models/converter/dac.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include "testbench/tests/converter/full_range.h"
#include "testbench/tests/converter/sampling.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_moments;
using testing::expect_normal;
using testing::expect_user_error;
using testing::full_range;

TEST(DacTest, WithoutSpreadLevelsAreTheDigits) {
  for (int bits = 1; bits <= kLargestDacBits; ++bits) {
    const DacBank bank = draw_dacs({bits, 0.0, 0.0, 0.0}, {7, 1, 2}, 5);
    ASSERT_EQ(bank.levels.size(), size_t{5} << bits);
    for (size_t i = 0; i < bank.levels.size(); ++i) {
      ASSERT_EQ(bank.levels[i], static_cast<int>(i % (size_t{1} << bits)) << kDacFractionBits);
    }
  }
}

TEST(DacTest, GainAndOffsetHaveTheirMoments) {
  const DacBank bank = draw_dacs({2, 0.03, 0.2, 0.0}, {7, 1, 2}, 20000);
  expect_moments(bank.gain, 1.0, 0.03);
  expect_normal(bank.gain, 1.0, 0.03);
  expect_moments(bank.offset_lsb, 0.0, 0.2);
  expect_normal(bank.offset_lsb, 0.0, 0.2);
}

TEST(DacTest, LevelsAreRoundedGainOffsetAndInl) {
  const DacBank plain = draw_dacs({3, 0.03, 0.2, 0.0}, {7, 1, 2}, 4000);
  const DacBank bent = draw_dacs({3, 0.03, 0.2, 0.25}, {7, 1, 2}, 4000);
  std::vector<double> inl;
  std::vector<double> neighbours;
  for (size_t r = 0; r < 4000; ++r) {
    for (size_t d = 0; d < 8; ++d) {
      const double line = plain.gain[r] * static_cast<double>(d) + plain.offset_lsb[r];
      const double error = bent.levels[8 * r + d] / 64.0 - line;
      ASSERT_NEAR(plain.levels[8 * r + d] / 64.0, line, 0.5 / 64.0 + 1e-12);
      if (d == 0 || d == 7) {
        ASSERT_EQ(bent.levels[8 * r + d], plain.levels[8 * r + d]) << "the ends have no INL";
      } else {
        inl.push_back(error);
      }
    }
    neighbours.push_back(inl[inl.size() - 1] * inl[inl.size() - 2]);
  }
  expect_moments(inl, 0.0, 0.25);
  expect_normal(inl, 0.0, 0.25, 1.0 / 64.0);
  EXPECT_NEAR(testing::mean_of(neighbours), 0.0, 5.0 * 0.0625 / std::sqrt(4000.0));
}

TEST(DacTest, ADriverDoesNotDependOnHowManyThereAreAndDriversDiffer) {
  const DacDesign design{4, 0.05, 0.3, 0.3};
  const DacBank few = draw_dacs(design, {7, 1, 2}, 6);
  const DacBank many = draw_dacs(design, {7, 1, 2}, 40);
  EXPECT_TRUE(std::equal(few.levels.begin(), few.levels.end(), many.levels.begin()));
  std::set<std::vector<int16_t>> rows;
  for (const auto& [die, tile] : {std::pair{1U, 2U}, {1U, 3U}, {2U, 2U}}) {
    const DacBank bank = draw_dacs(design, {7, die, tile}, 40);
    for (auto row = bank.levels.begin(); row != bank.levels.end(); row += 16) {
      rows.insert({row, row + 16});
    }
  }
  EXPECT_EQ(rows.size(), 120U);
}

TEST(DacTest, TheLargestSpreadsStayWithinInt16) {
  check({8, 0.1, 8.0, 2.0});
  const double widest = (255 * 1.68 + 6.8 * 8.0 + 6.8 * 2.0) * 64.0;
  EXPECT_LT(widest, 32767.0);
  const DacBank bank = draw_dacs({8, 0.1, 8.0, 2.0}, {7, 1, 2}, 2000);
  for (size_t i = 0; i < bank.levels.size(); ++i) {
    const size_t r = i / 256;
    const double line = bank.gain[r] * static_cast<double>(i % 256) + bank.offset_lsb[r];
    ASSERT_NEAR(bank.levels[i] / 64.0, line, 6.8 * 2.0 + 0.01);
  }
}

// Folded cells and constants against the sum of what the drivers apply, in long double.
RC_GTEST_PROP(DacTest, FoldedCellsGiveTheColumnSums, ()) {
  const DacDesign design{1, full_range(0, 100) / 1000.0, full_range(0, 500) / 1000.0, 0.0};
  const int rows = full_range(1, 40);
  const int columns = full_range(1, 5);
  const DacBank bank = draw_dacs(design, {*rc::gen::arbitrary<uint64_t>(), 1, 1}, rows);
  std::vector<int16_t> cells(static_cast<size_t>(rows * columns));
  for (int16_t& cell : cells) cell = full_range<int16_t>(-19000, 19001);
  std::vector<int> digits(static_cast<size_t>(rows));
  for (int& digit : digits) digit = full_range(0, 2);
  const FoldedDac folded = fold_dacs(bank, cells.data(), columns);
  RC_ASSERT(folded.clipped == 0);
  for (int c = 0; c < columns; ++c) {
    long double applied = 0.0L;
    int64_t sum = folded.constants[static_cast<size_t>(c)];
    for (int r = 0; r < rows; ++r) {
      const auto row = static_cast<size_t>(r);
      const auto cell = static_cast<size_t>(r * columns + c);
      const long double gain = bank.gain[row];
      applied += (digits[row] * gain + bank.offset_lsb[row]) * cells[cell];
      sum += digits[row] * folded.codes[cell];
    }
    const double rounding = 0.5 * (rows + 1) + 1e-6;
    RC_ASSERT(std::fabs(static_cast<double>(applied) - static_cast<double>(sum)) <= rounding);
  }
}

TEST(DacTest, FoldWithoutSpreadChangesNothing) {
  const std::vector<int16_t> cells = {32767, -32767, 0, 1, -1, 8192};
  const FoldedDac folded = fold_dacs(draw_dacs({}, {7, 1, 2}, 3), cells.data(), 2);
  EXPECT_EQ(folded.codes, cells);
  EXPECT_EQ(folded.constants, (std::vector<int64_t>{0, 0}));
}

TEST(DacTest, FoldCountsClippedCells) {
  DacBank bank = draw_dacs({}, {7, 1, 2}, 2);
  bank.gain = {1.5, 1.5};
  const std::vector<int16_t> cells = {32767, -32767, 100, -3};
  const FoldedDac folded = fold_dacs(bank, cells.data(), 2);
  EXPECT_EQ(folded.codes, (std::vector<int16_t>{32767, -32767, 150, -4}));
  EXPECT_EQ(folded.clipped, 2);
}

TEST(DacTest, FoldOfMultiBitDriversIsMisuse) {
  const std::vector<int16_t> cells(4, 1);
  const DacBank bank = draw_dacs({2, 0.0, 0.0, 0.0}, {7, 1, 2}, 2);
  EXPECT_THROW(fold_dacs(bank, cells.data(), 2), std::invalid_argument);
}

TEST(DacTest, BadDesignsAreRefusedByKey) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_user_error([] { check(DacDesign{0, 0, 0, 0}); }, {"dac.bits", "found 0", "1 to 8"});
  expect_user_error([] { check(DacDesign{9, 0, 0, 0}); }, {"dac.bits", "found 9"});
  expect_user_error([] { check(DacDesign{2, 0.2, 0, 0}); }, {"dac.gain_sigma", "0.2", "0 to 0.1"});
  expect_user_error([] { check(DacDesign{2, -0.1, 0, 0}); }, {"dac.gain_sigma"});
  expect_user_error([&] { check(DacDesign{2, nan, 0, 0}); }, {"dac.gain_sigma", "nan"});
  expect_user_error([] { check(DacDesign{2, 0, 9, 0}); }, {"dac.offset_sigma_lsb", "0 to 8"});
  expect_user_error([] { check(DacDesign{2, 0, 0, 3}); }, {"dac.inl_sigma_lsb", "0 to 2"});
  expect_user_error(
      [] {
        check(DacDesign{1, 0, 0, 0.1});
      },
      {"dac.inl_sigma_lsb", "dac.bits = 1", "only 0"});
}

}  // namespace
}  // namespace kintsugi
