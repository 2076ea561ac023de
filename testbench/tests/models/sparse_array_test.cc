// Where the sparse array sits and what the monitor sums.
#include "models/accelerator/sparse_array.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "models/accelerator/activation_window.h"
#include "models/accelerator/setting.h"
#include "testbench/tests/models/example_networks.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;
using testing::lenet_shaped;
using testing::odd_shaped;

const SparseSelection kRules[] = {SparseSelection::Random, SparseSelection::Importance,
                                  SparseSelection::Magnitude};

int weight(const Layer& layer, SparsePosition at) {
  return layer.weights[static_cast<size_t>(at.column * layer.rows() + at.row)];
}

double mean_magnitude(const Layer& layer, const std::vector<SparsePosition>& positions) {
  double sum = 0.0;
  for (const SparsePosition& at : positions) sum += std::abs(weight(layer, at));
  return sum / static_cast<double>(positions.size());
}

TEST(SparsePositions, LieByRowThenColumnOnceEachWithinTheLayer) {
  const Network network = lenet_shaped();
  for (const SparseSelection rule : kRules) {
    for (size_t l = 0; l < network.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      const auto positions = sparse_positions(layer, static_cast<int>(l), 120, rule, 1);
      ASSERT_EQ(positions.size(), 120U);
      for (size_t i = 0; i < positions.size(); ++i) {
        const SparsePosition at = positions[i];
        EXPECT_TRUE(at.row >= 0 && at.row < layer.rows());
        EXPECT_TRUE(at.column >= 0 && at.column < layer.conv_out.channels);
        if (i == 0) continue;
        const SparsePosition before = positions[i - 1];
        EXPECT_TRUE(before.row < at.row || (before.row == at.row && before.column < at.column));
      }
    }
  }
}

TEST(SparsePositions, AreDecidedByNetworkLayerRuleAndSeed) {
  const Layer layer = lenet_shaped().layers[2];
  for (const SparseSelection rule : kRules) {
    const auto positions = sparse_positions(layer, 2, 200, rule, 1);
    EXPECT_EQ(sparse_positions(layer, 2, 200, rule, 1), positions);
    EXPECT_NE(sparse_positions(layer, 2, 200, rule, 2), positions);
    EXPECT_NE(sparse_positions(layer, 3, 200, rule, 1), positions);
  }
  EXPECT_NE(sparse_positions(layer, 2, 200, kRules[0], 1),
            sparse_positions(layer, 2, 200, kRules[1], 1));
}

TEST(SparsePositions, GrowByAddingToWhatFewerEntriesHave) {
  const Layer layer = lenet_shaped().layers[3];
  for (const SparseSelection rule : kRules) {
    const auto few = sparse_positions(layer, 3, 50, rule, 1);
    const auto many = sparse_positions(layer, 3, 90, rule, 1);
    for (const SparsePosition& at : few) EXPECT_EQ(std::count(many.begin(), many.end(), at), 1);
  }
}

TEST(SparsePositions, ImportancePrefersLargeWeightsAndTakesZerosLast) {
  const Layer layer = lenet_shaped().layers[2];
  const int all = static_cast<int>(layer.weights.size());
  const auto zeros = static_cast<int>(std::count(layer.weights.begin(), layer.weights.end(), 0));
  ASSERT_GT(zeros, 0);
  const double mean = mean_magnitude(layer, sparse_positions(layer, 2, all, kRules[0], 1));
  EXPECT_NEAR(mean_magnitude(layer, sparse_positions(layer, 2, 2000, kRules[0], 1)), mean, 0.3);
  // Weights are uniform in -9 .. 9: E[w^2] / E[|w|] = 30 / 4.74.
  EXPECT_NEAR(mean_magnitude(layer, sparse_positions(layer, 2, 2000, kRules[1], 1)), 6.33, 0.3);
  for (const SparsePosition& at : sparse_positions(layer, 2, all - zeros, kRules[1], 1)) {
    EXPECT_NE(weight(layer, at), 0);
  }
  EXPECT_THROW(sparse_positions(layer, 2, all + 1, kRules[0], 1), std::invalid_argument);
}

TEST(SparsePositions, MagnitudeLeavesNoLargerWeightOut) {
  const Layer layer = lenet_shaped().layers[2];
  const auto positions = sparse_positions(layer, 2, 8000, SparseSelection::Magnitude, 1);
  int least = 9;
  for (const SparsePosition& at : positions) least = std::min(least, std::abs(weight(layer, at)));
  const auto larger = std::count_if(layer.weights.begin(), layer.weights.end(),
                                    [&](int8_t w) { return std::abs(int{w}) > least; });
  const auto taken = std::count_if(positions.begin(), positions.end(), [&](SparsePosition at) {
    return std::abs(weight(layer, at)) > least;
  });
  EXPECT_GT(larger, 0);
  EXPECT_EQ(taken, larger);
}

