#include "models/core/fixed.h"

#include <gtest/gtest.h>

namespace kintsugi {
namespace {

TEST(FixedTest, SaturatesToBothEndsOfTheRange) {
  EXPECT_EQ(saturate(127, 8), 127);
  EXPECT_EQ(saturate(128, 8), 127);
  EXPECT_EQ(saturate(-128, 8), -128);
  EXPECT_EQ(saturate(-129, 8), -128);
  EXPECT_EQ(saturate(int64_t{1} << 40, 24), (1 << 23) - 1);
}

TEST(FixedTest, RoundsHalvesUp) {
  EXPECT_EQ(rounding_shift_right(5, 1), 3);
  EXPECT_EQ(rounding_shift_right(-5, 1), -2);
  EXPECT_EQ(rounding_shift_right(-6, 2), -1);
  EXPECT_EQ(rounding_shift_right(-7, 2), -2);
  EXPECT_EQ(rounding_shift_right(-7, 0), -7);
}

}  // namespace
}  // namespace kintsugi
