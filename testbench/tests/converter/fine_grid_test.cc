#include "models/converter/fine_grid.h"

#include <gtest/gtest.h>

#include "models/converter/converter_bank.h"
#include "testbench/tests/converter/full_range.h"

namespace kintsugi {
namespace {

using testing::full_range;
// Lines of any gain and offset a scenario can draw, full scales from one to the largest; sums in
// the range, around the edges of codes, and far beyond.
struct Conversions {
  int bits;
  TransferLine line;
  std::vector<int64_t> sums;
};

Conversions any_conversions(int most_bits) {
  const int bits = full_range(1, most_bits + 1);
  const double gain = full_range(-2000, 8000) / 1000.0 + 1e-7;
  const double offset_lsb = full_range(-900000, 900001) / 1237.0;
  const int32_t full_scale = full_range(1, 1 << full_range(1, 31));
  Conversions c{bits, transfer_line({gain, offset_lsb}, bits, full_scale), {}};
  for (int i = 0; i < 30; ++i) {
    const int64_t reach = i == 0 ? int64_t{1} << 52 : 2 * int64_t{full_scale};
    c.sums.push_back(full_range<int64_t>(-reach, reach + 1));
    const double edge = (full_range(0, 1 << bits) - c.line.offset) / c.line.slope;
    for (int step = -1; step <= 1; ++step) {
      c.sums.push_back(static_cast<int64_t>(std::clamp(edge, -1e15, 1e15)) + step);
    }
  }
  return c;
}

RC_GTEST_PROP(FineGridTest, PositionIsTheStraightCodeWithFourMoreBits, ()) {
  const Conversions c = any_conversions(16);
  for (const int64_t sum : c.sums) {
    const int32_t code = convert(sum, c.line, c.bits) + (1 << (c.bits - 1));
    RC_ASSERT(fine_position(sum, fine_line(c.line), c.bits) >> kFineBits == code);
    // The reason: not a bit is lost in scaling, wherever the sum lies.
    const TransferLine fine = fine_line(c.line);
    const auto x = static_cast<double>(sum);
    RC_ASSERT(x * fine.slope + fine.offset == 16.0 * (x * c.line.slope + c.line.offset));
  }
}

RC_GTEST_PROP(FineGridTest, TableOfAStraightConverterEqualsItsLine, ()) {
  const Conversions c = any_conversions(12);
  AdcDesign design;
  design.type = *rc::gen::element(AdcType::Ideal, AdcType::Flash, AdcType::Sar, AdcType::Ramp);
  design.bits = c.bits;
  const std::vector<uint16_t> table = transfer_table(design, {1, 2, 3}, 4);
  for (const int64_t sum : c.sums) {
    RC_ASSERT(convert_fine(sum, fine_line(c.line), table.data(), c.bits) ==
              convert(sum, c.line, c.bits));
  }
}

TEST(FineGridTest, TableWithoutMismatchIsAShiftForEveryArchitecture) {
  for (const AdcType type : {AdcType::Ideal, AdcType::Flash, AdcType::Sar, AdcType::Ramp}) {
    for (int bits = 1; bits <= kLargestTableBits; ++bits) {
      AdcDesign design;
      design.type = type;
      design.bits = bits;
      const std::vector<uint16_t> table = transfer_table(design, {7, 1, 2}, 3);
      ASSERT_EQ(table.size(), size_t{1} << (bits + 4));
      for (size_t j = 0; j < table.size(); ++j) ASSERT_EQ(table[j], j >> 4) << name_of(type);
    }
  }
}

TEST(FineGridTest, SumsBetweenCodesFindTheirSixteenth) {
  const TransferLine fine = fine_line(transfer_line({}, 8, 128 * 160));  // 10 units a sixteenth
  const int32_t zero = fine_position(0, fine, 8);
  EXPECT_EQ(zero, 128 * 16 + 8) << "code 0 is centred on sum 0";
  EXPECT_EQ(fine_position(9, fine, 8), zero);
  EXPECT_EQ(fine_position(10, fine, 8), zero + 1);
  EXPECT_EQ(fine_position(-1, fine, 8), zero - 1);
}

RC_GTEST_PROP(FineGridTest, FirstPositionAtAThresholdIsTheFirst, ()) {
  const int bits = full_range(1, 13);
  const auto micro_lsb = full_range<int64_t>(-1000000, 1000000 * (int64_t{2} << bits));
  const double threshold = static_cast<double>(micro_lsb) / 1e6;
  const int32_t first = first_position_at(threshold, bits);
  RC_ASSERT(first >= 0 && first <= fine_positions(bits));
  RC_ASSERT(first == fine_positions(bits) || input_at(first) >= threshold);
  RC_ASSERT(first == 0 || input_at(first - 1) < threshold);
}

TEST(FineGridTest, ThresholdInTheMiddleOfASixteenthBelongsToIt) {
  EXPECT_EQ(first_position_at(input_at(37), 8), 37);
  EXPECT_EQ(first_position_at(std::nextafter(input_at(37), 1e9), 8), 38);
}

}  // namespace
}  // namespace kintsugi
