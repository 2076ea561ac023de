// Gains a tile and a channel and the sparse array: both inference paths against the formulas.
#include "models/accelerator/setting.h"

#include <gtest/gtest.h>

#include <string>

#include "models/core/vector_unit.h"
#include "testbench/tests/models/image_outputs.h"
#include "testbench/tests/models/inference_cases.h"
#include "testbench/tests/models/naive_accelerator.h"
#include "testbench/tests/models/naive_setting.h"

namespace kintsugi {
namespace {

using testing::Case;
using testing::cases;
using testing::expect_same;
using testing::is_alive;
using testing::lenet_shaped;
using testing::naive_image;
using testing::NaiveImage;
using testing::odd_shaped;
using testing::random_images;
using testing::uneven_setting;
using testing::uneven_tuning;
using testing::varied_config;

ChipConfig with_sparse(ChipConfig config, double fraction = 0.04) {
  config.adaptation.fraction = fraction;
  return config;
}

bool differ(const ImageOutput& a, const ImageOutput& b, size_t layer) {
  return a[layer].values != b[layer].values;
}

TEST(Setting, FastPathEqualsTheFormulasInEveryDesignAndOnEveryKernel) {
  for (const Case& c : cases()) {
    const Chip chip = make_chip(c.network, with_sparse(c.config));
    const Die die(chip, {11, 3});
    const Setting setting = uneven_setting(chip, uneven_tuning(chip));
    const std::vector<uint8_t> image = random_images(c.network, 1);
    const NaiveImage expected = naive_image(die, setting, image.data(), 5);
    ASSERT_TRUE(is_alive(expected.output)) << c.name;
    for (const VectorUnit unit : available_vector_units()) {
      SCOPED_TRACE(std::string(c.name) + ", vector unit " + std::to_string(static_cast<int>(unit)));
      select_vector_unit(unit);
      expect_same(run_image(die, setting, image.data(), 5), expected.output);
      EXPECT_EQ(activation_sums(die, setting, image.data(), 5), expected.sums);
    }
  }
  select_vector_unit(available_vector_units().back());
}

// One part at a time: an error in one must not hide behind another.
TEST(Setting, EveryPartAloneEqualsTheFormulasAndMovesSomething) {
  const Network network = odd_shaped();
  const Chip chip =
      make_chip(network, with_sparse(varied_config(Mapping::Differential, 37, 22), 0.1));
  const Die die(chip, {11, 3});
  const std::vector<uint8_t> image = random_images(network, 1);
  const Tuning tuning = uneven_tuning(chip);
  const ImageOutput plain = run_image(die, tuning, image.data());
  const Setting whole = uneven_setting(chip, tuning);
  for (const char* part : {"tiles", "channels", "deltas"}) {
    SCOPED_TRACE(part);
    Setting setting(tuning);
    if (part[0] == 't') setting.tiles = whole.tiles;
    if (part[0] == 'c') setting.channels = whole.channels;
    if (part[0] == 'd') setting.deltas = whole.deltas;
    const ImageOutput output = run_image(die, setting, image.data());
    expect_same(output, naive_image(die, setting, image.data()).output);
    for (size_t l = 0; l < output.size(); ++l) EXPECT_TRUE(differ(output, plain, l)) << l;
  }
}

TEST(Setting, NeutralRegistersAndZeroDeltasChangeNothing) {
  const Network network = odd_shaped();
  const Chip chip = make_chip(network, with_sparse(varied_config(Mapping::SingleEnded, 33, 61)));
  const Die die(chip, {11, 3});
  const std::vector<uint8_t> image = random_images(network, 1);
  const Tuning tuning = uneven_tuning(chip);
  Setting setting(tuning);
  const ImageOutput plain = run_image(die, tuning, image.data());
  expect_same(run_image(die, setting, image.data()), plain);
  setting.tiles = Tuning(static_cast<size_t>(tile_count(chip)));
  setting.channels = Tuning(static_cast<size_t>(tuned_channels(chip)));
  setting.deltas.assign(static_cast<size_t>(sparse_entries(chip)), 0);
  expect_same(run_image(die, setting, image.data()), plain);
  // A gain of one that goes through the multiplier, beside one that moves.
  setting.tiles.back().gain = 4000;
  const ImageOutput moved = run_image(die, setting, image.data());
  expect_same(moved, naive_image(die, setting, image.data()).output);
  EXPECT_FALSE(differ(moved, plain, 0));
  EXPECT_TRUE(differ(moved, plain, plain.size() - 1)) << "the last tile is of the last layer";
}

TEST(Setting, AnArrayOfZerosIsNoArray) {
  const Network network = odd_shaped();
  const ChipConfig config = varied_config(Mapping::Differential, 37, 22);
  const Chip without = make_chip(network, config);
  const Chip with = make_chip(network, with_sparse(config));
  const std::vector<uint8_t> images = random_images(network, 3);
  EXPECT_EQ(sparse_entries(without), 0);
  EXPECT_GT(sparse_entries(with), 0);
  EXPECT_EQ(classify(Die(with, {11, 3}), identity_tuning(with), images.data(), 3),
            classify(Die(without, {11, 3}), identity_tuning(without), images.data(), 3));
  expect_same(run_image(Die(with, {11, 3}), identity_tuning(with), images.data()),
              run_image(Die(without, {11, 3}), identity_tuning(without), images.data()));
}

TEST(Setting, ClassifyIsTheLowestArgmaxOfRunImage) {
  const Network network = lenet_shaped();
  const Chip chip = make_chip(network, with_sparse(varied_config(Mapping::Differential, 512, 256)));
  const Die die(chip, {11, 3});
  const Setting setting = uneven_setting(chip, uneven_tuning(chip));
  const int count = 20;
  const std::vector<uint8_t> images = random_images(network, count);
  const std::vector<int> predictions = classify(die, setting, images.data(), count);
  for (int i = 0; i < count; ++i) {
    const auto output = run_image(die, setting, images.data() + i * network.input.size(),
                                  kJudgedImages + static_cast<uint32_t>(i));
    const std::vector<int32_t>& values = output.back().values;
    EXPECT_EQ(predictions[static_cast<size_t>(i)],
              std::max_element(values.begin(), values.end()) - values.begin());
  }
}

TEST(Setting, DeltasCorrectWeightsOnTheNominalScale) {
  // One dense layer into one: a delta of 2^shift steps at (row, column) adds its code, whatever the
  // gain is.
  Network network =
      testing::random_network({1, 2, 2}, {{LayerKind::Dense, 3}, {LayerKind::Dense, 2}});
  ChipConfig config;
  config.adaptation.fraction = 1.0;
  const Chip chip = make_chip(network, config);
  const LayerPlan& plan = chip.layers[0];
  Setting setting(Tuning(1));
  setting.deltas.assign(static_cast<size_t>(sparse_entries(chip)), 0);
  const auto entry = static_cast<size_t>(2 * 3 + 1);  // row 2, column 1: all positions are taken
  ASSERT_EQ(plan.sparse.positions[entry], (SparsePosition{2, 1}));
  setting.deltas[entry] = 100;
  const uint8_t rows[4] = {3, 0, 9, 15};
  for (const uint16_t gain : {uint16_t{0}, uint16_t{4096}, uint16_t{9000}}) {
    setting.layers[0].gain = gain;
    int32_t share[3] = {7, 7, 7};
    sparse_contribution(layer_setting(chip, 0, setting), rows, 3, share);
    const int half = (1 << plan.sparse.shift) / 2;
    EXPECT_EQ(share[0], 0);
    EXPECT_EQ(share[1], (9 * 100 + half) >> plan.sparse.shift);
    EXPECT_EQ(share[2], 0);
  }
}

TEST(Setting, CombinedGainsAndOffsetsSaturate) {
  EXPECT_EQ(combined({4096, 0}, {5000, 3}), (LayerTuning{5000, 3}));
  EXPECT_EQ(combined({5000, -4}, {4096, 0}), (LayerTuning{5000, -4}));
  EXPECT_EQ(combined({3, 0}, {2047, 0}), (LayerTuning{1, 0})) << "6141 / 4096 is below a half more";
  EXPECT_EQ(combined({3, 0}, {2048, 0}), (LayerTuning{2, 0})) << "halves round up";
  EXPECT_EQ(combined({65535, 32000}, {65535, 800}), (LayerTuning{65535, 32767}));
  EXPECT_EQ(combined({65535, -32000}, {4097, -800}), (LayerTuning{65535, -32768}));
  EXPECT_EQ(combined({65535, 0}, {0, 0}), (LayerTuning{0, 0}));
}

TEST(Setting, SharesAndGainedSumsSaturateWhereTheSpecificationSays) {
  // A share of 2^23 - 1 times almost 16 stays there, and the offset comes behind the saturation.
  LayerSetting setting;
  setting.tiles = {{65535, 100}, {65535, -100}};
  TilePlacement tile;
  tile.outputs = 2;
  const int32_t share[2] = {8000000, -8000000};
  int32_t sums[2] = {0, 0};
  add_share(setting, 0, tile, share, sums);
  EXPECT_EQ(sums[0], 8388607 + 100);
  EXPECT_EQ(sums[1], -8388608 + 100);
  add_share(setting, 1, tile, share, sums);
  EXPECT_EQ(sums[0], 2 * 8388607) << "shares are added without another saturation";
}

TEST(Setting, ExtremeDeltasDriveCodesToTheirEnds) {
  const Network network = odd_shaped();
  const Chip chip =
      make_chip(network, with_sparse(varied_config(Mapping::Differential, 64, 64), 0.9));
  const Die die(chip, {11, 3});
  const std::vector<uint8_t> image = random_images(network, 1);
  for (const int8_t delta : {int8_t{127}, int8_t{-128}}) {
    Setting setting(identity_tuning(chip));
    setting.deltas.assign(static_cast<size_t>(sparse_entries(chip)), delta);
    const ImageOutput output = run_image(die, setting, image.data());
    expect_same(output, naive_image(die, setting, image.data()).output);
    const auto& codes = output[0].values;
    const auto end = delta > 0 ? (1 << network.activation_bits) - 1 : 0;
    EXPECT_GT(std::count(codes.begin(), codes.end(), end), static_cast<int64_t>(codes.size() / 2));
  }
}

TEST(Setting, WrongSizesAreRefused) {
  const Network network = odd_shaped();
  const Chip chip = make_chip(network, with_sparse(ChipConfig{}));
  const Die die = Die::nominal(chip);
  const std::vector<uint8_t> image = random_images(network, 1);
  const auto refused = [&](const Setting& setting) {
    EXPECT_THROW(run_image(die, setting, image.data()), std::invalid_argument);
  };
  Setting setting = uneven_setting(chip, Tuning(1));
  refused(setting);
  setting = uneven_setting(chip, identity_tuning(chip));
  setting.tiles.pop_back();
  refused(setting);
  setting = uneven_setting(chip, identity_tuning(chip));
  setting.channels.push_back({});
  refused(setting);
  setting = uneven_setting(chip, identity_tuning(chip));
  setting.deltas.pop_back();
  refused(setting);
}

}  // namespace
}  // namespace kintsugi
