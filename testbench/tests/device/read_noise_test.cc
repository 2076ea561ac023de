#include <gtest/gtest.h>

#include <random>

#include "testbench/tests/device/samples.h"

namespace kintsugi {
namespace {

using namespace testing;

TEST(ReadNoiseTest, VarianceIsThatOfTheConductance) {
  DeviceStatistics s;
  s.read_noise = 0.01;
  s.read_noise_absolute = 0.002;
  const DeviceModel model(s);
  EXPECT_TRUE(model.has_read_noise());
  for (const int16_t code : {int16_t{0}, int16_t{164}, int16_t{8192}, int16_t{32767}}) {
    const double expected = std::pow(0.01 * code, 2) + std::pow(0.002 * 8192.0, 2);
    EXPECT_NEAR(model.read_variance(code) / 64.0, expected, 0.008 + 1e-6 * expected);
  }
}

TEST(ReadNoiseTest, EveryCellGetsTheVarianceOfItsCode) {
  DeviceStatistics s;
  s.sigma_within = 0.3;
  s.read_noise = 0.02;
  for (const double stuck : {0.0, 0.05}) {  // both paths
    s.stuck_hrs = stuck;
    const DeviceModel model(s);
    const Tile tile = program_level(model, 6);
    for (size_t i = 0; i < tile.codes.size(); i += 11) {
      EXPECT_EQ(tile.variance[i], model.read_variance(tile.codes[i]));
    }
  }
}

TEST(ReadNoiseTest, NothingIsNoisyByDefault) {
  const DeviceModel model(DeviceStatistics{});
  EXPECT_FALSE(model.has_read_noise());
  EXPECT_EQ(model.read_variance(8192), 0);
}

TEST(ReadNoiseTest, VarianceNeverOverflows) {
  DeviceStatistics s;
  s.read_noise = 1.0;
  s.read_noise_absolute = 1.0;
  EXPECT_GT(DeviceModel(s).read_variance(32767), 2147483000);
}

// Column reads with one draw a cell against one draw with the summed variance.
TEST(ReadNoiseTest, SummedVarianceIsThatOfDrawsForEveryCell) {
  DeviceStatistics s;
  s.sigma_within = 0.4;
  s.read_noise = 0.03;
  s.read_noise_absolute = 0.004;
  const DeviceModel model(s);
  const Tile tile = program_level(model, 7);
  constexpr size_t kRows = 64;
  int64_t variance = 0;
  std::vector<double> inputs(kRows);
  for (size_t r = 0; r < kRows; ++r) {
    const auto input = static_cast<int64_t>(r * 37 % 256);
    inputs[r] = static_cast<double>(input);
    variance += tile.variance[r * 256] * input * input;
  }
  const double deviation = std::sqrt(static_cast<double>(variance) / kVarianceUnits);
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal;
  std::vector<double> reads(20000);
  for (double& read : reads) {
    double sum = 0.0;
    for (size_t r = 0; r < kRows; ++r) {
      const double code = tile.codes[r * 256];
      const double sigma = std::hypot(0.03 * code, 0.004 * 8192.0);
      sum += inputs[r] * sigma * normal(generator);
    }
    read = sum / deviation;
  }
  expect_moments(moments(reads), 0.0, 1.0);
  EXPECT_LT(kolmogorov_smirnov(reads), 1.95);
}

// Fast traps are two-valued; over a column they come close to the Gaussian of mean and variance.
TEST(ReadNoiseTest, FastTrapsHaveTheMeanAndVarianceOfTheirSwitching) {
  DeviceStatistics s;
  s.rtn_share = 0.5;
  s.rtn_low_r = 0.2;
  s.rtn_occupancy = 0.3;
  const Tile still = program_level(DeviceModel(DeviceStatistics{}), 9);
  s.rtn_speed = TrapSpeed::Fast;
  const Tile tile = program_level(DeviceModel(s), 9);
  constexpr size_t kRows = 256;
  double variance = 0.0;
  double mean = 0.0;
  for (size_t r = 0; r < kRows; ++r) {
    variance += tile.variance[r * 256] / 64.0;
    mean += tile.codes[r * 256];
  }
  std::mt19937_64 generator(4);
  std::bernoulli_distribution full(0.3);
  std::vector<double> reads(20000);
  for (double& read : reads) {
    double sum = 0.0;
    for (size_t r = 0; r < kRows; ++r) {
      const double code = still.codes[r * 256];
      const bool trapped = tile.variance[r * 256] != 0;
      sum += trapped && full(generator) ? code / 1.2 : code;
    }
    read = (sum - mean) / std::sqrt(variance);
  }
  const Moments found = moments(reads);
  EXPECT_NEAR(found.mean, 0.0, 5.0 / std::sqrt(20000.0) + 0.5 * kRows / std::sqrt(variance));
  EXPECT_NEAR(found.deviation, 1.0, 5.0 / std::sqrt(40000.0));
}

}  // namespace
}  // namespace kintsugi
