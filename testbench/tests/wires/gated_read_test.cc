// Gated columns against nodal analysis with the inactive cells taken out.
#include "models/wires/gated_read.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <vector>

#include "../models/expect_user_error.h"
#include "models/wires/effective_conductance.h"
#include "random_tiles.h"
#include "tile_networks.h"

namespace kintsugi {
namespace {

constexpr double kGMax = 1e-3;  // codes from 1 are 1 kilohm to 8 megohm

// Conductances of one column of codes, in siemens.
std::vector<double> column_of(const std::vector<int16_t>& codes, int columns, int column) {
  std::vector<double> cells;
  for (size_t i = static_cast<size_t>(column); i < codes.size();
       i += static_cast<size_t>(columns)) {
    cells.push_back(codes[i] * (kGMax / 8192));
  }
  return cells;
}

double error_against_nodal_analysis(const GatedWireDesign& design, int rows, int columns,
                                    uint64_t seed) {
  const std::vector<int16_t> codes = testing::random_codes(rows, columns, seed);
  const std::vector<uint8_t> bits = testing::random_bits(rows, seed);
  const GatedTile tile = make_gated_tile(design, kGMax, rows, columns, codes.data());
  std::vector<double> expected;
  for (int c = 0; c < columns; ++c) {
    expected.push_back(testing::gated_conductance(design, column_of(codes, columns, c), bits) /
                       (kGMax / 8192));
  }
  return testing::largest_relative_error(gated_conductances(tile, bits.data()), expected);
}

RC_GTEST_PROP(GatedReadTest, EqualsNodalAnalysisForEveryTopology, ()) {
  const GatedWireDesign design = testing::draw_gated_design();
  const int rows = testing::draw(1, 40);
  const int columns = testing::draw(1, 11);
  RC_ASSERT(error_against_nodal_analysis(design, rows, columns, *rc::gen::arbitrary<uint64_t>()) <
            1e-9);
}

TEST(GatedReadTest, EqualsNodalAnalysisOfLongColumns) {
  const GatedWireDesign design{SenseEnd::Bottom, SupplyEnd::Top, 1.0, 2.0, 100.0, 50.0};
  EXPECT_LT(error_against_nodal_analysis(design, 1024, 3, 5), 1e-9);
  EXPECT_LT(error_against_nodal_analysis(design, 2, 300, 6), 1e-9);
}

RC_GTEST_PROP(GatedReadTest, IsThePlainSumWithoutResistance, ()) {
  GatedWireDesign design;
  design.sense = *rc::gen::element(SenseEnd::Bottom, SenseEnd::Top, SenseEnd::Both);
  design.supply = *rc::gen::element(SupplyEnd::Bottom, SupplyEnd::Top, SupplyEnd::Both);
  const int rows = testing::draw(1, 1025);
  const int columns = 5;
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  std::vector<int16_t> codes = testing::random_codes(rows, columns, seed);
  for (int16_t& code : codes) code = static_cast<int16_t>(code >= 8000 ? 32767 : code);
  const std::vector<uint8_t> bits = testing::random_bits(rows, seed);
  std::vector<int32_t> expected(columns, 0);
  for (size_t i = 0; i < codes.size(); ++i) expected[i % columns] += bits[i / columns] * codes[i];
  const GatedTile tile = make_gated_tile(design, 3e-5, rows, columns, codes.data());
  std::vector<int32_t> sums(columns);
  read_gated(tile, bits.data(), sums.data());
  RC_ASSERT(sums == expected);
  const std::vector<double> unrounded = gated_conductances(tile, bits.data());
  RC_ASSERT(unrounded == std::vector<double>(expected.begin(), expected.end()));
}

TEST(GatedReadTest, OneCellIsASeriesOfResistors) {
  const int16_t code = 8192;
  const GatedWireDesign design{SenseEnd::Both, SupplyEnd::Bottom, 3.0, 5.0, 70.0, 11.0};
  const GatedTile tile = make_gated_tile(design, 1e-3, 1, 1, &code);
  const uint8_t bit = 1;
  EXPECT_NEAR(gated_conductances(tile, &bit)[0], 8192e3 / (1e3 + 14.0 / 2 + 75.0), 1e-8);
}

TEST(GatedReadTest, NoActiveRowIsNoCurrent) {
  const std::vector<int16_t> codes = testing::random_codes(9, 4, 3);
  const GatedWireDesign design{SenseEnd::Bottom, SupplyEnd::Top, 1.0, 1.0, 10.0, 10.0};
  const GatedTile tile = make_gated_tile(design, kGMax, 9, 4, codes.data());
  const std::vector<uint8_t> bits(9, 0);
  EXPECT_EQ(gated_conductances(tile, bits.data()), std::vector<double>(4, 0.0));
}

// Sum of the answers to one active row at a time over the answer to all rows at once.
double superposition_of_gated(const GatedWireDesign& design, int rows,
                              const std::vector<int16_t>& codes) {
  const GatedTile tile = make_gated_tile(design, kGMax, rows, 1, codes.data());
  double sum = 0.0;
  for (int r = 0; r < rows; ++r) {
    std::vector<uint8_t> bits(static_cast<size_t>(rows), 0);
    bits[static_cast<size_t>(r)] = 1;
    sum += gated_conductances(tile, bits.data())[0];
  }
  return sum /
         gated_conductances(tile, std::vector<uint8_t>(static_cast<size_t>(rows), 1).data())[0];
}

TEST(GatedReadTest, SuperpositionFails) {
  const std::vector<int16_t> codes = testing::random_codes(64, 1, 4);
  const GatedWireDesign design{SenseEnd::Bottom, SupplyEnd::Top, 1.0, 1.0, 0.0, 0.0};
  EXPECT_GT(superposition_of_gated(design, 64, codes), 1.5);
  EXPECT_DOUBLE_EQ(superposition_of_gated({}, 64, codes), 1.0);
}

RC_GTEST_PROP(GatedReadTest, AnotherActiveRowNeverLowersTheCurrent, ()) {
  const GatedWireDesign design = testing::draw_gated_design();
  const int rows = testing::draw(1, 60);
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  const std::vector<int16_t> codes = testing::random_codes(rows, 3, seed);
  std::vector<uint8_t> bits = testing::random_bits(rows, seed);
  const GatedTile tile = make_gated_tile(design, kGMax, rows, 3, codes.data());
  const std::vector<double> before = gated_conductances(tile, bits.data());
  bits[static_cast<size_t>(testing::draw(0, rows))] = 1;
  const std::vector<double> after = gated_conductances(tile, bits.data());
  for (size_t c = 0; c < 3; ++c) RC_ASSERT(after[c] >= before[c] * (1.0 - 1e-12));
}

TEST(GatedReadTest, BadInputIsRefused) {
  const int16_t code = -1;
  EXPECT_THROW(make_gated_tile({}, kGMax, 1, 1, &code), std::invalid_argument);
  EXPECT_THROW(make_gated_tile({}, 0.0, 1, 1, &code), std::invalid_argument);
  EXPECT_THROW(make_gated_tile({}, kGMax, 1025, 1, &code), std::invalid_argument);
  GatedWireDesign design;
  design.source_ohm = 2e6;
  testing::expect_user_error([&] { make_gated_tile(design, kGMax, 1, 1, &code); },
                             {"wires.source_ohm", "2e+06", "0 or from 1e-6 to 1e6"});
}

}  // namespace
}  // namespace kintsugi
