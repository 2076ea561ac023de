#include "models/converter/adc.h"

#include <gtest/gtest.h>

namespace kintsugi {
namespace {

TEST(AdcTest, RoundsToTheNearestCodeHalvesUp) {
  const TransferLine line = transfer_line({}, 8, 1280);  // 10 units a code
  EXPECT_EQ(convert(0, line, 8), 0);
  EXPECT_EQ(convert(4, line, 8), 0);
  EXPECT_EQ(convert(5, line, 8), 1);
  EXPECT_EQ(convert(-5, line, 8), 0);
  EXPECT_EQ(convert(-6, line, 8), -1);
}

TEST(AdcTest, ClampsToTheSignedRange) {
  const TransferLine line = transfer_line({}, 8, 1280);
  EXPECT_EQ(convert(1270, line, 8), 127);
  EXPECT_EQ(convert(1280, line, 8), 127);
  EXPECT_EQ(convert(int64_t{1} << 40, line, 8), 127);
  EXPECT_EQ(convert(-1280, line, 8), -128);
  EXPECT_EQ(convert(-(int64_t{1} << 40), line, 8), -128);
}

TEST(AdcTest, GainAndOffsetActInThatOrder) {
  const TransferLine line = transfer_line({2.0, 3.0}, 8, 1280);
  EXPECT_EQ(convert(100, line, 8), 23);
}

TEST(AdcTest, SixteenBitsAreExact) {
  const TransferLine line = transfer_line({}, 16, 32768);
  for (int sum = -32768; sum < 32768; ++sum) ASSERT_EQ(convert(sum, line, 16), sum);
}

}  // namespace
}  // namespace kintsugi
