#include "models/device/retention.h"

#include <gtest/gtest.h>

#include "testbench/tests/device/samples.h"

namespace kintsugi {
namespace {

using namespace testing;

DeviceStatistics power_law(double age_s) {
  DeviceStatistics s;
  s.drift = DriftLaw::Power;
  s.drift_nu = 0.03;
  s.drift_sigma_nu = 0.01;
  s.drift_t0_s = 20.0;
  s.age_s = age_s;
  return s;
}

TEST(RetentionTest, PowerLawDriftsByItsExponents) {
  for (const double age : {100.0, 1e4, 1e7}) {
    const double log_t = std::log(age / 20.0);
    const Tile tile = program_level(DeviceModel(power_law(age)), 9);
    expect_moments(moments(logarithms(tile.codes, 8192.0)), -0.03 * log_t, 0.01 * log_t);
  }
}

TEST(RetentionTest, ACellKeepsItsExponentAsItAges) {
  const Tile young = program_level(DeviceModel(power_law(2e3)), 9);
  const Tile old = program_level(DeviceModel(power_law(2e5)), 9);
  const double later = std::log(1e4) / std::log(1e2);
  for (size_t i = 0; i < 100; ++i) {
    const double expected = later * std::log(young.codes[i] / 8192.0);
    EXPECT_NEAR(std::log(old.codes[i] / 8192.0), expected, 5e-4);
  }
}

TEST(RetentionTest, NothingDriftsAtAgeZeroOrBeforeT0) {
  const DeviceModel fresh(power_law(0.0));
  const DeviceModel early(power_law(10.0));
  EXPECT_EQ(moments(program_level(fresh, 9).codes).deviation, 0.0);
  EXPECT_EQ(moments(program_level(early, 9).codes).deviation, 0.0);
}

TEST(RetentionTest, LogarithmicLawShiftsAllLevelsAlike) {
  DeviceStatistics s;
  s.g_max_us = 90.0;
  s.g_min = 0.1;
  s.drift = DriftLaw::Logarithmic;
  s.drift_mean_us = -0.089;
  s.drift_sigma_us = 0.042;
  s.drift_sigma0_us = 0.412;
  for (const double age : {1.0, 60.0, 1e5}) {
    s.age_s = age;
    const DeviceModel model(s);
    for (const uint8_t level : {uint8_t{0}, uint8_t{9}}) {
      const double g = level == 0 ? 9.0 : 90.0;
      const double codes = 8192.0 / 90.0;
      expect_moments(moments(program_level(model, level).codes),
                     (g - 0.089 * std::log(age)) * codes, (0.042 * std::log(age) + 0.412) * codes);
    }
  }
}

TEST(RetentionTest, HeatAgesByArrhenius) {
  const double boltzmann = 8.617333262e-5;
  const double factor = std::exp(0.8 / boltzmann * (1.0 / 298.15 - 1.0 / 358.15));
  EXPECT_NEAR(arrhenius_factor(0.8, 85.0, 25.0) / factor, 1.0, 1e-9);
  EXPECT_EQ(arrhenius_factor(0.8, 25.0, 25.0), 1.0);
  EXPECT_LT(arrhenius_factor(0.8, 0.0, 25.0), 1.0);
  DeviceStatistics hot = power_law(1e4);
  hot.activation_energy_ev = 0.8;
  hot.temperature_c = 85.0;
  const DeviceStatistics old = power_law(1e4 * factor);
  EXPECT_NEAR(log_age(hot), log_age(old), 1e-9);
  EXPECT_NEAR(log_age(hot), std::log(1e4 * factor / 20.0), 1e-9);
}

TEST(RetentionTest, DriftComesAfterProgrammingAndItsCommonFactors) {
  DeviceStatistics s = power_law(1e6);
  s.sigma_within = 0.2;
  const double log_t = std::log(1e6 / 20.0);
  expect_moments(moments(logarithms(program_level(DeviceModel(s), 9).codes, 8192.0)), -0.03 * log_t,
                 std::hypot(0.2, 0.01 * log_t));
}

}  // namespace
}  // namespace kintsugi
