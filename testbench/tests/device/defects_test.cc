#include <gtest/gtest.h>

#include "testbench/tests/device/samples.h"

namespace kintsugi {
namespace {

using namespace testing;

double count_of(const Tile& tile, int16_t code) {
  return static_cast<double>(std::count(tile.codes.begin(), tile.codes.end(), code));
}

TEST(StuckCellsTest, HaveTheirRatesAndConductances) {
  DeviceStatistics s;
  s.stuck_lrs = 0.09;
  s.stuck_hrs = 0.02;
  s.stuck_lrs_g = 2.0;
  s.stuck_hrs_g = 0.005;
  const Tile tile = program_level(DeviceModel(s), 5);
  expect_share(count_of(tile, 16384), 65536.0, 0.09);
  expect_share(count_of(tile, 41), 65536.0, 0.02);
  expect_share(count_of(tile, 4624), 65536.0, 0.89);
}

TEST(StuckCellsTest, IgnoreEverythingElse) {
  DeviceStatistics s;
  s.sigma_within = 0.4;
  s.sigma_die = 0.3;
  s.drift = DriftLaw::Power;
  s.drift_nu = 0.05;
  s.age_s = 1e6;
  s.rtn_share = 1.0;
  s.stuck_lrs = 0.5;
  expect_share(count_of(program_level(DeviceModel(s), 5), 8192), 65536.0, 0.5);
}

TEST(StuckCellsTest, AHigherRateKeepsTheCellsOfALowerOne) {
  DeviceStatistics s;
  s.stuck_hrs = 0.01;
  const Tile few = program_level(DeviceModel(s), 5);
  s.stuck_hrs = 0.05;
  s.rtn_share = 0.2;
  const Tile many = program_level(DeviceModel(s), 5);
  for (size_t i = 0; i < few.codes.size(); ++i) {
    if (few.codes[i] == 0) {
      EXPECT_EQ(many.codes[i], 0);
    }
  }
}

TEST(StuckCellsTest, AllOrNoneAreStuckAtTheEnds) {
  DeviceStatistics s;
  s.stuck_lrs = 1.0;
  EXPECT_EQ(count_of(program_level(DeviceModel(s), 0), 8192), 65536.0);
  s.stuck_lrs = 0.0;
  s.stuck_hrs = 1.0;
  EXPECT_EQ(count_of(program_level(DeviceModel(s), 9), 0), 65536.0);
}

DeviceStatistics traps(TrapSpeed speed) {
  DeviceStatistics s;
  s.g_min = 0.1;
  s.rtn_share = 0.4;
  s.rtn_low_r = 0.1;
  s.rtn_high_r = 0.5;
  s.rtn_occupancy = 0.25;
  s.rtn_speed = speed;
  return s;
}

// dR/R by hand: linear in R = 1 / g between 0.1 at g = 1 and 0.5 at g = 0.1.
double rise(double g) { return 0.1 + 0.4 * (1.0 / g - 1.0) / 9.0; }

TEST(TrapsTest, SlowOnesAreFullInTheirShareOfCells) {
  const DeviceModel model(traps(TrapSpeed::Slow));
  for (const uint8_t level : {uint8_t{0}, uint8_t{4}, uint8_t{9}}) {
    const double g = 0.1 + 0.1 * level;
    const Tile tile = program_level(model, level);
    const auto lowered = static_cast<int16_t>(g / (1.0 + rise(g)) * 8192.0 + 0.5);
    expect_share(count_of(tile, lowered), 65536.0, 0.4 * 0.25);
    expect_share(count_of(tile, static_cast<int16_t>(g * 8192.0 + 0.5)), 65536.0, 0.9);
    EXPECT_EQ(moments(tile.variance).mean, 0.0);
  }
}

TEST(TrapsTest, FastOnesShiftTheMeanAndAddVariance) {
  const DeviceModel model(traps(TrapSpeed::Fast));
  EXPECT_TRUE(model.has_read_noise());
  for (const uint8_t level : {uint8_t{0}, uint8_t{4}, uint8_t{9}}) {
    const double g = (0.1 + 0.1 * level) * 8192.0;
    const double fall = g * (1.0 - 1.0 / (1.0 + rise(g / 8192.0)));
    const Tile tile = program_level(model, level);
    double trapped = 0.0;
    for (size_t i = 0; i < tile.codes.size(); ++i) {
      if (tile.variance[i] == 0) {
        EXPECT_NEAR(tile.codes[i], g, 0.51);
        continue;
      }
      trapped += 1.0;
      EXPECT_NEAR(tile.codes[i], g - 0.25 * fall, 0.51);
      EXPECT_NEAR(tile.variance[i] / 64.0, 0.25 * 0.75 * fall * fall, 1e-5 * fall * fall + 0.01);
    }
    expect_share(trapped, 65536.0, 0.4);
  }
}

TEST(TrapsTest, StuckCellsHaveNone) {
  DeviceStatistics s = traps(TrapSpeed::Fast);
  s.stuck_lrs = s.stuck_hrs = 0.2;
  const Tile tile = program_level(DeviceModel(s), 4);
  double trapped = 0.0;
  double working = 0.0;
  for (size_t i = 0; i < tile.codes.size(); ++i) {
    const bool stuck = tile.codes[i] == 0 || tile.codes[i] == 8192;
    working += stuck ? 0.0 : 1.0;
    trapped += tile.variance[i] != 0 ? 1.0 : 0.0;
    if (stuck) {
      EXPECT_EQ(tile.variance[i], 0);
    }
  }
  expect_share(trapped, working, 0.4);
}

}  // namespace
}  // namespace kintsugi
