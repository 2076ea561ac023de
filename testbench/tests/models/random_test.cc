#include "models/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/core/vector_unit.h"

namespace kintsugi {
namespace {

constexpr RandomKey kKey{7, 417, 3, RandomRole::CellWithin};

TEST(RandomTest, WordsAreThePublishedPhiloxVector) {
  // Known answer of Philox4x32-10 for counter 0 and key 0.
  const RandomKey zero{0, 0, 0, RandomRole{}};
  const uint32_t expected[] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
  for (uint64_t i = 0; i < 4; ++i) EXPECT_EQ(random_word(zero, i), expected[i]);
}

TEST(RandomTest, EveryPartOfTheKeyChangesTheDraw) {
  const uint32_t word = random_word(kKey, 5);
  EXPECT_NE(word, random_word({8, 417, 3, RandomRole::CellWithin}, 5));
  EXPECT_NE(word, random_word({7 + (uint64_t{1} << 32), 417, 3, RandomRole::CellWithin}, 5));
  EXPECT_NE(word, random_word({7, 418, 3, RandomRole::CellWithin}, 5));
  EXPECT_NE(word, random_word({7, 417, 4, RandomRole::CellWithin}, 5));
  EXPECT_NE(word, random_word({7, 417, 3, RandomRole::TileFactor}, 5));
  EXPECT_NE(word, random_word(kKey, 6));
}

TEST(RandomTest, NormalsKeepTheirBitsForever) {
  // Golden values: a change here changes every die ever reported.
  EXPECT_EQ(standard_normal(kKey, 0), -0x1.33643b4641f9bp-1);
  EXPECT_EQ(standard_normal(kKey, 1), -0x1.44e18e3ac96dcp+0);
  EXPECT_EQ(portable_exp(0.472), 0x1.9a6b24cc236e1p+0);
}

TEST(RandomTest, BulkDrawsEqualSingleDrawsForAnyCount) {
  for (const size_t count : {size_t{1}, size_t{2}, size_t{3}, size_t{255}, size_t{1030}}) {
    std::vector<double> bulk(count + 1, -99.0);
    fill_standard_normal(kKey, count, bulk.data());
    for (size_t i = 0; i < count; ++i) EXPECT_EQ(bulk[i], standard_normal(kKey, i)) << i;
    EXPECT_EQ(bulk[count], -99.0) << "wrote past the end";
  }
}

TEST(RandomTest, EveryVectorUnitGivesTheBitsOfSingleDraws) {
  const VectorUnit fastest = selected_vector_unit();
  const uint32_t blocks[] = {3, 0, 70000, 5, 5,  1,  9,  4,  4000000000,
                             2, 8, 7,     6, 11, 10, 12, 13, 99};
  for (const VectorUnit unit : available_vector_units()) {
    select_vector_unit(unit);
    for (const size_t count : {size_t{1}, size_t{63}, size_t{129}, size_t{1030}}) {
      std::vector<uint32_t> words(count + 1, 77);
      std::vector<double> normals(count + 1, -99.0);
      std::vector<float> singles(count + 1, -99.0F);
      fill_random_words(kKey, 8, count, words.data());
      fill_standard_normal(kKey, 8, count, normals.data());
      fill_single_normal(kKey, 8, count, singles.data());
      for (size_t i = 0; i < count; ++i) {
        EXPECT_EQ(words[i], random_word(kKey, 8 + i)) << i;
        EXPECT_EQ(normals[i], standard_normal(kKey, 8 + i)) << i;
        EXPECT_EQ(singles[i], single_normal(kKey, 8 + i)) << i;
      }
      EXPECT_EQ(words[count], 77U) << "wrote past the end";
      EXPECT_EQ(normals[count], -99.0) << "wrote past the end";
      EXPECT_EQ(singles[count], -99.0F) << "wrote past the end";
    }
    float quads[4 * 18 + 1];
    fill_single_normal_blocks(kKey, blocks, 18, quads);
    for (size_t i = 0; i < 4 * size_t{18}; ++i) {
      EXPECT_EQ(quads[i], single_normal(kKey, uint64_t{4} * blocks[i / 4] + i % 4)) << i;
    }
    std::vector<double> values(37, 0.5);
    exp_of_line(0.3, -0.1, values.size(), values.data());
    for (const double value : values) EXPECT_EQ(value, portable_exp(0.3 * 0.5 + -0.1));
  }
  select_vector_unit(fastest);
}

TEST(RandomTest, SinglePrecisionNormalsAreTheDoubleOnes) {
  std::vector<double> normals(400000);
  std::vector<float> singles(normals.size());
  fill_standard_normal(kKey, normals.size(), normals.data());
  fill_single_normal(kKey, 0, singles.size(), singles.data());
  std::vector<double> off(normals.size());
  for (size_t i = 0; i < off.size(); ++i) {
    off[i] = std::abs(static_cast<double>(singles[i]) - normals[i]);
    EXPECT_LT(off[i], 1e-3) << normals[i];
  }
  std::sort(off.begin(), off.end());
  EXPECT_LT(off[off.size() - 20], 2e-6);
  EXPECT_EQ(single_normal(kKey, 0), singles[0]);
}

TEST(RandomTest, LogarithmAndQuarterTurnAgreeWithTheLibrary) {
  for (double x = 1e-12; x < 1e12; x *= 1.37) {
    EXPECT_NEAR(portable_log(x), std::log(x), 1e-15 * std::max(1.0, std::abs(std::log(x)))) << x;
  }
  EXPECT_EQ(portable_log(1.0), 0.0);
  for (double share = 0.0; share <= 1.0; share += 0.0078125) {
    const QuarterTurn turn = quarter_turn(share);
    EXPECT_NEAR(turn.cosine, std::cos(share * std::acos(0.0)), 2e-14) << share;
    EXPECT_NEAR(turn.sine, std::sin(share * std::acos(0.0)), 2e-14) << share;
  }
}

TEST(RandomTest, NormalsHaveTheMomentsAndTailsOfANormal) {
  std::vector<double> draws(400000);
  fill_standard_normal(kKey, draws.size(), draws.data());
  double sum = 0.0;
  double squares = 0.0;
  double fourths = 0.0;
  double neighbours = 0.0;
  int beyond_two = 0;
  for (size_t i = 0; i < draws.size(); ++i) {
    const double z = draws[i];
    sum += z;
    squares += z * z;
    fourths += z * z * z * z;
    neighbours += z * draws[i ^ 1];
    beyond_two += z > 2.0 ? 1 : 0;
  }
  const auto n = static_cast<double>(draws.size());
  EXPECT_NEAR(sum / n, 0.0, 5.0 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1.0, 5.0 * std::sqrt(2.0 / n));
  EXPECT_NEAR(fourths / n, 3.0, 5.0 * std::sqrt(96.0 / n));
  EXPECT_NEAR(neighbours / n, 0.0, 8.0 / std::sqrt(n));
  EXPECT_NEAR(beyond_two / n, 0.0227501, 5.0 * std::sqrt(0.0222 / n));
}

TEST(RandomTest, NormalsFollowBoxMullerOfTheLibraryFunctions) {
  // The polynomials against libm, over words that cover all quarters and magnitudes.
  for (uint64_t pair = 0; pair < 2000; ++pair) {
    const double z0 = standard_normal(kKey, 2 * pair);
    const double z1 = standard_normal(kKey, 2 * pair + 1);
    const double radius = std::sqrt(-2.0 * std::log(uniform(kKey, 2 * pair)));
    EXPECT_NEAR(std::hypot(z0, z1), radius, 1e-13 * radius);
    const double turn = random_word(kKey, 2 * pair + 1) / 4294967296.0;
    const double angle = (turn - 0.125) * 2.0 * std::acos(-1.0);
    EXPECT_NEAR(z0, radius * std::cos(angle), 1e-8);
    EXPECT_NEAR(z1, radius * std::sin(angle), 1e-8);
  }
}

TEST(RandomTest, ExponentialAgreesWithTheLibrary) {
  for (double x = -50.0; x <= 50.0; x += 0.0137) {
    EXPECT_NEAR(portable_exp(x) / std::exp(x), 1.0, 1e-14) << x;
  }
  EXPECT_EQ(portable_exp(0.0), 1.0);
}

TEST(RandomTest, ExponentialOfALineEqualsSingleExponentials) {
  std::vector<double> values = {-1.5, 0.0, 0.25, 3.0, 1.0};
  const std::vector<double> inputs = values;
  exp_of_line(0.3, -0.1, values.size(), values.data());
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(values[i], portable_exp(0.3 * inputs[i] + -0.1));
  }
}

}  // namespace
}  // namespace kintsugi
