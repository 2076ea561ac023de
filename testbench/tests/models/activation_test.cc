#include "models/digital/activation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace kintsugi {
namespace {

TEST(ActivationTest, GainComesBeforeBiasAndOffset) {
  EXPECT_EQ(gained_input(1000, kUnityGain, 50, -7), 1043);
  EXPECT_EQ(gained_input(1000, 2 * kUnityGain, 50, -7), 2043);
  EXPECT_EQ(gained_input(-3, kUnityGain / 2, 0, 0), -1);  // -1.5 rounds up
}

TEST(ActivationTest, GainedAccumulatorSaturatesAt24Bits) {
  EXPECT_EQ(gained_input(1 << 22, 65535, 0, 0), (1 << 23) - 1);
  EXPECT_EQ(gained_input(-(1 << 22), 65535, 0, 0), -(1 << 23));
  EXPECT_EQ(gained_input(1 << 22, 65535, 5, 0), (1 << 23) + 4);
}

TEST(ActivationTest, RequantiseRoundsAndClamps) {
  EXPECT_EQ(requantise(5, 1, 1, 4), 3);
  EXPECT_EQ(requantise(4, 1, 1, 4), 2);
  EXPECT_EQ(requantise(-1000, 1, 1, 4), 0);
  EXPECT_EQ(requantise(1000, 1, 1, 4), 15);
  EXPECT_EQ(requantise(7, 1, 0, 4), 7);
  EXPECT_EQ(requantise(1 << 24, 65535, 20, 8), 255);
}

TEST(ActivationTest, FixedFactorIsWithin16BitsOfTheRealFactor) {
  for (double factor = 1e-8; factor < 3e4; factor *= 1.37) {
    const FixedFactor fixed = fixed_factor(factor);
    EXPECT_GE(fixed.multiplier, 32768);
    EXPECT_LE(fixed.multiplier, 65535);
    EXPECT_GE(fixed.shift, 0);
    EXPECT_NEAR(fixed.multiplier / std::ldexp(1.0, fixed.shift) / factor, 1.0, 1.0 / 65536.0);
  }
}

TEST(ActivationTest, FixedFactorCarriesIntoTheNextPowerOfTwo) {
  const FixedFactor fixed = fixed_factor(std::nextafter(1.0, 0.0));
  EXPECT_EQ(fixed.multiplier, 32768);
  EXPECT_EQ(fixed.shift, 15);
}

TEST(ActivationTest, FixedFactorRefusesWhatItCannotHold) {
  EXPECT_THROW(fixed_factor(0.0), std::domain_error);
  EXPECT_THROW(fixed_factor(1e6), std::domain_error);
  EXPECT_THROW(fixed_factor(std::nan("")), std::domain_error);
}

}  // namespace
}  // namespace kintsugi
