#include <gtest/gtest.h>

#include "testbench/tests/device/samples.h"

namespace kintsugi {
namespace {

using namespace testing;

double below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// Pulses of a cell that is accepted with probability p a pulse, at most `most`.
double expected_pulses(double p, int most) { return (1.0 - std::pow(1.0 - p, most)) / p; }

DeviceStatistics log_normal(double window, int pulses) {
  DeviceStatistics s;
  s.sigma_within = 0.2;
  s.verify_window = window;
  s.verify_pulses = pulses;
  return s;
}

void expect_pulses(const Tile& tile, double p, int most) {
  const double mean = static_cast<double>(tile.programming.pulses) / 65536.0;
  const double spread = std::sqrt(1.0 - p) / p;
  EXPECT_NEAR(mean, expected_pulses(p, most), 5.0 * spread / 256.0) << most;
  const double never = std::pow(1.0 - p, most);
  EXPECT_NEAR(static_cast<double>(tile.programming.unconverged_cells) / 65536.0, never,
              5.0 * std::sqrt(never / 65536.0) + 1e-9);
}

TEST(WriteVerifyTest, AcceptedCellsAreInsideTheWindow) {
  const Tile tile = program_level(DeviceModel(log_normal(0.1, 1000)), 9);
  EXPECT_EQ(tile.programming.unconverged_cells, 0);
  for (const int16_t code : tile.codes) EXPECT_NEAR(code, 8192.0, 819.2 + 0.51);
  // Not only inside: spread over the window as the draw is, almost evenly here.
  EXPECT_NEAR(moments(tile.codes).deviation, 819.2 / std::sqrt(3.0), 20.0);
}

TEST(WriteVerifyTest, PulsesAreThoseOfTheAcceptanceProbability) {
  for (const double window : {0.05, 0.1, 0.3}) {
    const double p = below(std::log(1.0 + window) / 0.2) - below(std::log(1.0 - window) / 0.2);
    for (const int most : {1, 2, 3, 5, 6, 20}) {
      expect_pulses(program_level(DeviceModel(log_normal(window, most)), 9), p, most);
    }
  }
}

TEST(WriteVerifyTest, UnconvergedCellsAreTheOnesOutside) {
  const Tile tile = program_level(DeviceModel(log_normal(0.05, 3)), 9);
  int64_t outside = 0;
  for (const int16_t code : tile.codes) {
    outside += std::abs(code - 8192.0) > 0.05 * 8192.0 + 0.5 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(tile.programming.unconverged_cells), static_cast<double>(outside),
              0.002 * 65536.0);  // cells on the rounded border
  EXPECT_GT(outside, 10000);
}

TEST(WriteVerifyTest, GaussianErrorAndAbsoluteWindow) {
  DeviceStatistics s;
  s.g_max_us = 100.0;
  s.g_min = 0.1;
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {4.0};
  s.mean_shift_us = {1.0};
  s.verify_window_absolute = 0.03;
  s.verify_pulses = 50;
  const DeviceModel model(s);
  const double p = below(0.5) - below(-1.0);
  for (const uint8_t level : {uint8_t{3}, uint8_t{9}}) {
    const Tile tile = program_level(model, level);
    expect_pulses(tile, p, 50);
    const double target = model.conductances()[level];
    for (const int16_t code : tile.codes) EXPECT_NEAR(code, target, 0.03 * 8192.0 + 0.51);
  }
}

TEST(WriteVerifyTest, LevelsHaveWindowsOfTheirOwn) {
  DeviceStatistics s;
  s.g_max_us = 100.0;
  s.levels = 2;
  s.conductances_us = {20.0, 100.0};
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {4.0};
  s.verify_window = 0.05;
  s.verify_pulses = 100;
  const DeviceModel model(s);
  expect_pulses(program_level(model, 0), below(0.25) - below(-0.25), 100);
  expect_pulses(program_level(model, 1), below(1.25) - below(-1.25), 100);
}

TEST(WriteVerifyTest, ClippedCellsCountAsZero) {
  DeviceStatistics s;
  s.g_max_us = 100.0;
  s.levels = 2;
  s.g_min = 0.0;
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {10.0};
  s.verify_window_absolute = 0.05;
  expect_pulses(program_level(DeviceModel(s), 0), below(0.5), 20);
}

TEST(WriteVerifyTest, ErrorFreeCellsNeedOnePulseOrNeverConverge) {
  DeviceStatistics s;
  s.g_max_us = 100.0;
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {0.0};
  s.verify_window = 0.01;
  EXPECT_EQ(program_level(DeviceModel(s), 9).programming.pulses, 65536);
  s.mean_shift_us = {5.0};
  const Tile tile = program_level(DeviceModel(s), 9);
  EXPECT_EQ(tile.programming.pulses, 65536 * 20);
  EXPECT_EQ(tile.programming.unconverged_cells, 65536);
}

TEST(WriteVerifyTest, SeesTheCellAloneNotWhatADieHasInCommon) {
  DeviceStatistics s = log_normal(0.1, 1000);
  s.sigma_die = 0.3;
  const DeviceModel model(s);
  const double common = std::exp(model.die(7, 0).common);
  for (const int16_t code : program_level(model, 9).codes) {
    EXPECT_NEAR(code / common, 8192.0, 819.2 + 1.0);
  }
}

TEST(WriteVerifyTest, ACellsPulsesDoNotDependOnItsNeighbours) {
  DeviceStatistics s;
  s.g_max_us = 100.0;
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {4.0};
  s.verify_window = 0.05;
  const DeviceModel model(s);
  std::vector<uint8_t> levels(2000, 9);
  std::vector<int16_t> alike(levels.size());
  std::vector<int16_t> mixed(levels.size());
  model.program(model.die(7, 0), 0, 20, 100, levels.data(), alike.data());
  for (size_t i = 1; i < levels.size(); i += 2) levels[i] = 2;
  model.program(model.die(7, 0), 0, 20, 100, levels.data(), mixed.data());
  for (size_t i = 0; i < levels.size(); i += 2) EXPECT_EQ(alike[i], mixed[i]) << i;
}

}  // namespace
}  // namespace kintsugi
