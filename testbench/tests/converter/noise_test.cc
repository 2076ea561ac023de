#include "models/converter/noise.h"

#include <gtest/gtest.h>

#include "models/converter/converter_bank.h"
#include "testbench/tests/converter/full_range.h"
#include "testbench/tests/converter/sampling.h"

namespace kintsugi {
namespace {

using testing::expect_moments;
using testing::expect_normal;
using testing::full_range;

constexpr RandomKey kDraws{21, 3, 1, RandomRole::CellWithin};  // any stream of normals

RC_GTEST_PROP(NoiseTest, WithoutNoiseTheDrawDoesNotMatter, ()) {
  const TransferLine fine = fine_line(transfer_line({1.1, -0.3}, 8, 5000));
  const auto sum = full_range<int64_t>(-9000, 9000);
  const double z = full_range(-6800, 6800) / 1000.0;
  RC_ASSERT(noisy_fine_position(sum, fine, 0.0, z, 8) == fine_position(sum, fine, 8));
}

RC_GTEST_PROP(NoiseTest, StraightTableAndStraightLineAgreeUnderNoise, ()) {
  AdcDesign design;
  design.bits = full_range(1, 13);
  const TransferLine fine = fine_line(transfer_line({0.97, 0.2}, design.bits, 5000));
  const auto sum = full_range<int64_t>(-9000, 9000);
  const double noise_lsb = full_range(0, 3000) / 1000.0;
  const double z = full_range(-6800, 6800) / 1000.0;
  const std::vector<uint16_t> table = transfer_table(design, {}, 0);
  RC_ASSERT(convert_fine_noisy(sum, fine, table.data(), noise_lsb, z, design.bits) ==
            convert_noisy(sum, fine, noise_lsb, z, design.bits));
}

TEST(NoiseTest, PositionsHaveTheMeanAndSigmaOfTheNoise) {
  const TransferLine fine = fine_line(transfer_line({}, 12, 2048 * 100));
  const double noise_lsb = 7.0;
  std::vector<double> inputs;
  for (uint64_t i = 0; i < 100000; ++i) {
    const double z = standard_normal(kDraws, i);
    inputs.push_back(input_at(noisy_fine_position(12345, fine, noise_lsb, z, 12)));
  }
  const double mean = 2048.0 + 0.5 + 123.45;
  expect_moments(inputs, mean, noise_lsb);
  expect_normal(inputs, mean, noise_lsb, 1.0 / 16.0);
}

TEST(NoiseTest, CodesHaveTheMeanAndSigmaOfTheNoiseAndOfRounding) {
  const TransferLine fine = fine_line(transfer_line({}, 8, 12800));  // 100 units a code
  std::vector<double> codes;
  for (uint64_t i = 0; i < 100000; ++i) {
    codes.push_back(convert_noisy(1025, fine, 0.9, standard_normal(kDraws, i), 8));
  }
  expect_moments(codes, 10.25, std::sqrt(0.81 + 1.0 / 12.0));
}

TEST(NoiseTest, NoiseBeyondTheRangeClamps) {
  const TransferLine fine = fine_line(transfer_line({}, 4, 800));
  EXPECT_EQ(convert_noisy(0, fine, 100.0, 6.0, 4), 7);
  EXPECT_EQ(convert_noisy(0, fine, 100.0, -6.0, 4), -8);
}

// Noise at the sum, of the stated variance, is noise at the input.
TEST(NoiseTest, VarianceOfTheSumIsThatOfTheInput) {
  const TransferLine line = transfer_line({1.25, 0.0}, 8, 12800);
  const double sigma = std::sqrt(noise_variance_of_sum(0.6, line));
  EXPECT_NEAR(sigma * line.slope, 0.6, 1e-12);
  EXPECT_NEAR(sigma, 0.6 * 100.0 / 1.25, 1e-9);
}

}  // namespace
}  // namespace kintsugi
