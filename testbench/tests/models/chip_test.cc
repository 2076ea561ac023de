#include "models/accelerator/chip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "testbench/tests/models/example_networks.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;
using testing::lenet_shaped;

TEST(ChipTest, LayersLargerThanATileAreSplitOverRowsAndOutputs) {
  ChipConfig config;
  config.crossbar = {128, 64, Mapping::Differential};
  const Chip chip = make_chip(lenet_shaped(), config);
  const std::vector<TilePlacement>& tiles = chip.layers[2].tiles;  // 400 x 120
  ASSERT_EQ(tiles.size(), 16U);
  EXPECT_EQ(tiles[0].rows, 128);
  EXPECT_EQ(tiles[3].rows, 400 - 3 * 128);
  EXPECT_EQ(tiles[0].outputs, 32);
  EXPECT_EQ(tiles[15].first_output, 96);
  EXPECT_EQ(tiles[15].outputs, 24);
}

TEST(ChipTest, EveryWeightHasExactlyOneTileAndEveryTileItsOwnIndex) {
  ChipConfig config;
  config.crossbar = {100, 31, Mapping::SingleEnded};
  const Chip chip = make_chip(lenet_shaped(), config);
  std::set<int> indices;
  size_t tiles = 0;
  for (const LayerPlan& plan : chip.layers) {
    std::vector<int> seen(plan.layer.weights.size(), 0);
    for (const TilePlacement& tile : plan.tiles) {
      indices.insert(tile.index);
      ++tiles;
      EXPECT_LE(tile.rows, 100);
      EXPECT_LE(tile.outputs, 30);
      for (int o = tile.first_output; o < tile.first_output + tile.outputs; ++o) {
        for (int r = tile.first_row; r < tile.first_row + tile.rows; ++r) {
          ++seen[static_cast<size_t>(o * plan.layer.rows() + r)];
        }
      }
    }
    EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
  }
  EXPECT_EQ(indices.size(), tiles);
}

TEST(ChipTest, AllLayersButTheLastAreTuned) {
  const Chip chip = make_chip(lenet_shaped(), ChipConfig{});
  EXPECT_EQ(chip.layer_count(), 5);
  EXPECT_EQ(chip.tuned_layers(), 4);
}

TEST(ChipTest, RequantisationKeepsSixteenBits) {
  const Chip chip = make_chip(lenet_shaped(), ChipConfig{});
  for (int l = 0; l < chip.tuned_layers(); ++l) {
    EXPECT_GE(chip.layers[static_cast<size_t>(l)].digital.multiplier, 1 << 15);
    EXPECT_LT(chip.layers[static_cast<size_t>(l)].digital.multiplier, 1 << 16);
  }
}

void expect_config_error(const ChipConfig& config, std::initializer_list<const char*> parts) {
  expect_user_error([&] { make_chip(lenet_shaped(), config); }, parts);
}

TEST(ChipTest, BadConfigurationsAreRefusedWithTheKeyAndTheRange) {
  ChipConfig config;
  config.device.levels = 8;
  expect_config_error(config, {"device.levels is 8", "10 levels"});
  config = {};
  config.device.g_min = 1.0;
  expect_config_error(config, {"device.g_min"});
  config = {};
  config.device.sigma_tile = -0.1;
  expect_config_error(config, {"device.sigma_tile", "-0.1"});
  config = {};
  config.crossbar.rows = 0;
  expect_config_error(config, {"crossbar.rows is 0"});
  config = {};
  config.crossbar.columns = 1;
  expect_config_error(config, {"crossbar.columns is 1"});
  config = {};
  config.wires.bit_ohm = 1.0;
  expect_config_error(config, {"wires.topology is ideal"});
  config.wires.topology = WireTopology::DrivenRows;
  expect_config_error(config, {"device.g_max_us is 0"});
  config.device.g_max_us = 40.0;
  config.wires.source_ohm = 1.0;
  expect_config_error(config, {"wires.source_ohm"});
  config.wires = {};
  config.wires.topology = WireTopology::GatedRows;
  config.dac.bipolar = true;
  expect_config_error(config, {"gated-rows", "dac.bipolar false"});
  config = {};
  config.adc.bits = 17;
  expect_config_error(config, {"adc.bits: found 17"});
  config = {};
  config.adc.columns_per_adc = 0;
  expect_config_error(config, {"adc.columns_per_adc is 0"});
  config = {};
  config.adc.full_scale = {1, 2};
  expect_config_error(config, {"adc.full_scale has 2 entries", "5 layers"});
  config = {};
  config.adc.full_scale = {1, 2, 0, 4, 5};
  expect_config_error(config, {"adc.full_scale entry is 0"});
}

TEST(ChipTest, BadNetworksAreRefusedWithTheLayer) {
  const auto expect_network_error = [](auto change, std::initializer_list<const char*> parts) {
    Network network = lenet_shaped();
    change(network);
    expect_user_error([&] { make_chip(network, ChipConfig{}); }, parts);
  };
  expect_network_error([](Network& n) { n.layers[1].weights.pop_back(); }, {"'layer1'", "weights"});
  expect_network_error([](Network& n) { n.layers[1].weights[3] = 10; }, {"'layer1'", "9 steps"});
  expect_network_error([](Network& n) { n.layers[1].relu = false; }, {"'layer1'", "Relu"});
  expect_network_error([](Network& n) { n.layers[4].relu = true; }, {"'layer4'", "last layer"});
  expect_network_error([](Network& n) { n.layers[2].weight_scale = 0; }, {"'layer2'", "scale"});
  expect_network_error([](Network& n) { n.layers[2].output_scale = 1e-30F; },
                       {"'layer2'", "ratio"});
  expect_network_error([](Network& n) { n.layers.clear(); }, {"no layers"});
}

}  // namespace
}  // namespace kintsugi
