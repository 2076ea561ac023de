// Images that stand in for a data set: the same on every call, of every class, as sure as wanted.
#include "models/compact/stand_ins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "models/accelerator/die.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi::compact {
namespace {

const Shape kColour{3, 20, 28};

TEST(DeadLeaves, AreDrawnImageByImageFromTheirSeed) {
  const std::vector<uint8_t> few = dead_leaves(kColour, 4, 3, 1);
  const std::vector<uint8_t> more = dead_leaves(kColour, 4, 8, 1);
  ASSERT_EQ(few.size(), 3U * 3 * 20 * 28);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
  EXPECT_NE(dead_leaves(kColour, 4, 3, 2), few);
}

// Not noise: most neighbours are alike, and there is ground left and right of what is shown.
TEST(DeadLeaves, AreShapesBeforeADarkGround) {
  const Shape shape{1, 28, 28};
  const std::vector<uint8_t> codes = dead_leaves(shape, 4, 200, 1);
  int alike = 0;
  int dark = 0;
  int bright = 0;
  for (size_t i = 1; i < codes.size(); ++i) {
    ASSERT_LE(codes[i], 15);
    alike += std::abs(codes[i] - codes[i - 1]) <= 2;
    dark += codes[i] == 0;
    bright += codes[i] >= 8;
  }
  const auto all = static_cast<double>(codes.size());
  EXPECT_GT(alike / all, 0.8);
  EXPECT_GT(dark / all, 0.3);
  EXPECT_GT(bright / all, 0.1);
  for (const int bits : {2, 8}) {
    const std::vector<uint8_t> other = dead_leaves(shape, bits, 50, 1);
    const int top = (1 << bits) - 1;
    EXPECT_LE(*std::max_element(other.begin(), other.end()), top);
    EXPECT_GT(*std::max_element(other.begin(), other.end()), top / 2);
  }
}

class StandInTest : public ::testing::Test {
 protected:
  StandIns stand_ins(double sureness) const {
    StandInOptions options;
    options.images = 400;
    options.offered = 2000;
    options.sureness = sureness;
    return choose_stand_ins(chip, options);
  }
  // As sure of itself as a trained network is.
  static Network sure_network() {
    Network network = small_convolutional_network();
    network.layers.back().weight_scale *= 400;
    return network;
  }
  const Chip chip = make_chip(sure_network(), ChipConfig{});
};

TEST_F(StandInTest, SharesAreThoseOfTheClassesInTurn) {
  const StandIns found = stand_ins(0.6);
  ASSERT_EQ(found.codes.size(), 400U * 36);
  ASSERT_EQ(found.shares.rows(), 400);
  ASSERT_EQ(found.shares.cols(), 4);
  std::vector<int> of_class(4);
  for (Eigen::Index i = 0; i < found.shares.rows(); ++i) {
    EXPECT_NEAR(found.shares.row(i).sum(), 1.0, 1e-9);
    Eigen::Index best = 0;
    found.shares.row(i).maxCoeff(&best);
    ++of_class[static_cast<size_t>(best)];
  }
  const auto classes = 4 - std::count(of_class.begin(), of_class.end(), 0);
  for (const int count : of_class) {
    if (count > 0) {
      EXPECT_NEAR(count, 400.0 / static_cast<double>(classes), 1.0);
    }
  }
  EXPECT_EQ(found.codes, stand_ins(0.6).codes);
}

TEST_F(StandInTest, TheyAreAsSureAsWanted) {
  const auto mean = [](const StandIns& found) { return found.shares.rowwise().maxCoeff().mean(); };
  const double low = mean(stand_ins(0.4));
  const double high = mean(stand_ins(0.6));
  EXPECT_NEAR(low, 0.4, 0.1);
  EXPECT_NEAR(high, 0.6, 0.1);
}

// Shares are averages over copies of the image: not what the nominal die says of the image alone.
TEST_F(StandInTest, AMovedCopyCountsToo) {
  const StandIns found = stand_ins(0.6);
  const std::vector<int> alone =
      classify(Die::nominal(chip), identity_tuning(chip), found.codes.data(), 400);
  int other = 0;
  for (Eigen::Index i = 0; i < 400; ++i) {
    Eigen::Index best = 0;
    found.shares.row(i).maxCoeff(&best);
    other += alone[static_cast<size_t>(i)] != best;
  }
  EXPECT_GT(other, 0);
  EXPECT_LT(other, 200);
}

}  // namespace
}  // namespace kintsugi::compact
