#include <gtest/gtest.h>

#include "models/device/spatial_field.h"
#include "testbench/tests/device/samples.h"

namespace kintsugi {
namespace {

using namespace testing;

constexpr int kRows = 40;
constexpr int kColumns = 48;

std::vector<float> field(const SpatialTerms& terms, uint32_t tile) {
  std::vector<float> values(size_t{kRows} * kColumns, 0.0F);
  SpatialField(terms, 7, 3, tile, kRows, kColumns).add_next(values.size(), values.data());
  return values;
}

// Correlation over many tiles of cell (20, 20) with the one `rows` and `columns` away.
double correlation(double length, int rows, int columns) {
  SpatialTerms terms;
  terms.sigma = 0.5;
  terms.correlation_length = length;
  double sum = 0.0;
  for (uint32_t tile = 0; tile < 4000; ++tile) {
    const std::vector<float> values = field(terms, tile);
    const auto cell = [&](int r, int c) {
      return static_cast<double>(values[static_cast<size_t>(r * kColumns + c)]);
    };
    sum += cell(20, 20) * cell(20 + rows, 20 + columns);
  }
  return sum / 4000.0 / 0.25;
}

TEST(SpatialFieldTest, CorrelationIsTheDocumentedOne) {
  const double allowed = 5.0 * std::sqrt(2.0 / 4000.0);
  for (const auto& [rows, columns] : std::vector<std::pair<int, int>>{
           {0, 0}, {0, 3}, {3, 0}, {5, 5}, {0, 8}, {-8, 0}, {2, -12}, {0, 18}}) {
    const double expected =
        field_correlation(std::abs(rows), 8.0) * field_correlation(std::abs(columns), 8.0);
    EXPECT_NEAR(correlation(8.0, rows, columns), expected, allowed) << rows << " " << columns;
  }
  EXPECT_NEAR(correlation(2.0, 2, -8), 0.0, allowed);  // nodes are drawn once each
  EXPECT_NEAR(correlation(2.0, 2, -9), 0.0, allowed);
  EXPECT_NEAR(correlation(1.0, 0, 1), std::exp(-1.0), allowed);
  EXPECT_NEAR(correlation(0.5, 1, 0), field_correlation(1.0, 0.5), allowed);
}

TEST(SpatialFieldTest, CorrelationFallsToOneOverEAtItsLength) {
  EXPECT_NEAR(field_correlation(0.0, 8.0), 1.0, 1e-12);
  EXPECT_NEAR(field_correlation(8.0, 8.0), std::exp(-1.0), 1e-6);
  double before = 1.0;
  for (double d = 0.25; d < 30.0; d += 0.25) {
    const double now = field_correlation(d, 8.0);
    EXPECT_LE(now, before + 1e-12) << d;
    before = now;
  }
  EXPECT_EQ(before, 0.0);
}

TEST(SpatialFieldTest, EveryCellHasTheSameSpread) {
  SpatialTerms terms;
  terms.sigma = 0.3;
  terms.correlation_length = 5.0;
  std::vector<std::vector<double>> cells(4);
  for (uint32_t tile = 0; tile < 3000; ++tile) {
    const std::vector<float> values = field(terms, tile);
    const size_t places[] = {0, 47, 20 * kColumns + 21, values.size() - 1};
    for (size_t i = 0; i < 4; ++i) cells[i].push_back(static_cast<double>(values[places[i]]));
  }
  for (std::vector<double>& cell : cells) {
    expect_moments(moments(cell), 0.0, 0.3);
    for (double& value : cell) value /= 0.3;
    EXPECT_LT(kolmogorov_smirnov(cell), 1.95);
  }
}

TEST(SpatialFieldTest, PiecesGiveTheSameFieldAsTheWhole) {
  const SpatialTerms terms{0.3, 0.7, 0.2, -0.1};
  const std::vector<float> whole = field(terms, 5);
  std::vector<float> pieces(whole.size(), 0.0F);
  SpatialField in_pieces(terms, 7, 3, 5, kRows, kColumns);
  for (size_t start = 0; start < pieces.size(); start += 37) {
    in_pieces.add_next(std::min<size_t>(37, pieces.size() - start), pieces.data() + start);
  }
  EXPECT_EQ(pieces, whole);
}

TEST(SpatialFieldTest, GradientRunsFromEdgeToEdge) {
  DeviceStatistics s;
  s.gradient_rows = 0.4;
  s.gradient_columns = -0.2;
  const DeviceModel model(s);
  const std::vector<uint8_t> levels(size_t{100} * 50, 9);
  std::vector<int16_t> codes(levels.size());
  model.program(model.die(7, 0), 0, 100, 50, levels.data(), codes.data());
  for (int r = 0; r < 100; r += 33) {
    for (int c = 0; c < 50; c += 7) {
      const double expected = 0.4 * ((r + 0.5) / 100 - 0.5) - 0.2 * ((c + 0.5) / 50 - 0.5);
      EXPECT_NEAR(codes[static_cast<size_t>(r * 50 + c)], 8192.0 * std::exp(expected), 0.51);
    }
  }
}

TEST(SpatialFieldTest, DrawnGradientHasItsSpreadAndIsTheSameInAllTilesOfADie) {
  DeviceStatistics s;
  s.sigma_gradient = 0.3;
  const DeviceModel model(s);
  std::vector<double> rows;
  std::vector<double> columns;
  for (uint32_t die = 0; die < 3000; ++die) {
    rows.push_back(model.die(7, die).gradient_rows);
    columns.push_back(model.die(7, die).gradient_columns);
  }
  expect_moments(moments(rows), 0.0, 0.3);
  expect_moments(moments(columns), 0.0, 0.3);
  EXPECT_EQ(program_level(model, 9, 7, 4, 0).codes, program_level(model, 9, 7, 4, 1).codes);
  EXPECT_NE(program_level(model, 9, 7, 4, 0).codes, program_level(model, 9, 7, 5, 0).codes);
}

TEST(SpatialFieldTest, CorrelatedSpreadReachesTheCells) {
  DeviceStatistics s;
  s.sigma_correlated = 0.25;
  s.correlation_length = 2.0;
  const DeviceModel model(s);
  // Cells 12 apart are independent.
  const std::vector<double> all = logarithms(program_level(model, 9).codes, 8192.0);
  std::vector<double> apart;
  for (size_t r = 0; r < 256; r += 6) {
    for (size_t c = 0; c < 256; c += 6) apart.push_back(all[r * 256 + c]);
  }
  expect_moments(moments(apart), 0.0, 0.25);
}

}  // namespace
}  // namespace kintsugi
