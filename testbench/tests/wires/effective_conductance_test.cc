// Effective conductances against nodal analysis, and the laws they must obey.
#include "models/wires/effective_conductance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "../models/expect_user_error.h"
#include "random_tiles.h"
#include "tile_networks.h"

namespace kintsugi {
namespace {

constexpr double kOracleBound = 1e-9;

std::vector<double> row_of(const std::vector<double>& matrix, int columns, int row) {
  const auto first = matrix.begin() + static_cast<std::ptrdiff_t>(row) * columns;
  return {first, first + columns};
}

// Largest error of some rows of a tile's effective matrix against the oracle.
double error_of_rows(const WireDesign& design, const std::vector<double>& cells, int rows,
                     int columns, const std::vector<int>& chosen) {
  const std::vector<double> effective = effective_conductance(design, cells.data(), rows, columns);
  double largest = 0.0;
  for (const int r : chosen) {
    std::vector<double> volts(static_cast<size_t>(rows), 0.0);
    volts[static_cast<size_t>(r)] = 1.0;
    const std::vector<double> currents =
        testing::driven_currents(design, cells, rows, columns, volts);
    largest =
        std::max(largest, testing::largest_relative_error(row_of(effective, columns, r), currents));
  }
  return largest;
}

RC_GTEST_PROP(EffectiveConductanceTest, EqualsNodalAnalysisForEveryTopology, ()) {
  const WireDesign design = testing::draw_design();
  const int rows = testing::draw(1, 15);
  const int columns = testing::draw(1, 15);
  const std::vector<double> cells =
      testing::random_cells(rows, columns, *rc::gen::arbitrary<uint64_t>());
  const int row = testing::draw(0, rows);
  RC_ASSERT(error_of_rows(design, cells, rows, columns, {row}) < kOracleBound);
}

TEST(EffectiveConductanceTest, EveryEntryEqualsNodalAnalysisAt64x64) {
  const std::vector<double> cells = testing::random_cells(64, 64, 10);
  const WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 10.0, 0.1, 100.0, 50.0};
  std::vector<int> rows(64);
  std::iota(rows.begin(), rows.end(), 0);
  EXPECT_LT(error_of_rows(design, cells, 64, 64, rows), kOracleBound);
}

TEST(EffectiveConductanceTest, EqualsNodalAnalysisForEveryTopologyAt64x64) {
  const std::vector<double> cells = testing::random_cells(64, 64, 11);
  for (const DriveEnd drive : {DriveEnd::Left, DriveEnd::Right, DriveEnd::Both}) {
    for (const SenseEnd sense : {SenseEnd::Bottom, SenseEnd::Top, SenseEnd::Both}) {
      const double ohm = sense == SenseEnd::Top ? 0.1 : 10.0;
      const WireDesign design{drive, sense, ohm, ohm, 0.0, 0.0};
      EXPECT_LT(error_of_rows(design, cells, 64, 64, {0, 63}), kOracleBound)
          << name_of(drive) << " " << name_of(sense);
    }
  }
}

TEST(EffectiveConductanceTest, EqualsNodalAnalysisOfUnevenTiles) {
  const WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 1.0, 10.0, 100.0, 50.0};
  EXPECT_LT(error_of_rows(design, testing::random_cells(61, 23, 12), 61, 23, {0, 30, 60}),
            kOracleBound);
  EXPECT_LT(error_of_rows(design, testing::random_cells(5, 190, 13), 5, 190, {0, 4}), kOracleBound);
}

TEST(EffectiveConductanceTest, CellsMayBeOpen) {
  std::vector<double> cells = testing::random_cells(19, 18, 14);
  for (size_t i = 0; i < cells.size(); i += 3) cells[i] = 0.0;
  const WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 1.0, 1.0, 100.0, 50.0};
  EXPECT_LT(error_of_rows(design, cells, 19, 18, {0, 7, 18}), kOracleBound);
}

RC_GTEST_PROP(EffectiveConductanceTest, SuperpositionHolds, ()) {
  const WireDesign design = testing::draw_design();
  const int rows = testing::draw(1, 15);
  const int columns = testing::draw(1, 15);
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  const std::vector<double> cells = testing::random_cells(rows, columns, seed);
  const std::vector<double> effective = effective_conductance(design, cells.data(), rows, columns);
  std::vector<double> volts;
  std::vector<double> sums(static_cast<size_t>(columns), 0.0);
  for (int r = 0; r < rows; ++r) {
    volts.push_back(uniform({seed, 3, 0, RandomRole::CellWithin}, static_cast<uint64_t>(r)));
    for (size_t c = 0; c < sums.size(); ++c) {
      sums[c] += volts.back() * row_of(effective, columns, r)[c];
    }
  }
  const std::vector<double> currents =
      testing::driven_currents(design, cells, rows, columns, volts);
  RC_ASSERT(testing::largest_relative_error(sums, currents) < kOracleBound);
}

