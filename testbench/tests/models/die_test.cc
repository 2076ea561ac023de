#include "models/accelerator/die.h"

#include <gtest/gtest.h>

#include <cmath>

#include "testbench/tests/models/example_networks.h"

namespace kintsugi {
namespace {

using testing::random_network;

// One layer over two tiles; every weight 9, so that a code tells its tile's factor.
Network two_tile_network() {
  Network network = random_network({1, 8, 8}, {{LayerKind::Dense, 2}});
  std::fill(network.layers[0].weights.begin(), network.layers[0].weights.end(), int8_t{9});
  return network;
}

double log_factor(const Tile& tile) { return std::log(tile.codes[0] / (0.98 * 8192.0)); }

uint64_t fingerprint(const Die& die) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (int l = 0; l < die.chip().layer_count(); ++l) {
    for (const Tile& tile : die.tiles(l)) {
      for (const int16_t code : tile.codes) {
        hash = (hash ^ static_cast<uint16_t>(code)) * 0x100000001b3;
      }
    }
  }
  return hash;
}

TEST(DieTest, TileFactorsAreIndependentAndTheDieFactorIsShared) {
  const Network network = two_tile_network();
  ChipConfig config;
  config.device.sigma_tile = 0.3;
  config.device.sigma_die = 0.2;
  config.crossbar.rows = 32;
  const Chip chip = make_chip(network, config);
  ASSERT_EQ(chip.layers[0].tiles.size(), 2U);
  const int dies = 3000;
  double sum_squares = 0.0;
  double product = 0.0;
  double sum = 0.0;
  for (uint32_t d = 0; d < dies; ++d) {
    const Die die(chip, {1, d});
    const double a = log_factor(die.tiles(0)[0]);
    const double b = log_factor(die.tiles(0)[1]);
    sum += 0.5 * (a + b);
    sum_squares += 0.5 * (a * a + b * b);
    product += a * b;
  }
  EXPECT_NEAR(sum / dies, 0.0, 0.03);
  EXPECT_NEAR(sum_squares / dies, 0.3 * 0.3 + 0.2 * 0.2, 0.01);
  EXPECT_NEAR(product / dies, 0.2 * 0.2, 0.01);
}

TEST(DieTest, CommonFactorMovesEveryCellOfATileAlike) {
  const Network network = two_tile_network();
  ChipConfig config;
  config.device.sigma_tile = 0.3;
  const Chip chip = make_chip(network, config);
  const Die die(chip, {1, 2});
  for (const int16_t code : die.tiles(0)[0].codes) EXPECT_EQ(code, die.tiles(0)[0].codes[0]);
}

TEST(DieTest, NominalDieHasNoSpreadAndIdealConverters) {
  const Network network = two_tile_network();
  ChipConfig config;
  config.device.sigma_within = 0.3;
  config.adc.gain_sigma = 0.1;
  config.adc.offset_sigma_lsb = 1.0;
  const Chip chip = make_chip(network, config);
  const Die die = Die::nominal(chip);
  const Tile& tile = die.tiles(0)[0];
  for (const int16_t code : tile.codes) EXPECT_EQ(code, 8192 - 164);
  EXPECT_EQ(tile.bank.lines[0].gain, 1.0);
  EXPECT_EQ(tile.bank.lines[0].offset_lsb, 0.0);
}

TEST(DieTest, ZeroSigmasGiveTheNominalCells) {
  const Network network = testing::lenet_shaped();
  const Chip chip = make_chip(network, ChipConfig{});
  EXPECT_EQ(fingerprint(Die(chip, {3, 4})), fingerprint(Die::nominal(chip)));
}

TEST(DieTest, SameKeySameDieAndItsBitsNeverChange) {
  const Network network = testing::lenet_shaped();
  ChipConfig config;
  config.device.sigma_within = 0.4;
  config.device.sigma_tile = 0.15;
  config.device.sigma_die = 0.2;
  const Chip chip = make_chip(network, config);
  const uint64_t die_417 = fingerprint(Die(chip, {7, 417}));
  EXPECT_EQ(die_417, 9450931554330766240ULL) << "every die ever reported has changed";
  EXPECT_NE(die_417, fingerprint(Die(chip, {7, 418})));
  EXPECT_NE(die_417, fingerprint(Die(chip, {8, 417})));
}

TEST(DieTest, MovingToAnotherRangeKeepsTheCells) {
  const Network network = testing::lenet_shaped();
  ChipConfig config;
  config.device.sigma_within = 0.4;
  config.adc.gain_sigma = 0.02;
  const Chip chip = make_chip(network, config);
  config.adc.full_scale.assign(5, 40000);
  const Chip ranged = make_chip(network, config);
  const std::vector<uint8_t> images = testing::random_images(network, 3);
  Die moved(chip, {7, 1});
  moved.move_to(ranged);
  const Die built(ranged, {7, 1});
  EXPECT_EQ(layer_accumulators(moved, identity_tuning(ranged), 4, images.data(), 3),
            layer_accumulators(built, identity_tuning(ranged), 4, images.data(), 3));
}

TEST(DieTest, ClippedCellsAreCounted) {
  const Network network = testing::lenet_shaped();
  ChipConfig config;
  const Chip calm = make_chip(network, config);
  EXPECT_EQ(Die(calm, {7, 0}).programming().clipped_cells, 0);
  config.device.sigma_within = 1.5;
  const Chip wild = make_chip(network, config);
  EXPECT_GT(Die(wild, {7, 0}).programming().clipped_cells, 100);
}

}  // namespace
}  // namespace kintsugi
