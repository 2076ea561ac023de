// Entries go where an error of a cell is expected to cost the most.
#include "models/tuning/sparse_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi::tuning {
namespace {

class SparsePlanTest : public ::testing::Test {
 protected:
  SparsePlanTest() {
    for (uint64_t i = 0; i < kImages; ++i) {
      const std::vector<uint8_t> image = random_image(network, 40 + i);
      images.insert(images.end(), image.begin(), image.end());
    }
  }

  std::vector<int32_t> entries(const Network& of, int total) const {
    return SparsePlan(make_chip(of, small_tiles()), images.data(), kImages).entries(total);
  }

  static constexpr int kImages = 30;
  const Network network = small_convolutional_network();
  std::vector<uint8_t> images;
};

TEST_F(SparsePlanTest, SpreadsAllOfThemAsFarAsThereAreWeights) {
  int weights = 0;
  for (const Layer& layer : network.layers) weights += static_cast<int>(layer.weights.size());
  for (const int total : {0, 2, 40, weights / 2, weights, weights + 7}) {
    const std::vector<int32_t> found = entries(network, total);
    ASSERT_EQ(found.size(), network.layers.size());
    EXPECT_EQ(std::accumulate(found.begin(), found.end(), 0), std::min(total, weights));
    EXPECT_GE(found.back(), std::min(total, network.classes()));
    for (size_t l = 0; l < found.size(); ++l) {
      EXPECT_GE(found[l], 0);
      EXPECT_LE(found[l], static_cast<int>(network.layers[l].weights.size()));
    }
  }
}

// A hidden layer none of whose channels the next one listens to is in nobody's way.
TEST_F(SparsePlanTest, LeavesOutALayerThatNobodyListensTo) {
  constexpr int kFew = 8;
  EXPECT_GT(entries(network, kFew)[0], 0);
  Network deaf = network;
  std::fill(deaf.layers[1].weights.begin(), deaf.layers[1].weights.end(), int8_t{0});
  std::fill(deaf.layers[1].bias.begin(), deaf.layers[1].bias.end(), 1000.0F);
  EXPECT_EQ(entries(deaf, kFew)[0], 0);
}

}  // namespace
}  // namespace kintsugi::tuning
