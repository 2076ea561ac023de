#include "models/converter/ramp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/converter/converter_bank.h"
#include "models/converter/fine_grid.h"
#include "testbench/tests/converter/full_range.h"
#include "testbench/tests/converter/sampling.h"

namespace kintsugi {
namespace {

using testing::expect_moments;
using testing::expect_normal;
using testing::full_range;
using testing::mean_of;

AdcDesign ramp(int bits, double inl_sigma_lsb) {
  AdcDesign design;
  design.type = AdcType::Ramp;
  design.bits = bits;
  design.ramp_inl_sigma_lsb = inl_sigma_lsb;
  return design;
}

TEST(RampTest, TilesAndDiesDrawIndependentShapes) {
  std::vector<double> quadratic;
  std::vector<double> cubic;
  std::vector<double> products;
  for (uint32_t die = 0; die < 200; ++die) {
    for (uint32_t tile = 0; tile < 100; ++tile) {
      const RampShape shape = draw_ramp(ramp(8, 0.7), {9, die, tile});
      quadratic.push_back(shape.quadratic_lsb);
      cubic.push_back(shape.cubic_lsb);
      products.push_back(shape.quadratic_lsb * shape.cubic_lsb);
    }
  }
  expect_moments(quadratic, 0.0, 0.7);
  expect_normal(quadratic, 0.0, 0.7);
  expect_moments(cubic, 0.0, 0.7);
  expect_normal(cubic, 0.0, 0.7);
  EXPECT_NEAR(mean_of(products), 0.0, 5.0 * 0.49 / std::sqrt(20000.0));
}

TEST(RampTest, BothTermsPeakAtTheirCoefficientAndVanishAtTheEnds) {
  double quadratic_peak = 0.0;
  double cubic_peak = 0.0;
  double cubic_dip = 0.0;
  for (int i = 0; i <= 100000; ++i) {
    const double x = i / 100000.0;
    quadratic_peak = std::max(quadratic_peak, ramp_inl_lsb({1.0, 0.0}, x));
    cubic_peak = std::max(cubic_peak, ramp_inl_lsb({0.0, 1.0}, x));
    cubic_dip = std::min(cubic_dip, ramp_inl_lsb({0.0, 1.0}, x));
  }
  EXPECT_NEAR(quadratic_peak, 1.0, 1e-8);
  EXPECT_NEAR(cubic_peak, 1.0, 1e-8);
  EXPECT_NEAR(cubic_dip, -1.0, 1e-8);
  EXPECT_EQ(ramp_inl_lsb({1.0, 1.0}, 0.0), 0.0);
  EXPECT_EQ(ramp_inl_lsb({1.0, 1.0}, 1.0), 0.0);
}

// The counter itself: it counts while the ramp has not passed the input.
RC_GTEST_PROP(RampTest, CodeIsWhereTheCounterStops, ()) {
  const AdcDesign design = ramp(full_range(1, 9), full_range(0, 4000) / 100.0);
  const RandomKey tile{*rc::gen::arbitrary<uint64_t>(), 1, 2};
  const RampShape shape = draw_ramp(design, tile);
  const std::vector<uint16_t> table = transfer_table(design, tile, 0);
  const int codes = 1 << design.bits;
  for (int32_t j = 0; j < fine_positions(design.bits); ++j) {
    int count = 0;
    while (count + 1 < codes) {
      const double step = count + 1;
      if (step + ramp_inl_lsb(shape, step / codes) > (j + 0.5) / 16.0) break;
      ++count;
    }
    RC_ASSERT(table[static_cast<size_t>(j)] == count);
  }
}

RC_GTEST_PROP(RampTest, CodesAreMonotoneEvenWhereTheRampTurnsBack, ()) {
  const AdcDesign design = ramp(full_range(2, 9), 100.0);
  const std::vector<uint16_t> table =
      transfer_table(design, {*rc::gen::arbitrary<uint64_t>(), 1, 1}, 0);
  RC_ASSERT(std::is_sorted(table.begin(), table.end()));
}

}  // namespace
}  // namespace kintsugi
