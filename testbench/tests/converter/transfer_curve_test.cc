#include "models/converter/transfer_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "models/converter/converter_bank.h"
#include "models/converter/fine_grid.h"
#include "models/converter/flash.h"
#include "models/converter/ramp.h"
#include "models/converter/sar.h"

namespace kintsugi {
namespace {
constexpr double kHalfPosition = 1.0 / 32.0 + 1e-12;

// INL and DNL of the table against the thresholds that were drawn.
void expect_round_trip(const AdcDesign& design, const RandomKey& tile,
                       const std::vector<double>& thresholds) {
  const auto codes = static_cast<double>(int64_t{1} << design.bits);
  const TransferCurve curve = transfer_curve(transfer_table(design, tile, 3).data(), design.bits);
  ASSERT_EQ(curve.inl.size(), thresholds.size());
  ASSERT_EQ(curve.dnl.size(), thresholds.size() - 1);
  for (size_t i = 0; i < thresholds.size(); ++i) {
    const double seen = std::clamp(thresholds[i], 0.0, codes);  // nothing lies outside the range
    EXPECT_NEAR(curve.inl[i], seen - static_cast<double>(i + 1), kHalfPosition);
    if (i == 0) continue;
    const double width = seen - std::clamp(thresholds[i - 1], 0.0, codes);
    EXPECT_NEAR(curve.dnl[i - 1], width - 1.0, 2.0 * kHalfPosition);
  }
}

TEST(TransferCurveTest, FlashGivesBackItsThresholds) {
  AdcDesign design;
  design.type = AdcType::Flash;
  design.comparator_sigma_lsb = 0.8;
  design.ladder_sigma = 0.05;
  for (uint32_t die = 0; die < 5; ++die) {
    std::vector<double> thresholds = flash_thresholds(design, {1, die, 2}, 3);
    std::sort(thresholds.begin(), thresholds.end());  // what a count of comparators sees
    expect_round_trip(design, {1, die, 2}, thresholds);
  }
}

TEST(TransferCurveTest, RampGivesBackItsThresholds) {
  AdcDesign design;
  design.type = AdcType::Ramp;
  design.bits = 10;
  design.ramp_inl_sigma_lsb = 3.0;
  for (uint32_t die = 0; die < 5; ++die) {
    const RandomKey tile{1, die, 2};
    expect_round_trip(design, tile, ramp_thresholds(draw_ramp(design, tile), 10));
  }
}

// The lowest input that reaches a code, by bisection of the search itself.
double sar_transition(const SarCapacitors& capacitors, uint32_t code, double range) {
  double below = -1.0;
  double at_or_above = 2.0 * range;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (below + at_or_above);
    (sar_code(middle, capacitors) >= code ? at_or_above : below) = middle;
  }
  return at_or_above;
}

TEST(TransferCurveTest, SarGivesBackTheTransitionsOfItsSearch) {
  AdcDesign design;
  design.type = AdcType::Sar;
  design.capacitor_sigma = 0.05;
  for (uint32_t die = 0; die < 5; ++die) {
    const RandomKey tile{1, die, 2};
    const SarCapacitors capacitors = draw_capacitors(design, tile, 3);
    std::vector<double> transitions;
    for (uint32_t k = 1; k < 256; ++k) transitions.push_back(sar_transition(capacitors, k, 256.0));
    expect_round_trip(design, tile, transitions);
  }
}

TEST(TransferCurveTest, StraightConverterHasNone) {
  AdcDesign design;
  design.bits = 6;
  const TransferCurve curve = transfer_curve(transfer_table(design, {}, 0).data(), 6);
  for (const double inl : curve.inl) EXPECT_EQ(inl, 0.0);
  for (const double dnl : curve.dnl) EXPECT_EQ(dnl, 0.0);
}

TEST(TransferCurveTest, UnreachedCodesEndAtTheEndOfTheRange) {
  const std::vector<uint16_t> table(64, 2);  // 2 bits, stuck
  const TransferCurve curve = transfer_curve(table.data(), 2);
  EXPECT_EQ(curve.transition, (std::vector<double>{0.0, 0.0, 4.0}));
  EXPECT_EQ(curve.dnl, (std::vector<double>{-1.0, 3.0}));
}

TEST(TransferCurveTest, CsvNamesSumsOfSignedCodes) {
  AdcDesign design;
  design.bits = 2;
  const TransferLine line = transfer_line({}, 2, 200);  // 100 units a code
  std::ostringstream out;
  write_transfer_curve(out, transfer_curve(transfer_table(design, {}, 0).data(), 2), line);
  EXPECT_EQ(out.str(),
            "code,transition_sum,inl_lsb,dnl_lsb\n"
            "-1,-150,0,0\n"
            "0,-50,0,0\n"
            "1,50,0,\n");
}

// The exported sums are where the simulated converter changes its code.
TEST(TransferCurveTest, CsvAgreesWithConversions) {
  AdcDesign design;
  design.type = AdcType::Sar;
  design.bits = 5;
  design.capacitor_sigma = 0.1;
  const std::vector<uint16_t> table = transfer_table(design, {1, 1, 1}, 0);
  const TransferLine line = transfer_line({1.03, 0.4}, 5, 100000);
  std::ostringstream out;
  write_transfer_curve(out, transfer_curve(table.data(), 5), line);
  std::istringstream csv(out.str());
  std::string row;
  std::getline(csv, row);
  int rows = 0;
  for (; std::getline(csv, row); ++rows) {
    const int code = std::stoi(row);
    const double sum = std::stod(row.substr(row.find(',') + 1));
    const auto above = static_cast<int64_t>(std::ceil(sum + 1e-6));
    EXPECT_GE(convert_fine(above, fine_line(line), table.data(), 5), code);
    EXPECT_LT(convert_fine(above - 1, fine_line(line), table.data(), 5), code);
  }
  EXPECT_EQ(rows, 31);
}

}  // namespace
}  // namespace kintsugi
