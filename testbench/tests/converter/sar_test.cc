#include "models/converter/sar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/converter/fine_grid.h"
#include "models/converter/transfer_curve.h"
#include "testbench/tests/converter/full_range.h"
#include "testbench/tests/converter/sampling.h"

namespace kintsugi {
namespace {

using testing::expect_moments;
using testing::expect_normal;
using testing::full_range;

AdcDesign sar(int bits, double capacitor_sigma) {
  AdcDesign design;
  design.type = AdcType::Sar;
  design.bits = bits;
  design.capacitor_sigma = capacitor_sigma;
  return design;
}

SarCapacitors ideal_capacitors(int bits) { return draw_capacitors(sar(bits, 0.0), {}, 0); }

std::vector<uint16_t> table_of(const SarCapacitors& capacitors) {
  std::vector<uint16_t> table(size_t{16} << capacitors.weights.size());
  fill_sar_table(capacitors, table.data());
  return table;
}

// The answer without a search: a code c is the converter's if each of its bits is 1 exactly when
// the input is at or above the divider's level for c's bits above it and that bit alone. Tries all
// codes; exactly one must fit.
int only_consistent_code(double input_lsb, const SarCapacitors& capacitors) {
  const size_t bits = capacitors.weights.size();
  long double total = capacitors.termination;
  for (const double weight : capacitors.weights) total += weight;
  int found = -1;
  for (unsigned c = 0; c < 1U << bits; ++c) {
    bool fits = true;
    for (size_t b = 0; b < bits && fits; ++b) {
      const unsigned trial = (c >> (b + 1) << (b + 1)) | 1U << b;
      long double charge = 0.0L;
      for (size_t k = 0; k < bits; ++k) {
        if (trial >> k & 1U) charge += capacitors.weights[k];
      }
      const bool above = input_lsb * total >= charge * std::ldexp(1.0L, static_cast<int>(bits));
      fits = above == ((c >> b & 1U) == 1U);
    }
    if (!fits) continue;
    EXPECT_EQ(found, -1) << "two codes fit";
    found = static_cast<int>(c);
  }
  return found;
}

SarCapacitors any_capacitors(int bits) {
  const double sigma = full_range(1, 100) / 1000.0;
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  return draw_capacitors(sar(bits, sigma), {seed, 1, 2}, full_range<uint32_t>(0, 64));
}

RC_GTEST_PROP(SarTest, SearchEqualsTheOnlyConsistentCode, ()) {
  const SarCapacitors capacitors = any_capacitors(full_range(1, 8));
  const double range = std::ldexp(1.0, static_cast<int>(capacitors.weights.size()));
  for (int i = 0; i < 10; ++i) {
    const double input = range * full_range(-100000, 1100000) / 1000003.0;
    RC_ASSERT(static_cast<int>(sar_code(input, capacitors)) ==
              only_consistent_code(input, capacitors));
  }
}

RC_GTEST_PROP(SarTest, TableIsTheSearchAtEveryPosition, ()) {
  const SarCapacitors capacitors = any_capacitors(full_range(1, 11));
  const std::vector<uint16_t> table = table_of(capacitors);
  for (size_t j = 0; j < table.size(); ++j) {
    RC_ASSERT(table[j] == sar_code(input_at(static_cast<int32_t>(j)), capacitors));
  }
}

RC_GTEST_PROP(SarTest, CodesRiseWithTheInputEvenWhereTheArrayDoesNot, ()) {
  const std::vector<uint16_t> table = table_of(any_capacitors(8));
  RC_ASSERT(std::is_sorted(table.begin(), table.end()));
}

TEST(SarTest, CapacitorsHaveTheMismatchOfTheirUnits) {
  constexpr uint32_t kConverters = 40000;
  const double sigma = 0.02;
  std::vector<std::vector<double>> errors(9);
  std::vector<double> mid_step;  // C7 - (C6 + .. + C0) - 1 nominal unit
  for (uint32_t i = 0; i < kConverters; ++i) {
    const SarCapacitors c = draw_capacitors(sar(8, sigma), {3, 2, 1}, i);
    double step = c.weights[7] - 1.0;
    for (size_t k = 0; k < 8; ++k) {
      errors[k].push_back(c.weights[k] - std::ldexp(1.0, static_cast<int>(k)));
      if (k < 7) step -= c.weights[k];
    }
    errors[8].push_back(c.termination - 1.0);
    mid_step.push_back(step);
  }
  for (size_t k = 0; k < 8; ++k) {
    const double expected = sigma * std::sqrt(std::ldexp(1.0, static_cast<int>(k)));
    expect_moments(errors[k], 0.0, expected);
    expect_normal(errors[k], 0.0, expected);
  }
  expect_moments(errors[8], 0.0, sigma);
  expect_moments(mid_step, 0.0, sigma * std::sqrt(255.0));
  for (size_t a = 0; a < 9; ++a) {
    for (size_t b = 0; b < a; ++b) {
      std::vector<double> products;
      for (size_t i = 0; i < kConverters; ++i) products.push_back(errors[a][i] * errors[b][i]);
      const double scale = testing::sigma_of(errors[a]) * testing::sigma_of(errors[b]);
      EXPECT_NEAR(testing::mean_of(products), 0.0, 5.0 * scale / std::sqrt(double{kConverters}));
    }
  }
}

TEST(SarTest, InputAtTheTrialKeepsTheBit) {
  for (const int code : {0, 1, 5, 128, 255}) {
    EXPECT_EQ(sar_code(code, ideal_capacitors(8)), static_cast<uint32_t>(code));
  }
}

// Most significant capacitor two units too large: the step at mid-code is 256 * 3 / 258 LSB wide
// and every other one 256 / 258.
TEST(SarTest, LargeMostSignificantCapacitorMakesAWideCodeBelowTheMiddle) {
  SarCapacitors capacitors = ideal_capacitors(8);
  capacitors.weights[7] += 2.0;
  const TransferCurve curve = transfer_curve(table_of(capacitors).data(), 8);
  for (size_t code = 1; code < 255; ++code) {
    const double width = code == 127 ? 256.0 * 3.0 / 258.0 : 256.0 / 258.0;
    EXPECT_NEAR(curve.dnl[code - 1], width - 1.0, 1.0 / 16.0) << code;
  }
}

// Two and a half units too small: codes 126 and 127 lie above the level of code 128, so the search
// never ends there, and half of code 125 is lost.
TEST(SarTest, SmallMostSignificantCapacitorLosesTheCodesBelowTheMiddle) {
  SarCapacitors capacitors = ideal_capacitors(8);
  capacitors.weights[7] -= 2.5;
  const TransferCurve curve = transfer_curve(table_of(capacitors).data(), 8);
  EXPECT_EQ(curve.dnl[126 - 1], -1.0);
  EXPECT_EQ(curve.dnl[127 - 1], -1.0);
  EXPECT_NEAR(curve.dnl[125 - 1], -0.5, 1.0 / 16.0);
  EXPECT_NEAR(curve.dnl[128 - 1], 0.0, 1.0 / 16.0);
}

TEST(SarTest, DrawOfABitDoesNotDependOnTheResolution) {
  const SarCapacitors eight = draw_capacitors(sar(8, 0.05), {3, 2, 1}, 6);
  const SarCapacitors twelve = draw_capacitors(sar(12, 0.05), {3, 2, 1}, 6);
  for (size_t k = 0; k < 8; ++k) EXPECT_EQ(eight.weights[k], twelve.weights[k]);
  EXPECT_EQ(eight.termination, twelve.termination);
}

}  // namespace
}  // namespace kintsugi
