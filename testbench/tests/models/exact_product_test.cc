// With converters wide enough to lose nothing, a nominal die computes the integer product W x.
#include <gtest/gtest.h>

#include "models/accelerator/die.h"
#include "models/crossbar/tile.h"
#include "testbench/tests/models/example_networks.h"

namespace kintsugi {
namespace {

using testing::random_images;
using testing::random_network;

// Nine levels without a floor are 1024 codes apart; 2^15 of those fill 16 bits: one code a step.
ChipConfig lossless_config(Mapping mapping, int rows, int columns, size_t layers) {
  ChipConfig config;
  config.device.levels = 9;
  config.device.g_min = 0.0;
  config.crossbar = {rows, columns, mapping};
  config.adc.bits = 16;
  config.adc.full_scale.assign(layers, 1 << 25);
  return config;
}

int deployed(int weight, Mapping mapping) {
  const WeightCoding coding{mapping, Reference::Cells, 9, 1, 9};
  return mapping == Mapping::Differential ? weight
                                          : coding.state(weight) - coding.reference_state();
}

std::vector<int32_t> integer_product(const Layer& layer, const uint8_t* in, Mapping mapping) {
  std::vector<int32_t> result;
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  for (int c = 0; c < layer.conv_out.channels; ++c) {
    for (int position = 0; position < layer.positions(); ++position) {
      gather_window(layer, in, position, rows.data());
      int32_t sum = 0;
      for (size_t r = 0; r < rows.size(); ++r) {
        const size_t weight = static_cast<size_t>(c) * rows.size() + r;
        sum += deployed(layer.weights[weight], mapping) * rows[r];
      }
      result.push_back(sum);
    }
  }
  return result;
}

TEST(ExactProductTest, NominalAccumulatorsAreTheIntegerProductInBothMappings) {
  const std::vector<testing::LayerShape> shapes = {{LayerKind::Conv, 6, 5, 1, 2, 2},
                                                   {LayerKind::Dense, 10}};
  const Network network = random_network({1, 12, 12}, shapes, 4, 9);
  const std::vector<uint8_t> image = random_images(network, 1);
  for (const Mapping mapping : {Mapping::Differential, Mapping::SingleEnded}) {
    for (const int rows : {512, 10}) {  // whole layers, and layers split over many tiles
      const Chip chip = make_chip(network, lossless_config(mapping, rows, 12, 2));
      const Die die = Die::nominal(chip);
      EXPECT_EQ(layer_accumulators(die, identity_tuning(chip), 0, image.data(), 1),
                integer_product(network.layers[0], image.data(), mapping))
          << rows << " rows";
    }
  }
}

TEST(ExactProductTest, SplittingALayerOverTilesChangesNothingWhenNothingIsLost) {
  const Network network =
      random_network({1, 20, 20}, {{LayerKind::Dense, 50}, {LayerKind::Dense, 10}}, 4, 9);
  const std::vector<uint8_t> images = random_images(network, 5);
  const Chip whole = make_chip(network, lossless_config(Mapping::Differential, 512, 256, 2));
  const Chip split = make_chip(network, lossless_config(Mapping::Differential, 30, 14, 2));
  EXPECT_EQ(split.layers[0].tiles.size(), 14U * 8U);
  EXPECT_EQ(layer_accumulators(Die::nominal(whole), identity_tuning(whole), 1, images.data(), 5),
            layer_accumulators(Die::nominal(split), identity_tuning(split), 1, images.data(), 5));
}

TEST(ExactProductTest, DigitalConstantsTurnAccumulatorsIntoRealValues) {
  const Network network =
      random_network({1, 6, 6}, {{LayerKind::Dense, 12}, {LayerKind::Dense, 4}}, 4, 9);
  const std::vector<uint8_t> image = random_images(network, 1);
  for (const Mapping mapping : {Mapping::Differential, Mapping::SingleEnded}) {
    const Chip chip = make_chip(network, lossless_config(mapping, 512, 256, 2));
    const double real_step = mapping == Mapping::Differential ? 1.0 : 2.0;
    const Layer& layer = network.layers[0];
    const std::vector<int32_t> product = integer_product(layer, image.data(), mapping);
    const std::vector<int32_t> codes =
        run_image(Die::nominal(chip), identity_tuning(chip), image.data())[0].values;
    for (size_t c = 0; c < codes.size(); ++c) {
      const double real = product[c] * real_step * static_cast<double>(layer.weight_scale) *
                              static_cast<double>(layer.input_scale) +
                          static_cast<double>(layer.bias[c]);
      const double exact =
          std::min(15.0, std::max(0.0, real / static_cast<double>(layer.output_scale)));
      EXPECT_NEAR(codes[c], exact, 0.51) << "channel " << c;
    }
  }
}

TEST(ExactProductTest, ColumnsBeyond32BitsAreReadOneByOne) {
  Network network = random_network({1, 540, 500}, {{LayerKind::Dense, 2}}, 2, 9);
  std::fill(network.layers[0].weights.begin(), network.layers[0].weights.end(), int8_t{8});
  ChipConfig config = lossless_config(Mapping::Differential, 270000, 4, 1);
  config.adc.full_scale = {0x7fffffff};
  const Chip chip = make_chip(network, config);
  const Die die = Die::nominal(chip);
  ASSERT_EQ(die.tiles(0)[0].sums, Tile::Sums::Single);  // 270000 rows of 8192 codes
  const int lit = 200000;
  std::vector<uint8_t> image(270000, 0);
  std::fill(image.begin(), image.begin() + lit, uint8_t{1});  // plane 0: 1.6e9, plane 1: 0
  const double codes = lit * 8192.0 * 32768.0 / 2147483647.0;
  const std::vector<int32_t> sums = layer_accumulators(die, {}, 0, image.data(), 1);
  EXPECT_NEAR(sums[0], codes, 0.51);
  std::fill(image.begin(), image.end(), uint8_t{3});  // 2.2e9 on both planes: clamped, not wrapped
  EXPECT_EQ(layer_accumulators(die, {}, 0, image.data(), 1)[0], 3 * 32767);
}

}  // namespace
}  // namespace kintsugi
