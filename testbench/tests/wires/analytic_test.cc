// Effective conductances that a line of algebra gives.
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "models/wires/effective_conductance.h"
#include "random_tiles.h"

namespace kintsugi {
namespace {

constexpr double kBound = 1e-13;

TEST(AnalyticWiresTest, OneCellIsASeriesOfResistors) {
  const double g = 1e-4;
  const WireDesign design{DriveEnd::Left, SenseEnd::Top, 3.0, 5.0, 70.0, 11.0};
  const std::vector<double> effective = effective_conductance(design, &g, 1, 1);
  EXPECT_LT(testing::largest_relative_error(effective, {1.0 / (1e4 + 3.0 + 5.0 + 70.0 + 11.0)}),
            kBound);
}

TEST(AnalyticWiresTest, OneCellDrivenAndSensedAtBothEndsHasHalfTheWires) {
  const double g = 1e-4;
  const WireDesign design{DriveEnd::Both, SenseEnd::Both, 3.0, 5.0, 70.0, 11.0};
  const std::vector<double> effective = effective_conductance(design, &g, 1, 1);
  EXPECT_LT(testing::largest_relative_error(effective, {1.0 / (1e4 + 73.0 / 2 + 16.0 / 2)}),
            kBound);
}

// A row of cells to ground, `series` ohm between them and before the first: current into each at
// 1 V, by the textbook's ladder recursion.
std::vector<double> ladder_currents(const std::vector<double>& cells, double series,
                                    double source) {
  const size_t count = cells.size();
  std::vector<double> ohm(count + 1);  // seen from before segment i to the right
  for (size_t i = count; i-- > 0;) {
    const double right = i + 1 < count ? 1.0 / ohm[i + 1] : 0.0;
    ohm[i] = series + 1.0 / (cells[i] + right);
  }
  std::vector<double> currents(count);
  double volts = 1.0;
  for (size_t i = 0; i < count; ++i) {
    const double segment = series + (i == 0 ? source : 0.0);
    const double total = ohm[i] + (i == 0 ? source : 0.0);
    volts = volts * (total - segment) / total;
    currents[i] = volts * cells[i];
  }
  return currents;
}

TEST(AnalyticWiresTest, OneRowIsALadder) {
  const std::vector<double> cells = testing::random_cells(1, 100, 1);
  const WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 2.0, 0.0, 30.0, 0.0};
  EXPECT_LT(testing::largest_relative_error(effective_conductance(design, cells.data(), 1, 100),
                                            ladder_currents(cells, 2.0, 30.0)),
            1e-12);
}

TEST(AnalyticWiresTest, OneColumnIsTheSameLadderReadBackwards) {
  // Reciprocity: 1 V at the sense end would push the same currents into the drivers.
  std::vector<double> cells = testing::random_cells(100, 1, 2);
  const WireDesign design{DriveEnd::Left, SenseEnd::Top, 0.0, 2.0, 0.0, 30.0};
  EXPECT_LT(testing::largest_relative_error(effective_conductance(design, cells.data(), 100, 1),
                                            ladder_currents(cells, 2.0, 30.0)),
            1e-12);
}

TEST(AnalyticWiresTest, NothingChangesWithoutResistance) {
  const std::vector<double> cells = testing::random_cells(33, 20, 3);
  EXPECT_EQ(effective_conductance({}, cells.data(), 33, 20), cells);
}

TEST(AnalyticWiresTest, DriversAloneShareTheirDropAmongTheCellsOfARow) {
  const std::vector<double> cells = testing::random_cells(20, 33, 4);
  WireDesign design;
  design.driver_ohm = 100.0;
  std::vector<double> expected = cells;
  for (size_t r = 0; r < 20; ++r) {
    const auto row = expected.begin() + static_cast<std::ptrdiff_t>(33 * r);
    const double sum = std::accumulate(row, row + 33, 0.0);
    for (auto cell = row; cell != row + 33; ++cell) *cell /= 1.0 + 100.0 * sum;
  }
  EXPECT_LT(testing::largest_relative_error(effective_conductance(design, cells.data(), 20, 33),
                                            expected),
            kBound);
}

TEST(AnalyticWiresTest, SenseEndsAloneShareTheirDropAmongTheCellsOfAColumn) {
  const std::vector<double> cells = testing::random_cells(20, 33, 5);
  WireDesign design;
  design.sense = SenseEnd::Both;  // two of 100 ohm side by side
  design.sense_ohm = 100.0;
  std::vector<double> expected = cells;
  for (size_t c = 0; c < 33; ++c) {
    double sum = 0.0;
    for (size_t r = 0; r < 20; ++r) sum += cells[r * 33 + c];
    for (size_t r = 0; r < 20; ++r) expected[r * 33 + c] /= 1.0 + 50.0 * sum;
  }
  EXPECT_LT(testing::largest_relative_error(effective_conductance(design, cells.data(), 20, 33),
                                            expected),
            kBound);
}

TEST(AnalyticWiresTest, LongThinTilesKeepTheirAccuracy) {
  const std::vector<double> cells = testing::random_cells(1, 1024, 6);
  const WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 1e-6, 0.0, 0.0, 0.0};
  EXPECT_LT(testing::largest_relative_error(effective_conductance(design, cells.data(), 1, 1024),
                                            ladder_currents(cells, 1e-6, 0.0)),
            1e-12);
}

}  // namespace
}  // namespace kintsugi