TEST(SparseShift, LeavesAWholeWeightRangeInReach) {
  EXPECT_EQ(sparse_shift(127.0 / 9.0, 10), 0);
  EXPECT_EQ(sparse_shift(127.0 / 18.0, 10), 1);
  EXPECT_EQ(sparse_shift(127.0 / 18.1, 10), 1);
  EXPECT_EQ(sparse_shift(127.0 / 17.9, 10), 0);
  EXPECT_EQ(sparse_shift(1000.0, 10), 0) << "too fine a converter";
  EXPECT_EQ(sparse_shift(1e-9, 10), kLargestSparseShift);
}

TEST(SparseArrays, HoldTheShareOrTheNumbersTheyAreAskedFor) {
  const Network network = odd_shaped();
  ChipConfig config;
  EXPECT_EQ(sparse_entries(make_chip(network, config)), 0);
  config.adaptation.fraction = 0.03;
  const Chip chip = make_chip(network, config);
  for (const LayerPlan& plan : chip.layers) {
    EXPECT_EQ(plan.sparse.positions.size(),
              static_cast<size_t>((plan.layer.weights.size() * 3 + 99) / 100));
  }
  config.adaptation.entries = {3, 0, 5, 7, 1};
  const Chip listed = make_chip(network, config);
  EXPECT_EQ(sparse_entries(listed), 16);
  EXPECT_TRUE(listed.layers[1].sparse.positions.empty());
  EXPECT_EQ(sparse_positions(listed)[3], listed.layers[2].sparse.positions[0]);
}

TEST(SparseArrays, WhatDoesNotFitIsRefusedWithASentence) {
  const Network network = odd_shaped();
  ChipConfig config;
  config.adaptation.entries = {1, 2};
  expect_user_error([&] { make_chip(network, config); }, {"adaptation.entries", "5 layers"});
  config.adaptation.entries = {100000, 0, 0, 0, 0};
  expect_user_error([&] { make_chip(network, config); }, {"layer0", "490 weights", "100000"});
  config.adaptation.entries = {};
  config.adaptation.fraction = 1.5;
  expect_user_error([&] { make_chip(network, config); }, {"adaptation.fraction", "0 to 1"});
  config.adaptation.fraction = 0.5;
  expect_user_error([&] { make_chip(lenet_shaped(), config); }, {"8192"});
  config.adaptation = {};
  config.gains = GainGrain::Tile;
  config.adc.bits = 16;
  config.device.levels = 4;
  config.crossbar.slices = 2;
  expect_user_error([&] { make_chip(odd_shaped(8), config); }, {"tuning.gains is tile", "24"});
}

// --- Windows of the monitor ----------------------------------------------------------------------

TEST(ActivationWindow, PublishesAllSumsTogetherWhenTheLastImageEnds) {
  ActivationWindow window(2);
  window.image_over({5, 6});
  EXPECT_EQ(window.sequence(), 0) << "off";
  window.set_images(2);
  window.image_over({10, 1});
  EXPECT_EQ(window.sums(), (std::vector<uint32_t>{0, 0}));
  window.image_over({20, 2});
  EXPECT_EQ(window.sequence(), 1);
  EXPECT_EQ(window.sums(), (std::vector<uint32_t>{30, 3}));
  window.image_over({100, 7});
  EXPECT_EQ(window.sums(), (std::vector<uint32_t>{30, 3})) << "of the last complete window";
  window.image_over({0, 0});
  EXPECT_EQ(window.sums(), (std::vector<uint32_t>{100, 7}));
  EXPECT_EQ(window.sequence(), 2);
}

TEST(ActivationWindow, RestartDropsTheRunningWindowAndKeepsWhatIsPublished) {
  ActivationWindow window(1);
  window.set_images(2);
  window.image_over({1});
  window.image_over({2});
  window.image_over({50});
  window.restart();
  window.image_over({4});
  EXPECT_EQ(window.sequence(), 1);
  window.image_over({5});
  EXPECT_EQ(window.sequence(), 2);
  EXPECT_EQ(window.sums()[0], 9U);
  window.image_over({70});
  window.set_images(1);
  EXPECT_EQ(window.sequence(), 0);
  EXPECT_EQ(window.sums()[0], 9U);
  window.image_over({6});
  EXPECT_EQ(window.sequence(), 1);
  EXPECT_EQ(window.sums()[0], 6U);
  window.reset();
  EXPECT_EQ(window.images(), 0);
  EXPECT_EQ(window.sequence(), 0);
  EXPECT_EQ(window.sums()[0], 0U);
}

TEST(ActivationWindow, SumsSaturateAndTheSequenceWraps) {
  ActivationWindow window(1);
  window.set_images(2);
  window.image_over({UINT32_MAX - 1});
  window.image_over({5});
  EXPECT_EQ(window.sums()[0], UINT32_MAX);
  window.image_over({uint64_t{1} << 40});
  window.image_over({1});
  EXPECT_EQ(window.sums()[0], UINT32_MAX);
  window.set_images(1);
  for (int i = 0; i < 65536; ++i) window.image_over({1});
  EXPECT_EQ(window.sequence(), 0);
  window.image_over({1});
  EXPECT_EQ(window.sequence(), 1);
}

}  // namespace
}  // namespace kintsugi
