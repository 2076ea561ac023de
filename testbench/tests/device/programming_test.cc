#include <gtest/gtest.h>

#include "models/core/vector_unit.h"
#include "testbench/tests/device/samples.h"

namespace kintsugi {
namespace {

using namespace testing;

std::vector<uint8_t> mixed_levels(size_t count) {
  std::vector<uint8_t> levels(count);
  for (size_t i = 0; i < count; ++i) levels[i] = static_cast<uint8_t>(i * 7 % 10);
  return levels;
}

DeviceStatistics plain() {
  DeviceStatistics s;
  s.sigma_within = 0.472;
  s.sigma_tile = 0.35;
  s.sigma_die = 0.3;
  return s;
}

// Everything on; the values are of no importance.
DeviceStatistics everything() {
  DeviceStatistics s = plain();
  s.sigma_wafer = s.sigma_lot = s.sigma_reticle = s.radial = s.sigma_radial = 0.05;
  s.sigma_correlated = s.sigma_gradient = s.gradient_rows = 0.1;
  s.verify_window = 0.3;
  s.drift = DriftLaw::Power;
  s.age_s = 1e4;
  s.drift_nu = s.drift_sigma_nu = 0.02;
  s.rtn_share = 0.3;
  s.rtn_speed = TrapSpeed::Fast;
  s.stuck_lrs = s.stuck_hrs = 0.05;
  s.read_noise = 0.01;
  return s;
}

Tile program_mixed(const DeviceStatistics& s, uint32_t die, uint32_t tile, int rows, int columns) {
  const DeviceModel model(s);
  const std::vector<uint8_t> levels = mixed_levels(static_cast<size_t>(rows * columns));
  Tile result;
  result.codes.resize(levels.size());
  result.variance.resize(levels.size());
  result.programming = model.program(model.die(7, die), tile, rows, columns, levels.data(),
                                     result.codes.data(), result.variance.data());
  return result;
}

TEST(ProgrammingTest, SpreadOfCellTileAndDieKeepsItsBitsForever) {
  // Digest of the codes as they were before there were other effects.
  const Tile tile = program_mixed(plain(), 417, 3, 20001, 1);
  uint64_t digest = 14695981039346656037ULL;
  for (const int16_t code : tile.codes) {
    digest = (digest ^ static_cast<uint16_t>(code)) * 1099511628211ULL;
  }
  EXPECT_EQ(digest, 0x8ed6b92b8505700dULL);
  EXPECT_EQ(tile.programming.clipped_cells, 1);
}

TEST(ProgrammingTest, AnotherEffectLeavesTheProgrammedCellsAlone) {
  DeviceStatistics s = plain();
  const Tile before = program_mixed(s, 417, 3, 200, 100);
  s.stuck_lrs = 1e-9;  // takes the path of all effects
  const Tile after = program_mixed(s, 417, 3, 200, 100);
  int changed = 0;
  for (size_t i = 0; i < before.codes.size(); ++i) {
    EXPECT_NEAR(before.codes[i], after.codes[i], 1) << i;
    changed += before.codes[i] != after.codes[i] ? 1 : 0;
  }
  EXPECT_LT(changed, 100);  // of 20000
}

TEST(ProgrammingTest, EveryVectorUnitGivesTheSameCells) {
  DeviceStatistics gaussian;
  gaussian.g_max_us = 40.0;
  gaussian.programming = ProgrammingLaw::Gaussian;
  gaussian.sigma_us = {2.0, 0.01};
  gaussian.verify_window_absolute = 0.05;
  gaussian.drift = DriftLaw::Logarithmic;
  gaussian.age_s = 100.0;
  gaussian.drift_mean_us = -0.1;
  gaussian.drift_sigma0_us = 0.3;
  DeviceStatistics slow = everything();
  slow.rtn_speed = TrapSpeed::Slow;
  const VectorUnit fastest = selected_vector_unit();
  for (const DeviceStatistics& s : {plain(), everything(), slow, gaussian}) {
    select_vector_unit(VectorUnit::Portable);
    const Tile expected = program_mixed(s, 5, 2, 61, 37);
    for (const VectorUnit unit : available_vector_units()) {
      select_vector_unit(unit);
      const Tile found = program_mixed(s, 5, 2, 61, 37);
      EXPECT_EQ(found.codes, expected.codes);
      EXPECT_EQ(found.variance, expected.variance);
      EXPECT_EQ(found.programming.pulses, expected.programming.pulses);
    }
  }
  select_vector_unit(fastest);
}

TEST(ProgrammingTest, ADieIsTheSameAloneAndAmongOthers) {
  const DeviceModel model(everything());
  const std::vector<uint8_t> levels = mixed_levels(6000);
  std::vector<int16_t> alone(levels.size());
  std::vector<int16_t> among(levels.size());
  model.program(model.die(7, 1000), 4, 60, 100, levels.data(), alone.data());
  std::vector<std::vector<int16_t>> others;
  for (uint32_t die = 998; die < 1003; ++die) {
    const DeviceModel another(everything());
    for (uint32_t tile = 3; tile < 6; ++tile) {
      another.program(another.die(7, die), tile, 60, 100, levels.data(), among.data());
      if (die == 1000 && tile == 4) {
        EXPECT_EQ(among, alone);
      } else {
        EXPECT_NE(among, alone) << die << " " << tile;
      }
    }
  }
}

TEST(ProgrammingTest, LogNormalSpreadHasItsMoments) {
  DeviceStatistics s;
  s.sigma_within = 0.3;
  s.stuck_lrs = 1e-9;
  const Tile tile = program_level(DeviceModel(s), 9);
  expect_moments(moments(logarithms(tile.codes, 8192.0)), 0.0, 0.3);
  const double mean = std::exp(0.3 * 0.3 / 2.0);
  const double deviation = mean * std::sqrt(std::exp(0.09) - 1.0);
  EXPECT_NEAR(moments(tile.codes).mean / 8192.0, mean, 5.0 * deviation / 256.0);
  EXPECT_EQ(tile.programming.pulses, 65536);
}

TEST(ProgrammingTest, GaussianErrorFollowsItsPolynomials) {
  DeviceStatistics s;
  s.levels = 5;
  s.g_min = 0.2;
  s.g_max_us = 100.0;
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {1.0, 0.02, 0.0001};
  s.mean_shift_us = {0.5, -0.01};
  const DeviceModel model(s);
  for (uint8_t level = 0; level < 5; ++level) {
    const double g = 20.0 + 20.0 * level;
    const double scale = 8192.0 / 100.0;
    const Tile tile = program_level(model, level);
    expect_moments(moments(tile.codes), (g + 0.5 - 0.01 * g) * scale,
                   (1.0 + 0.02 * g + 0.0001 * g * g) * scale);
    std::vector<double> normalised;
    for (const int16_t code : tile.codes) {
      normalised.push_back((code / scale - (g + 0.5 - 0.01 * g)) /
                           (1.0 + 0.02 * g + 0.0001 * g * g));
    }
    EXPECT_LT(kolmogorov_smirnov(normalised), 1.95);
  }
}

TEST(ProgrammingTest, GaussianErrorInterpolatesItsTable) {
  DeviceStatistics s;
  s.levels = 2;
  s.g_max_us = 100.0;
  s.conductances_us = {25.0, 90.0};
  s.programming = ProgrammingLaw::Gaussian;
  s.programming_table = {{0.0, 50.0, 100.0}, {1.0, 52.0, 98.0}, {2.0, 4.0, 14.0}};
  const DeviceModel model(s);
  expect_moments(moments(program_level(model, 0).codes), 26.5 * 81.92, 3.0 * 81.92);
  expect_moments(moments(program_level(model, 1).codes), 88.8 * 81.92, 12.0 * 81.92);
}

TEST(ProgrammingTest, ConductanceIsNeverBelowZero) {
  DeviceStatistics s;
  s.levels = 2;
  s.g_min = 0.0;
  s.g_max_us = 100.0;
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {10.0};
  const Tile tile = program_level(DeviceModel(s), 0);
  EXPECT_EQ(*std::min_element(tile.codes.begin(), tile.codes.end()), 0);
  // Half of the normal distribution is clipped to zero.
  EXPECT_NEAR(moments(tile.codes).mean, 819.2 / std::sqrt(2.0 * std::acos(-1.0)), 15.0);
}

TEST(ProgrammingTest, CellsBeyondFourTimesGmaxAreClippedAndCounted) {
  for (const double stuck : {0.0, 1e-9}) {
    DeviceStatistics s;
    s.sigma_within = 2.0;
    s.stuck_lrs = stuck;
    const Tile tile = program_level(DeviceModel(s), 9);
    const double beyond = 0.5 * std::erfc(std::log(4.0) / 2.0 / std::sqrt(2.0));
    expect_share(static_cast<double>(tile.programming.clipped_cells), 65536.0, beyond);
    EXPECT_EQ(*std::max_element(tile.codes.begin(), tile.codes.end()), kLargestCellCode);
  }
}

TEST(ProgrammingTest, NamedLevelsAreProgrammed) {
  DeviceStatistics s;
  s.levels = 3;
  s.conductances = {0.0, 0.25, 0.9};
  const DeviceModel model(s);
  const std::vector<uint8_t> levels = {0, 1, 2, 1};
  std::vector<int16_t> codes(4);
  model.program(model.die(7, 0), 0, 2, 2, levels.data(), codes.data());
  EXPECT_EQ(codes, (std::vector<int16_t>{0, 2048, 7373, 2048}));
  model.program_nominal(4, levels.data(), codes.data());
  EXPECT_EQ(codes, (std::vector<int16_t>{0, 2048, 7373, 2048}));
}

TEST(ProgrammingTest, EightBitsACellHave256Levels) {
  DeviceStatistics s;
  s.levels = 256;
  s.g_min = 0.0;
  const DeviceModel model(s);
  std::vector<uint8_t> levels(256);
  for (size_t i = 0; i < 256; ++i) levels[i] = static_cast<uint8_t>(i);
  std::vector<int16_t> codes(256);
  model.program(model.die(7, 0), 0, 16, 16, levels.data(), codes.data());
  for (size_t i = 0; i < 256; ++i) {
    EXPECT_EQ(codes[i], static_cast<int16_t>(static_cast<double>(i) / 255.0 * 8192.0 + 0.5)) << i;
  }
}

TEST(ProgrammingTest, ALevelThatDoesNotExistIsMisuse) {
  const DeviceModel model(plain());
  const uint8_t level = 10;
  int16_t code = 0;
  EXPECT_THROW(model.program(model.die(7, 0), 0, 1, 1, &level, &code), std::invalid_argument);
}

}  // namespace
}  // namespace kintsugi
