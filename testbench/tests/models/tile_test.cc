#include "models/crossbar/tile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/crossbar/read_job.h"

namespace kintsugi {
namespace {

RowGroups groups_of(int rows) {
  RowGroups groups;
  for (int r = 0; r < rows; r += 4) {
    groups.first_row.push_back(r);
    groups.rows.push_back(std::min(4, rows - r));
  }
  return groups;
}

// Nine levels without a floor: one weight step is exactly 1024 codes.
std::shared_ptr<const DeviceModel> cells_of(int levels, double sigma_within) {
  DeviceStatistics statistics;
  statistics.levels = levels;
  statistics.g_min = 0.0;
  statistics.sigma_within = sigma_within;
  return std::make_shared<const DeviceModel>(statistics);
}

TileDesign plain_design() {
  TileDesign design;
  design.coding.levels = 9;
  design.coding.weight_levels = 9;
  design.device = cells_of(9, 0.0);
  return design;
}

Tile program(const TileDesign& design, const TilePlace& place, const std::vector<int8_t>& weights,
             int rows) {
  const int outputs = static_cast<int>(weights.size()) / rows;
  return program_tile(design, place, weights.data(), rows, 0, rows, outputs, groups_of(rows), 1000);
}

TEST(TileTest, DifferentialCodeIsPlusMinusMinus) {
  const Tile tile = program(plain_design(), {}, {8, -8, 3, 0, -1, 1}, 3);  // two outputs
  EXPECT_EQ(tile.codes, (std::vector<int16_t>{8192, 0, -8192, -1024, 3072, 1024}));
  EXPECT_EQ(tile.largest_column_sum, 8192 + 8192 + 3072);
}

TEST(TileTest, SingleEndedLevelIsHalfTheWeightAwayFromZero) {
  const WeightCoding coding{Mapping::SingleEnded, Reference::Cells, 10, 1, 10};
  EXPECT_EQ(coding.reference_state(), 5);
  EXPECT_EQ(coding.state(0), 5);
  EXPECT_EQ(coding.state(1), 6);
  EXPECT_EQ(coding.state(-1), 4);
  EXPECT_EQ(coding.state(2), 6);
  EXPECT_EQ(coding.state(3), 7);
  EXPECT_EQ(coding.state(9), 9);  // clamped: level 10 does not exist
  EXPECT_EQ(coding.state(-9), 0);
}

TEST(TileTest, SingleEndedCodeIsTheCellLessItsReference) {
  TileDesign design = plain_design();
  design.coding.mapping = Mapping::SingleEnded;
  const Tile tile = program(design, {}, {8, -8, 3, 0, -1, 1}, 3);
  EXPECT_EQ(tile.codes, (std::vector<int16_t>{4096, 0, -4096, -1024, 2048, 1024}));
}

TEST(TileTest, SingleEndedColumnsShareTheirNoisyReference) {
  TileDesign design = plain_design();
  design.coding.mapping = Mapping::SingleEnded;
  design.device = cells_of(9, 0.3);
  const DieContext die = design.device->die(7, 0);
  // Zero weights: cell and reference have the same level and different factors.
  const int rows = 2000;
  const Tile tile = program(design, {&die, 0}, std::vector<int8_t>(2 * rows, 0), rows);
  double product = 0.0;
  double squares = 0.0;
  for (int r = 0; r < rows; ++r) {
    const double a = tile.codes[static_cast<size_t>(2 * r)];
    const double b = tile.codes[static_cast<size_t>(2 * r + 1)];
    product += a * b;
    squares += 0.5 * (a * a + b * b);
  }
  // The reference contributes half of each difference's variance: correlation 1/2.
  EXPECT_NEAR(product / squares, 0.5, 0.08);
}

TEST(TileTest, DifferentialZeroWeightsAreQuiet) {
  TileDesign design = plain_design();
  design.device = cells_of(9, 0.5);
  const DieContext die = design.device->die(7, 0);
  const Tile tile = program(design, {&die, 0}, std::vector<int8_t>(100, 0), 100);
  EXPECT_EQ(tile.largest_column_sum, 0);
}

TEST(TileTest, ConvertersAreSharedByNeighboursAndDifferOtherwise) {
  TileDesign design = plain_design();
  design.columns_per_adc = 3;
  design.adc.gain_sigma = 0.05;
  design.adc.offset_sigma_lsb = 1.0;
  const DieContext die = design.device->die(7, 5);
  const Tile tile = program(design, {&die, 2}, std::vector<int8_t>(8 * 2, 1), 2);
  ASSERT_EQ(tile.bank.lines.size(), 3U);
  EXPECT_EQ(tile.conversion.slope[0], tile.conversion.slope[2]);
  EXPECT_EQ(tile.conversion.offset[0], tile.conversion.offset[2]);
  EXPECT_NE(tile.conversion.slope[2], tile.conversion.slope[3]);
  EXPECT_NE(tile.conversion.offset[2], tile.conversion.offset[3]);
  EXPECT_NE(tile.conversion.slope[5], tile.conversion.slope[6]);
}

TEST(TileTest, ConverterSpreadHasTheGivenSigmas) {
  TileDesign design = plain_design();
  design.columns_per_adc = 1;
  design.adc.gain_sigma = 0.02;
  design.adc.offset_sigma_lsb = 0.7;
  const DieContext die = design.device->die(7, 5);
  const Tile tile = program(design, {&die, 2}, std::vector<int8_t>(4000, 1), 1);
  double gain_squares = 0.0;
  double offset_squares = 0.0;
  for (const Converter& converter : tile.bank.lines) {
    gain_squares += (converter.gain - 1.0) * (converter.gain - 1.0);
    offset_squares += converter.offset_lsb * converter.offset_lsb;
  }
  EXPECT_NEAR(std::sqrt(gain_squares / 4000.0), 0.02, 0.0015);
  EXPECT_NEAR(std::sqrt(offset_squares / 4000.0), 0.7, 0.05);
}

TEST(TileTest, NewFullScaleKeepsCellsAndConverters) {
  TileDesign design = plain_design();
  design.adc.gain_sigma = 0.05;
  design.device = cells_of(9, 0.2);
  const DieContext die = design.device->die(7, 5);
  Tile tile = program(design, {&die, 2}, std::vector<int8_t>(40, 5), 4);
  const Tile before = tile;
  set_full_scale(tile, 500);  // from 1000
  EXPECT_EQ(tile.codes, before.codes);
  EXPECT_DOUBLE_EQ(tile.conversion.slope[9], 2.0 * before.conversion.slope[9]);
  EXPECT_EQ(tile.conversion.offset[9], before.conversion.offset[9]);
}

// What the table of stripes of 16 gives for a pattern of one group, [16].
std::vector<int> looked_up(const LookupTable& table, int stripe, int group, int pattern) {
  std::vector<int> sums(16, 0);
  for (int part = table.first_part[static_cast<size_t>(stripe)];
       part < table.first_part[static_cast<size_t>(stripe) + 1]; ++part) {
    const bool asked = table.group[static_cast<size_t>(part)] == group;
    const int32_t* words =
        table.entries.data() + (part * table.patterns + (asked ? pattern : 0)) * kEntryWords;
    for (size_t i = 0; i < 8; ++i) {
      sums[i] += static_cast<int>(static_cast<uint32_t>(words[i]) & 0xffffU);
      sums[i + 8] += static_cast<int>(static_cast<uint32_t>(words[i]) >> 16);
    }
  }
  for (size_t i = 0; i < 16; ++i) sums[i] += table.least[static_cast<size_t>(stripe) * 16 + i];
  return sums;
}

// Of a cell of 32 767 codes, 2 fit into 16 bits.
TEST(LookupTableTest, SumsOfMoreThanSixteenBitsStandInParts) {
  const int rows = 7;
  const int columns = 20;
  std::vector<int16_t> codes;
  for (int i = 0; i < rows * columns; ++i) {
    const bool large = i % columns < 16;  // the second stripe has small cells
    const int size = large ? 32767 - i : 100 + i;
    codes.push_back(static_cast<int16_t>(i % 3 == 0 ? -size : size));
  }
  const LookupTable table =
      build_tables(groups_of(rows), 0, rows, columns, codes.data(), nullptr).sums;
  EXPECT_EQ(table.group, (std::vector<int32_t>{0, 0, 1, 1, 0, 1}));
  EXPECT_EQ(table.first_part, (std::vector<int32_t>{0, 4, 6}));
  for (int group = 0; group < 2; ++group) {
    for (int pattern = 0; pattern < (group == 0 ? 16 : 8); ++pattern) {
      for (int k = 0; k < columns; ++k) {
        int expected = 0;
        for (int bit = 0; bit < 4; ++bit) {
          if ((pattern >> bit & 1) != 0) {
            expected += codes[static_cast<size_t>((4 * group + bit) * columns + k)];
          }
        }
        EXPECT_EQ(looked_up(table, k / 16, group, pattern)[static_cast<size_t>(k % 16)], expected)
            << "group " << group << ", pattern " << pattern << ", column " << k;
      }
    }
  }
}

TEST(TileTest, PlaneSumsAddExactlyTheRowsWhoseBitIsSet) {
  const Tile tile = program(plain_design(), {}, {8, -8, 3, 0, -1, 1}, 3);
  const std::vector<uint8_t> inputs = {0b10, 0b01, 0b11};
  std::vector<int64_t> sums(2);
  analog_sums(tile, inputs.data(), 0, sums.data());
  EXPECT_EQ(sums, (std::vector<int64_t>{-8192 + 3072, -1024 + 1024}));
  analog_sums(tile, inputs.data(), 1, sums.data());
  EXPECT_EQ(sums, (std::vector<int64_t>{8192 + 3072, 1024}));
  analog_sums(tile, inputs.data(), 2, sums.data());
  EXPECT_EQ(sums, (std::vector<int64_t>{0, 0}));
}

}  // namespace
}  // namespace kintsugi
