#include "models/converter/fine_grid.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/converter/converter_bank.h"

namespace kintsugi {
namespace {

// Lines of any gain and offset a scenario can draw, full scales from one to the largest.
struct Conversion {
  int bits;
  TransferLine line;
  int64_t sum;
};

Conversion any_conversion(int most_bits) {
  const int bits = *rc::gen::inRange(1, most_bits + 1);
  const double gain = *rc::gen::inRange(-2000, 8000) / 1000.0 + 1e-7;
  const double offset_lsb = *rc::gen::inRange(-900000, 900001) / 1237.0;
  const int32_t full_scale = *rc::gen::inRange(1, 1 << *rc::gen::inRange(1, 31));
  // Sums around the range, and far beyond it.
  const int64_t reach = *rc::gen::inRange(0, 8) == 0 ? int64_t{1} << 45 : 2 * int64_t{full_scale};
  const auto sum = *rc::gen::inRange<int64_t>(-reach, reach + 1);
  return {bits, transfer_line({gain, offset_lsb}, bits, full_scale), sum};
}

RC_GTEST_PROP(FineGridTest, PositionIsTheStraightCodeWithFourMoreBits, ()) {
  const Conversion c = any_conversion(16);
  const int32_t code = convert(c.sum, c.line, c.bits) + (1 << (c.bits - 1));
  RC_ASSERT(fine_position(c.sum, fine_line(c.line), c.bits) >> kFineBits == code);
}

RC_GTEST_PROP(FineGridTest, TableOfAStraightConverterEqualsItsLine, ()) {
  const Conversion c = any_conversion(12);
  AdcDesign design;
  design.type = *rc::gen::element(AdcType::Ideal, AdcType::Flash, AdcType::Sar, AdcType::Ramp);
  design.bits = c.bits;
  const std::vector<uint16_t> table = transfer_table(design, {1, 2, 3}, 4);
  RC_ASSERT(convert_fine(c.sum, fine_line(c.line), table.data(), c.bits) ==
            convert(c.sum, c.line, c.bits));
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
  const int bits = *rc::gen::inRange(1, 13);
  const auto micro_lsb = *rc::gen::inRange<int64_t>(-1000000, 1000000 * (int64_t{2} << bits));
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
