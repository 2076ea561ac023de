// Effective conductances on the grid of cell codes, and what rounding costs.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "models/wires/effective_conductance.h"
#include "random_tiles.h"

namespace kintsugi {
namespace {

TEST(EffectiveCodesTest, IdealWiresChangeNoCode) {
  const std::vector<int16_t> codes = testing::random_codes(40, 30, 1);
  std::vector<int16_t> effective = codes;
  const RoundedCodes report = effective_codes({}, 1e-4, 40, 30, effective.data());
  EXPECT_EQ(effective, codes);
  EXPECT_EQ(report.clipped, 0);
  EXPECT_EQ(report.largest_error, 0.0);
}

TEST(EffectiveCodesTest, TheReportHoldsTheErrorsOfTheCodes) {
  const WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 0.35, 0.35, 100.0, 50.0};
  const size_t rows = 128;
  const size_t columns = 128;
  const double g_max = 1e-4;
  std::vector<int16_t> codes = testing::random_codes(128, 128, 2);
  std::vector<double> exact(codes.begin(), codes.end());
  for (double& g : exact) g *= g_max / 8192;
  exact = effective_conductance(design, exact.data(), 128, 128);
  const RoundedCodes report = effective_codes(design, g_max, 128, 128, codes.data());

  double largest_column = 0.0;
  double column_squares = 0.0;
  for (size_t c = 0; c < columns; ++c) {
    double error = 0.0;
    double squares = 0.0;
    double sum = 0.0;
    for (size_t r = 0; r < rows; ++r) {
      const double wanted = exact[r * columns + c] / (g_max / 8192);
      const double got = codes[r * columns + c];
      ASSERT_LE(std::abs(got - wanted), 0.5);
      error += got - wanted;
      squares += (got - wanted) * (got - wanted);
      sum += got;
    }
    largest_column = std::max(largest_column, std::abs(error) / sum);
    column_squares += squares / (sum * sum);
  }
  EXPECT_EQ(report.clipped, 0);
  EXPECT_LE(report.largest_error, 0.5);
  EXPECT_GT(report.largest_error, 0.49);
  EXPECT_NEAR(report.rms_error, std::sqrt(1.0 / 12.0), 0.01);
  EXPECT_NEAR(report.largest_column_error, largest_column, 1e-9);
  EXPECT_NEAR(report.rms_column_error, std::sqrt(column_squares / columns), 1e-9);
  // What a column's current is off by, relative to it.
  EXPECT_LT(report.rms_column_error, 2e-5);
  EXPECT_LT(report.largest_column_error, 5e-5);
  RecordProperty("rms_column_error", std::to_string(report.rms_column_error * 1e6) + "e-6");
  RecordProperty("largest_column_error", std::to_string(report.largest_column_error * 1e6) + "e-6");
}

TEST(EffectiveCodesTest, CodesAreRoundedHalvesUpAndClippedAtTheLargest) {
  const std::vector<double> exact = {0.5, 1.49, 32767.4, 32767.6, 40000.0, 0.0};
  std::vector<int16_t> codes(6);
  const RoundedCodes report = round_to_codes(exact.data(), 2, 3, codes.data());
  EXPECT_EQ(codes, (std::vector<int16_t>{1, 1, 32767, 32767, 32767, 0}));
  EXPECT_EQ(report.clipped, 2);
  EXPECT_DOUBLE_EQ(report.largest_error, 0.5);
}

TEST(EffectiveCodesTest, WiresLowerTheColumnsFarFromTheDrivers) {
  std::vector<int16_t> codes(128 * 128, 4096);
  effective_codes({DriveEnd::Left, SenseEnd::Bottom, 1.0, 0.0, 0.0, 0.0}, 1e-4, 128, 128,
                  codes.data());
  for (size_t c = 1; c < 128; ++c) EXPECT_LE(codes[c], codes[c - 1]);
  EXPECT_LT(codes[127], 3000);
  EXPECT_GT(codes[0], 4000);
}

}  // namespace
}  // namespace kintsugi
