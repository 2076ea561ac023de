#include "models/device/cell.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace kintsugi {
namespace {

constexpr RandomKey kCellKey{7, 1, 2, RandomRole::CellWithin};

TEST(CellTest, LevelsAreLinearBetweenTheLowestAndGmax) {
  const std::vector<double> conductance = level_conductances(10, 0.02);
  ASSERT_EQ(conductance.size(), 10U);
  EXPECT_NEAR(conductance.front(), 0.02 * 8192.0, 1e-9);
  EXPECT_NEAR(conductance.back(), 8192.0, 1e-9);
  for (size_t i = 1; i < 10; ++i) {
    EXPECT_NEAR(conductance[i] - conductance[i - 1], level_spacing(10, 0.02), 1e-9);
  }
}

TEST(CellTest, NominalCellsAreTheRoundedLevels) {
  const std::vector<uint8_t> levels = {0, 1, 9, 5};
  std::vector<int16_t> codes(levels.size());
  EXPECT_EQ(program_cells(kCellKey, {}, level_conductances(10, 0.02), levels.data(), levels.size(),
                          codes.data()),
            0);
  EXPECT_EQ(codes, (std::vector<int16_t>{164, 1056, 8192, 4624}));
}

TEST(CellTest, LogarithmOfTheFactorHasTheSpreadAndTheCommonShift) {
  const std::vector<uint8_t> levels(60000, 9);
  std::vector<int16_t> codes(levels.size());
  program_cells(kCellKey, {0.2, -0.3}, level_conductances(10, 0.02), levels.data(), levels.size(),
                codes.data());
  double sum = 0.0;
  double squares = 0.0;
  for (const int16_t code : codes) {
    const double log_factor = std::log(code / 8192.0);
    sum += log_factor;
    squares += log_factor * log_factor;
  }
  const auto n = static_cast<double>(codes.size());
  const double mean = sum / n;
  EXPECT_NEAR(mean, -0.3, 5.0 * 0.2 / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(squares / n - mean * mean), 0.2, 5.0 * 0.2 / std::sqrt(2.0 * n));
}

TEST(CellTest, TailBeyondFourTimesGmaxIsClippedAndCounted) {
  const std::vector<uint8_t> levels(1000, 9);
  std::vector<int16_t> codes(levels.size());
  const double common = std::log(4.0);  // half of the cells end up beyond 4 Gmax
  const int64_t clipped = program_cells(kCellKey, {0.1, common}, level_conductances(10, 0.02),
                                        levels.data(), levels.size(), codes.data());
  int64_t at_the_end = 0;
  for (const int16_t code : codes) at_the_end += code == kLargestCellCode ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(clipped), 500.0, 80.0);
  EXPECT_GE(at_the_end, clipped);
  EXPECT_LE(at_the_end, clipped + 2);  // a cell may land on the last code without being clipped
}

}  // namespace
}  // namespace kintsugi