TEST(EffectiveConductanceTest, SymmetricTileGivesSymmetricAnswer) {
  const size_t size = 37;
  std::vector<double> cells = testing::random_cells(37, 37, 15);
  for (size_t r = 0; r < size; ++r) {
    for (size_t c = 0; c < r; ++c) cells[r * size + c] = cells[c * size + r];
  }
  const WireDesign design{DriveEnd::Left, SenseEnd::Top, 2.0, 2.0, 30.0, 30.0};
  const std::vector<double> effective = effective_conductance(design, cells.data(), 37, 37);
  std::vector<double> transposed = effective;
  for (size_t r = 0; r < size; ++r) {
    for (size_t c = 0; c < size; ++c) transposed[c * size + r] = effective[r * size + c];
  }
  EXPECT_LT(testing::largest_relative_error(effective, transposed), 1e-13);
}

TEST(EffectiveConductanceTest, ATileDrivenFromTheOtherSideIsItsMirrorImage) {
  std::vector<double> cells = testing::random_cells(21, 30, 16);
  WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 2.0, 2.0, 30.0, 30.0};
  const std::vector<double> left = effective_conductance(design, cells.data(), 21, 30);
  std::vector<double> mirrored(cells.rbegin(), cells.rend());
  design.drive = DriveEnd::Right;
  design.sense = SenseEnd::Top;
  const std::vector<double> right = effective_conductance(design, mirrored.data(), 21, 30);
  EXPECT_LT(testing::largest_relative_error({right.rbegin(), right.rend()}, left), 1e-13);
}

RC_GTEST_PROP(EffectiveConductanceTest, MoreResistanceNeverCarriesMoreCurrent, ()) {
  WireDesign design = testing::draw_design();
  const int rows = testing::draw(1, 30);
  const int columns = testing::draw(1, 30);
  const std::vector<double> cells =
      testing::random_cells(rows, columns, *rc::gen::arbitrary<uint64_t>());
  const auto total = [&] {
    double sum = 0.0;
    for (const double g : effective_conductance(design, cells.data(), rows, columns)) sum += g;
    return sum;
  };
  const double before = total();
  double* const ohm =
      *rc::gen::element(&design.word_ohm, &design.bit_ohm, &design.driver_ohm, &design.sense_ohm);
  *ohm = *ohm + 1.0;
  RC_ASSERT(total() < before * (1.0 + 1e-13));
}

TEST(EffectiveConductanceTest, LongTilesOfEverySizeAreSolved) {
  const WireDesign design{DriveEnd::Both, SenseEnd::Bottom, 0.35, 0.35, 100.0, 50.0};
  const std::vector<double> cells = testing::random_cells(1024, 3, 17);
  EXPECT_LT(error_of_rows(design, cells, 1024, 3, {0, 1023}), kOracleBound);
  EXPECT_LT(error_of_rows(design, cells, 3, 1024, {1}), kOracleBound);
}

TEST(EffectiveConductanceTest, ImpossibleResistancesAreRefused) {
  const double g = 1e-4;
  WireDesign design;
  design.word_ohm = -1.0;
  testing::expect_user_error([&] { effective_conductance(design, &g, 1, 1); },
                             {"wires.word_ohm", "-1", "0 or from 1e-6 to 1e6"});
  design.word_ohm = 0.0;
  design.sense_ohm = std::numeric_limits<double>::quiet_NaN();
  testing::expect_user_error([&] { effective_conductance(design, &g, 1, 1); },
                             {"wires.sense_ohm", "nan"});
  design.sense_ohm = 1e-7;
  testing::expect_user_error([&] { check_wires(design); }, {"wires.sense_ohm", "1e-07"});
}

TEST(EffectiveConductanceTest, ImpossibleTilesAreRefused) {
  const double negative = -1e-9;
  EXPECT_THROW(effective_conductance({}, &negative, 1, 1), std::invalid_argument);
  EXPECT_THROW(effective_conductance({}, &negative, 0, 1), std::invalid_argument);
  EXPECT_THROW(effective_conductance({}, &negative, 1, 1025), std::invalid_argument);
}

}  // namespace
}  // namespace kintsugi
