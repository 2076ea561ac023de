#include "models/compact/answers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "testbench/tests/models/example_networks.h"

namespace kintsugi::compact {
namespace {

using testing::random_network;

Chip small_chip(double sigma) {
  ChipConfig config;
  config.device.sigma_within = sigma;
  return make_chip(
      random_network({1, 8, 8}, {{LayerKind::Conv, 3, 3, 1, 0, 2}, {LayerKind::Dense, 5}}), config);
}

std::vector<uint8_t> image(uint8_t first) {
  std::vector<uint8_t> codes(64);
  for (size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<uint8_t>((first + i) % 16);
  return codes;
}

TEST(AnswersTest, ColumnsAreTheOctavesOfWhatTheDieSays) {
  const Chip chip = small_chip(0.2);
  const auto a = image(0);
  const auto b = image(7);
  const Answers asked = ask_dies(chip, 5, 2, 2, {a.data(), b.data()}, 1);
  ASSERT_EQ(asked.layers.cols(), 2 * 5);
  ASSERT_EQ(asked.details.cols(), 2 * 8);
  const ImageOutput out = run_image(Die(chip, {5, 3}), identity_tuning(chip), b.data(), 1);
  double sum = 0;
  double active = 0;
  for (const int32_t code : out[0].values) {
    sum += code;
    active += code > 0;
  }
  EXPECT_DOUBLE_EQ(asked.layers(1, 5), std::log2(1 + sum));
  EXPECT_DOUBLE_EQ(asked.layers(1, 6), std::log2(1 + active));
}

TEST(AnswersTest, DiesWithoutSpreadAnswerAsTheNominalOne) {
  const Chip chip = small_chip(0.0);
  const auto a = image(3);
  const Answers dies = ask_dies(chip, 5, 0, 2, {a.data()}, 1);
  const Answers nominal = ask_nominal(chip, {a.data()});
  EXPECT_EQ(dies.layers.row(1), nominal.layers.row(0));
  EXPECT_EQ(dies.details.row(1), nominal.details.row(0));
  EXPECT_NEAR(nominal.details.rightCols(5).cwiseAbs().mean(), 1.0, 1e-9);  // logits
  const Answers varied = ask_dies(small_chip(0.3), 5, 0, 1, {a.data()}, 1);
  EXPECT_NE(varied.layers.row(0), nominal.layers.row(0));
}

TEST(AnswersTest, AnImageTakenAloneKeepsItsColumns) {
  const Chip chip = small_chip(0.2);
  const auto a = image(0);
  const auto b = image(7);
  const Answers both = ask_dies(chip, 5, 0, 3, {a.data(), b.data()}, 1);
  const Answers second = both.of_images({1});
  EXPECT_EQ(second.images, 1);
  EXPECT_EQ(second.layers, both.layers.rightCols(5));
  EXPECT_EQ(both.of_dies(1, 2).details, both.details.bottomRows(2));
}

}  // namespace
}  // namespace kintsugi::compact
