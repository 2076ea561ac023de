// The values of docs/controller.md, section 3.
#include "models/tuning/algorithm.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kintsugi::tuning {
namespace {

TEST(Algorithm, Log2TableFollowsItsFormula) {
  for (int m = 0; m < 64; ++m) {
    const double exact = 256.0 * std::log2(1.0 + m / 64.0) + 0.5;
    EXPECT_EQ(log2_table(m), static_cast<int>(std::floor(exact))) << "entry " << m;
  }
}

TEST(Algorithm, Log2TakesTheLeadingOneAndSixBitsBehindIt) {
  EXPECT_EQ(log2_q8(0), 0);
  EXPECT_EQ(log2_q8(1), 0);
  EXPECT_EQ(log2_q8(2), 256);
  EXPECT_EQ(log2_q8(3), 256 + log2_table(32));
  EXPECT_EQ(log2_q8(UINT32_MAX), 31 * 256 + log2_table(63));
  // Bits behind the sixth are cut, not rounded.
  EXPECT_EQ(log2_q8(0x10000), log2_q8(0x103FF));
  EXPECT_LT(log2_q8(0x103FF), log2_q8(0x10400));
}

TEST(Algorithm, Log2IsWithinItsResolution) {
  for (uint32_t x = 1; x < 4000000000U - x / 7; x += 1 + x / 7) {
    // One step of the table is 256 * log2(1 + 1/64) = 5.7, rounding adds 0.5.
    EXPECT_NEAR(log2_q8(x), 256.0 * std::log2(x), 6.3) << x;
  }
}

TEST(Algorithm, LinearStatisticIsLimitedTo13Bits) {
  EXPECT_EQ(statistic_code(1000, false, 2), 250);
  EXPECT_EQ(statistic_code(8191, false, 0), 8191);
  EXPECT_EQ(statistic_code(8192, false, 0), 8191);
  EXPECT_EQ(statistic_code(UINT32_MAX, false, 31), 1);
  EXPECT_EQ(statistic_code(1000, true, 2), log2_q8(1000));
}

TEST(Algorithm, ScatterTermIsTheDistanceFromTheNominal) {
  EXPECT_EQ(scatter_term(100, 300, -150), 50U);
  EXPECT_EQ(scatter_term(100, 300, -250), 50U);
  EXPECT_EQ(scatter_term(100, 300, -200), 0U);
  EXPECT_EQ(scatter_term(0, 8191, INT16_MAX), 8191U + 32767U);
  EXPECT_EQ(scatter_term(8191, 0, INT16_MIN), 8191U + 32768U);
}

TEST(Algorithm, ScatterCodeIsCutAndLimitedTo13Bits) {
  EXPECT_EQ(scatter_code(1023, 3), 127);
  EXPECT_EQ(scatter_code(8191, 0), 8191);
  EXPECT_EQ(scatter_code(8192, 0), 8191);
  EXPECT_EQ(scatter_code((1U << 26) - 1, 13), 8191);
  EXPECT_EQ(scatter_code((1U << 26) - 1, 14), 4095);
  EXPECT_EQ(scatter_code((1U << 26) - 1, 31), 0);
}

TEST(Algorithm, Exp2TableFollowsItsFormula) {
  for (int f = 0; f < 64; ++f) {
    const double exact = 4096.0 * std::exp2(f / 64.0) + 0.5;
    EXPECT_EQ(exp2_table(f), static_cast<int>(std::floor(exact))) << "entry " << f;
  }
}

constexpr uint16_t kBases[] = {0, 1, 2, 5, 100, 2047, 4095, 4096, 4097, 9999, 32768, 65534, 65535};

// The quotient of two whole numbers of at most 44 bits, rounded to the nearest.
TEST(Algorithm, ScaledGainIsExactUpToItsTable) {
  for (int octaves = -512; octaves <= 511; ++octaves) {
    const int64_t scale = int64_t{1} << ((octaves + 512) / 64);  // 256 is one
    const int64_t factor = exp2_table((octaves + 512) % 64);     // 4096 is one
    for (const uint16_t base : kBases) {
      const int64_t twice = 2 * base * factor * scale + 4096 * 256;
      EXPECT_EQ(scaled_gain(base, octaves), twice / (2 * 4096 * 256))
          << "base " << base << ", octaves " << octaves;
    }
  }
}

TEST(Algorithm, ScaledGainIsWithinTheErrorOfItsTable) {
  for (int octaves = -512; octaves <= 511; ++octaves) {
    for (const uint16_t base : kBases) {
      const double exact = base * std::exp2(octaves / 64.0);
      EXPECT_NEAR(scaled_gain(base, octaves), exact, 0.5 + exact * 0.5 / 4096)
          << "base " << base << ", octaves " << octaves;
    }
  }
}

TEST(Algorithm, ScaledGainNeverFallsWithItsOctaves) {
  for (const uint16_t base : kBases) {
    for (int octaves = -512; octaves < 511; ++octaves) {
      EXPECT_LE(scaled_gain(base, octaves), scaled_gain(base, octaves + 1)) << octaves;
    }
  }
}

TEST(Algorithm, ScaledGainAtItsLimits) {
  for (const int octaves : {-512, 0, 511}) EXPECT_EQ(scaled_gain(0, octaves), 0U);
  for (const uint16_t base : kBases) EXPECT_EQ(scaled_gain(base, 0), base);
  EXPECT_EQ(scaled_gain(65535, -512), 256U);
  EXPECT_EQ(scaled_gain(127, -512), 0U);
  EXPECT_EQ(scaled_gain(128, -512), 1U) << "halves round up";
  EXPECT_EQ(scaled_gain(65535, 511), (65535U * 8104 + 16) >> 5);
}

TEST(Algorithm, OctavesOfAGainSaturateBeforeTheyMoveIt) {
  const auto gain = [](int32_t sum, int shift) {
    return affine_tune_word(5, sum, shift, 0, 0, 0, UINT16_MAX, 0, 0);
  };
  EXPECT_EQ(gain(510, 0), 1253U);
  EXPECT_EQ(gain(511, 0), 1266U);
  EXPECT_EQ(gain(512, 0), 1266U);
  EXPECT_EQ(gain(1023, 1), 1266U);
  EXPECT_EQ(gain(-512, 0), gain(INT32_MIN, 0));
  EXPECT_EQ(gain(INT32_MIN, 31), 5U) << "one step down";
}

TEST(Algorithm, SumsSaturate) {
  EXPECT_EQ(saturating_add(UINT32_MAX - 1, 1), UINT32_MAX);
  EXPECT_EQ(saturating_add(UINT32_MAX - 1, 2), UINT32_MAX);
  EXPECT_EQ(saturating_add(3, 4), 7U);
}

TEST(Algorithm, MagnitudeOfTheMostNegativeValueFits) {
  EXPECT_EQ(magnitude(-(1 << 23)), 1U << 23);
  EXPECT_EQ(magnitude((1 << 23) - 1), (1U << 23) - 1);
  EXPECT_EQ(magnitude(-1), 1U);
}

TEST(Algorithm, ProjectionAddsFourSignedWeights) {
  int32_t sums[4] = {1, 2, 3, 4};
  project_step(0x80FF7F01, 8191, sums);
  EXPECT_EQ(sums[0], 1 + 8191);
  EXPECT_EQ(sums[1], 2 + 127 * 8191);
  EXPECT_EQ(sums[2], 3 - 8191);
  EXPECT_EQ(sums[3], 4 - 128 * 8191);
}

TEST(Algorithm, FeatureRoundsHalfUpAndSaturates) {
  EXPECT_EQ(finalise_feature(10, 3, 0), 7);
  EXPECT_EQ(finalise_feature(6, 0, 2), 2);    // 1.5 rounds up
  EXPECT_EQ(finalise_feature(-6, 0, 2), -1);  // -1.5 rounds up as well
  EXPECT_EQ(finalise_feature(-7, 0, 2), -2);
  EXPECT_EQ(finalise_feature(INT32_MAX, INT32_MIN, 0), INT16_MAX);
  EXPECT_EQ(finalise_feature(INT32_MIN, INT32_MAX, 0), INT16_MIN);
  EXPECT_EQ(finalise_feature(INT32_MAX, INT32_MIN, 31), 2);
}

TEST(Algorithm, DistanceTermIsExactAtItsLargest) {
  EXPECT_EQ(distance_term(INT16_MIN, INT16_MAX, 255, false), 255ULL * 65535 * 65535);
  EXPECT_EQ(distance_term(INT16_MIN, INT16_MAX, 255, true), 255ULL * 65535);
  EXPECT_EQ(distance_term(5, 8, 2, false), 18U);
  EXPECT_EQ(distance_term(8, 5, 2, true), 6U);
}

TEST(Algorithm, TuneWordIsClampedInBothFields) {
  // Gain is unsigned, offset signed.
  EXPECT_EQ(clamp_tune_word(0xFFFFF000, 0x0800, 0x2000, -5, 5), 0xFFFF2000U);
  EXPECT_EQ(clamp_tune_word(0x80000000, 0x0800, 0x2000, -5, 5), 0xFFFB0800U);
  EXPECT_EQ(clamp_tune_word(0x7FFF1000, 0x0800, 0x2000, -5, 5), 0x00051000U);
}

TEST(Algorithm, SlopeSumTakesFourSignedSlopesAWord) {
  EXPECT_EQ(slope_sum({0x80FF7F01}, {10, 10, 10, 10}, {9, 8, 7, 6}), 1 + 2 * 127 - 3 - 4 * 128);
  EXPECT_EQ(slope_sum({0, 0x000000FE}, {0, 0, 0, 0, 5}, {1, 1, 1, 1, 8}), 6);
}

TEST(Algorithm, SlopeSumIgnoresLanesWithoutFeature) {
  EXPECT_EQ(slope_sum({0x7F7F7F01}, {3}, {1}), 2);
}

TEST(Algorithm, SlopeSumIsExactAtItsLargest) {
  const std::vector<uint32_t> slopes(4, 0x80808080);
  const std::vector<int16_t> least(16, INT16_MIN);
  const std::vector<int16_t> most(16, INT16_MAX);
  EXPECT_EQ(slope_sum(slopes, least, most), 16 * 128 * 65535);
  EXPECT_EQ(slope_sum(slopes, most, least), -16 * 128 * 65535);
}

TEST(Algorithm, PredictedAccuracyRoundsHalfUpAndSaturates) {
  EXPECT_EQ(predicted_accuracy(100, 6, 2), 102);  // 1.5 rounds up
  EXPECT_EQ(predicted_accuracy(100, -6, 2), 99);  // -1.5 as well
  EXPECT_EQ(predicted_accuracy(100, -7, 2), 98);
  EXPECT_EQ(predicted_accuracy(-100, 7, 0), -93);
  EXPECT_EQ(predicted_accuracy(-100, INT32_MIN, 31), -101);
  EXPECT_EQ(predicted_accuracy(INT16_MAX, 1, 0), INT16_MAX);
  EXPECT_EQ(predicted_accuracy(INT16_MIN, -1, 0), INT16_MIN);
  EXPECT_EQ(predicted_accuracy(0, INT32_MAX, 0), INT16_MAX);
  EXPECT_EQ(predicted_accuracy(0, INT32_MIN, 0), INT16_MIN);
  EXPECT_EQ(predicted_accuracy(-1, INT16_MAX + 1, 0), INT16_MAX) << "saturates only once";
}

TEST(Algorithm, AffineTuneWordMovesBothFieldsBeforeItClamps) {
  const auto moved = [](uint32_t base, int32_t gain_sum, int32_t offset_sum) {
    return affine_tune_word(base, gain_sum, 1, offset_sum, 2, 0x0800, 0x2000, -5, 5);
  };
  EXPECT_EQ(moved(0x00011000, 3, 6), 0x00030000U | 4186);    // 1.5 and 1.5 round up
  EXPECT_EQ(moved(0x00011000, -3, -6), 0x00000000U | 4052);  // -1.5 and -1.5 as well
  EXPECT_EQ(moved(0xFFF01000, 0, 64), 0x00001000U) << "outside before the map, inside behind it";
  EXPECT_EQ(moved(0x00001000, -100000, -100000), 0xFFFB0800U);
  EXPECT_EQ(moved(0x00001000, 100000, 100000), 0x00052000U);
}

TEST(Algorithm, AffineTuneWordWrapsNowhere) {
  const auto moved = [](uint32_t base, int32_t gain_sum, int32_t offset_sum) {
    return affine_tune_word(base, gain_sum, 0, offset_sum, 0, 0, UINT16_MAX, INT16_MIN, INT16_MAX);
  };
  EXPECT_EQ(moved(0x7FFFFFFF, 1, 1), 0x7FFFFFFFU);
  EXPECT_EQ(moved(0x80000000, -1, -1), 0x80000000U);
  EXPECT_EQ(moved(0x80000001, INT32_MAX, INT32_MAX), 0x7FFF00FDU);  // 8104 / 32
  EXPECT_EQ(moved(0x80000000, INT32_MAX, INT32_MAX), 0x7FFF0000U);
  EXPECT_EQ(moved(0x7FFFFFFF, INT32_MIN, INT32_MIN), 0x80000100U);  // 65535 / 256
}

}  // namespace
}  // namespace kintsugi::tuning
