#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <utility>

#include "models/converter/converter_bank.h"
#include "models/converter/fine_grid.h"
#include "testbench/tests/converter/sampling.h"

namespace kintsugi {
namespace {

using testing::expect_moments;
using testing::expect_normal;

AdcDesign bank_design(AdcType type) {
  AdcDesign design;
  design.type = type;
  design.gain_sigma = 0.02;
  design.offset_sigma_lsb = 0.5;
  if (type == AdcType::Flash) design.comparator_sigma_lsb = 0.2;
  if (type == AdcType::Flash) design.ladder_sigma = 0.02;
  if (type == AdcType::Sar) design.capacitor_sigma = 0.02;
  if (type == AdcType::Ramp) design.ramp_inl_sigma_lsb = 1.0;
  return design;
}

std::vector<uint16_t> table_in(const ConverterBank& bank, size_t converter) {
  const auto begin = bank.tables.begin() + static_cast<ptrdiff_t>(bank.table_start(converter));
  return {begin, begin + fine_positions(bank.bits)};
}

TEST(ConverterBankTest, AllConvertersOfTwoTilesAndTwoDiesDiffer) {
  for (const AdcType type : {AdcType::Flash, AdcType::Sar}) {
    std::set<std::vector<uint16_t>> tables;
    std::set<double> gains;
    std::set<double> offsets;
    for (const auto& [die, tile] : {std::pair{1U, 1U}, {1U, 2U}, {2U, 1U}, {2U, 2U}}) {
      const ConverterBank bank = draw_bank(bank_design(type), {7, die, tile}, 32);
      for (size_t i = 0; i < 32; ++i) {
        tables.insert(table_in(bank, i));
        gains.insert(bank.lines[i].gain);
        offsets.insert(bank.lines[i].offset_lsb);
      }
    }
    EXPECT_EQ(tables.size(), 128U) << name_of(type);
    EXPECT_EQ(gains.size(), 128U);
    EXPECT_EQ(offsets.size(), 128U);
  }
}

TEST(ConverterBankTest, ARampIsCommonToItsTileAlone) {
  const AdcDesign design = bank_design(AdcType::Ramp);
  const ConverterBank bank = draw_bank(design, {7, 1, 1}, 32);
  EXPECT_EQ(bank.tables.size(), size_t{4096}) << "one table serves the tile";
  EXPECT_EQ(bank.table_start(31), 0U);
  EXPECT_NE(bank.lines[0].offset_lsb, bank.lines[1].offset_lsb) << "comparators differ";
  EXPECT_NE(bank.tables, draw_bank(design, {7, 1, 2}, 32).tables) << "two tiles, one ramp";
  EXPECT_NE(bank.tables, draw_bank(design, {7, 2, 1}, 32).tables) << "two dies, one ramp";
}

TEST(ConverterBankTest, AConverterDoesNotDependOnHowManyThereAre) {
  for (const AdcType type : {AdcType::Flash, AdcType::Sar, AdcType::Ramp}) {
    const AdcDesign design = bank_design(type);
    const ConverterBank few = draw_bank(design, {7, 1, 1}, 5);
    const ConverterBank many = draw_bank(design, {7, 1, 1}, 19);
    for (size_t i = 0; i < 5; ++i) {
      EXPECT_EQ(few.lines[i].gain, many.lines[i].gain);
      EXPECT_EQ(few.lines[i].offset_lsb, many.lines[i].offset_lsb);
      EXPECT_EQ(table_in(few, i), table_in(many, i));
      EXPECT_EQ(table_in(few, i), transfer_table(design, {7, 1, 1}, static_cast<uint32_t>(i)));
    }
  }
}

TEST(ConverterBankTest, MismatchLeavesGainAndOffsetAsTheyWere) {
  const ConverterBank straight = draw_bank(bank_design(AdcType::Ideal), {7, 1, 1}, 16);
  const ConverterBank bent = draw_bank(bank_design(AdcType::Sar), {7, 1, 1}, 16);
  EXPECT_TRUE(straight.is_straight());
  EXPECT_FALSE(bent.is_straight());
  for (size_t i = 0; i < 16; ++i) {
    EXPECT_EQ(straight.lines[i].gain, bent.lines[i].gain);
    EXPECT_EQ(straight.lines[i].offset_lsb, bent.lines[i].offset_lsb);
  }
}

TEST(ConverterBankTest, AnArchitectureWithoutMismatchNeedsNoTable) {
  AdcDesign design;
  design.type = AdcType::Sar;
  design.bits = 16;
  EXPECT_TRUE(draw_bank(design, {7, 1, 1}, 4).is_straight());
  EXPECT_THROW(transfer_table(design, {7, 1, 1}, 0), std::invalid_argument);
}

TEST(ConverterBankTest, GainAndOffsetHaveTheirMoments) {
  const ConverterBank bank = draw_bank(bank_design(AdcType::Ideal), {3, 2, 1}, 20000);
  std::vector<double> gains;
  std::vector<double> offsets;
  for (const Converter& line : bank.lines) {
    gains.push_back(line.gain);
    offsets.push_back(line.offset_lsb);
  }
  expect_moments(gains, 1.0, 0.02);
  expect_normal(gains, 1.0, 0.02);
  expect_moments(offsets, 0.0, 0.5);
  expect_normal(offsets, 0.0, 0.5);
}

// Dies are numbers: these draws are part of their identity.
TEST(ConverterBankTest, GainAndOffsetAreTheDrawsOfTheirRoles) {
  const Converter line = draw_converter(bank_design(AdcType::Ideal), {7, 4, 3}, 9);
  EXPECT_EQ(line.gain, 1.0 + 0.02 * standard_normal({7, 4, 3, RandomRole::ConverterGain}, 9));
  EXPECT_EQ(line.offset_lsb, 0.5 * standard_normal({7, 4, 3, RandomRole::ConverterOffset}, 9));
}

}  // namespace
}  // namespace kintsugi
