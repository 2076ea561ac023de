// A host finds the errors of a die's weights from its answers, and its deltas bring the die nearer
// to the ideal one than gains alone.
#include "models/tuning/offchip.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/tuning/layer_sight.h"
#include "models/tuning/weight_estimate.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi::tuning {
namespace {

class OffchipTest : public ::testing::Test {
 protected:
  OffchipTest() {
    for (uint64_t i = 0; i < kImages; ++i) {
      const std::vector<uint8_t> image = random_image(network, 900 + i);
      images.insert(images.end(), image.begin(), image.end());
    }
  }

  static ChipConfig config(int entries) {
    ChipConfig config = small_tiles();
    config.device.sigma_within = 0.4;
    config.adc = AdcConfig{};
    config.gains = GainGrain::Channel;
    config.adaptation.entries = {entries, entries, entries};
    config.adaptation.selection = SparseSelection::Importance;
    return config;
  }

  // Mean squared distance of a die's outputs from the nominal die's, over images it was not
  // adapted with.
  double distance(const Die& die, const Setting& setting) const {
    const Die nominal = Die::nominal(die.chip());
    const Setting neutral(identity_tuning(die.chip()));
    double sum = 0;
    for (uint64_t i = 0; i < 40; ++i) {
      const std::vector<uint8_t> image = random_image(network, 5000 + i);
      const ImageOutput found = run_image(die, setting, image.data());
      const ImageOutput wanted = run_image(nominal, neutral, image.data());
      for (size_t c = 0; c < found.back().values.size(); ++c) {
        sum += std::pow(found.back().values[c] - wanted.back().values[c], 2);
      }
    }
    return sum;
  }

  // Deltas bring dies of `of` nearer to the ideal one than gains do.
  void expect_deltas_nearer(const ChipConfig& of, OffchipOptions options) {
    const Chip chip = make_chip(network, of);
    const OffchipHost host(chip, images.data(), kImages);
    double with_channels = 0;
    double with_deltas = 0;
    for (uint32_t number = 0; number < 8; ++number) {
      const Die die(chip, DieKey{5, number});
      options.deltas = false;
      with_channels +=
          distance(die, host.adapt(die, identity_tuning(chip), images.data(), kImages, options));
      options.deltas = true;
      with_deltas +=
          distance(die, host.adapt(die, identity_tuning(chip), images.data(), kImages, options));
    }
    EXPECT_LT(with_deltas, 0.75 * with_channels);
  }

  static constexpr int kImages = 40;
  const Network network = small_convolutional_network();
  std::vector<uint8_t> images;
};

TEST_F(OffchipTest, DeltasBringDiesNearerToTheIdealOneThanGains) {
  expect_deltas_nearer(config(18), {});
}

// A weight of one cell is disturbed however small it is: its cell is not.
TEST_F(OffchipTest, DeltasBringDiesOfSingleCellsNearerToo) {
  ChipConfig single = config(18);
  single.crossbar.mapping = Mapping::SingleEnded;
  single.device.sigma_within = 0.2;
  OffchipOptions options;
  options.spread = 0.2;
  expect_deltas_nearer(single, options);
}

// Where errors are as large as the weights, the answers seem to say that the factor common to a
// layer is anything, below zero too, and a host that believed them would turn the die upside down.
TEST_F(OffchipTest, LargeErrorsAreNotTakenForTheFactorOfALayer) {
  ChipConfig wide = config(0);
  wide.crossbar.mapping = Mapping::SingleEnded;
  wide.device.sigma_within = 0.6;
  const Chip chip = make_chip(network, wide);
  const int last = chip.layer_count() - 1;
  const NominalWeights design = nominal_weights(chip.layers.back(), chip.config);
  const Setting neutral(identity_tuning(chip));
  double sum = 0;
  constexpr int kDies = 40;
  for (uint32_t number = 0; number < kDies; ++number) {
    const Die die(chip, DieKey{5, number});
    LayerCodes in{images, kImages, network.input.size()};
    for (int l = 0; l < last; ++l) in = next_codes(die, l, neutral, in);
    const double factor =
        estimate_weights(look_at_layer(die, last, in, 4, 1500), design, 0.6).factor;
    EXPECT_GT(factor, 0.2) << "die " << number;
    sum += factor;
  }
  EXPECT_NEAR(sum / kDies, 1.1, 0.2);
}

TEST_F(OffchipTest, DeltasAloneBringDiesNearerToo) {
  const Chip chip = make_chip(network, config(18));
  const OffchipHost host(chip, images.data(), kImages);
  OffchipOptions options;
  options.channels = false;
  double untuned = 0;
  double with_deltas = 0;
  for (uint32_t number = 0; number < 8; ++number) {
    const Die die(chip, DieKey{5, number});
    const Setting setting = host.adapt(die, identity_tuning(chip), images.data(), kImages, options);
    EXPECT_TRUE(setting.channels.empty());
    untuned += distance(die, Setting(identity_tuning(chip)));
    with_deltas += distance(die, setting);
  }
  EXPECT_LT(with_deltas, 0.75 * untuned);
  options.training.steps = 1;
  EXPECT_THROW(
      host.adapt(Die::nominal(chip), identity_tuning(chip), images.data(), kImages, options),
      std::logic_error);
}

TEST_F(OffchipTest, NominalDieIsLeftAlone) {
  const Chip chip = make_chip(network, config(18));
  const OffchipHost host(chip, images.data(), kImages);
  const Die die = Die::nominal(chip);
  const Setting setting =
      host.adapt(die, identity_tuning(chip), images.data(), kImages, OffchipOptions{});
  for (const LayerTuning& channel : setting.channels) {
    EXPECT_NEAR(channel.gain, 4096, 410);
  }
  EXPECT_LE(distance(die, setting), distance(Die(chip, DieKey{5, 0}), setting) / 4.0);
}

// What the layers already have is taken into account.
TEST_F(OffchipTest, GainsOfChannelsAreOnTopOfThoseOfTheLayers) {
  const Chip chip = make_chip(network, config(18));
  const OffchipHost host(chip, images.data(), kImages);
  const Die die(chip, DieKey{5, 1});
  const Setting plain =
      host.adapt(die, identity_tuning(chip), images.data(), kImages, OffchipOptions{});
  const Tuning layers = {{2048, 11}, {8192, -4}};
  const Setting moved = host.adapt(die, layers, images.data(), kImages, OffchipOptions{});
  EXPECT_NEAR(moved.channels[0].gain, 2 * plain.channels[0].gain, 2);
  EXPECT_EQ(moved.channels[0].offset, plain.channels[0].offset - 11);
  EXPECT_EQ(moved.channels[3].offset, plain.channels[3].offset + 4);
}

TEST_F(OffchipTest, WithoutDeltasThereAreNone) {
  const Chip chip = make_chip(network, config(18));
  const OffchipHost host(chip, images.data(), kImages);
  OffchipOptions options;
  options.deltas = false;
  const Setting setting =
      host.adapt(Die(chip, DieKey{5, 2}), identity_tuning(chip), images.data(), kImages, options);
  EXPECT_EQ(setting.deltas, std::vector<int8_t>(54, 0));
}

// Activation codes of a layer whose registers are moved say what its accumulators are, to a part
// of a code.
TEST_F(OffchipTest, AccumulatorsAreSeenThroughTheRegistersOfTheLayer) {
  const Chip chip = make_chip(network, config(0));
  const Die die(chip, DieKey{5, 3});
  const int size = network.input.size();
  const LayerCodes in{images, kImages, size};
  const int reads = 4;
  const LayerSight sight = look_at_layer(die, 0, in, reads, kImages * 9);
  ASSERT_EQ(sight.values.rows(), kImages * 9);
  ASSERT_EQ(sight.candidates, 4);
  const LayerPlan& plan = chip.layers[0];
  const double part = 2.0 * std::ldexp(1.0, plan.digital.shift) / plan.digital.multiplier / reads;
  const Tuning identity = identity_tuning(chip);
  const std::vector<int32_t> all = layer_accumulators(die, identity, 0, images.data(), kImages);
  int seen = 0;
  for (int i = 0; i < kImages; ++i) {
    for (int w = 0; w < 9; ++w) {
      // Windows are taken image by image, the first one moved on by the image's number.
      const int window = (w + i) % 9;
      for (int c = 0; c < 3; ++c) {
        int32_t largest = INT32_MIN;
        for (int k = 0; k < 4; ++k) {
          const int position = (window / 3 * 2 + k / 2) * 6 + window % 3 * 2 + k % 2;
          largest = std::max(largest, all[static_cast<size_t>((i * 3 + c) * 36 + position)]);
        }
        const double value = sight.values(i * 9 + w, c);
        if (std::isnan(value)) continue;
        ++seen;
        EXPECT_NEAR(value, largest, part + 2.0) << "image " << i << " window " << window;
      }
    }
  }
  EXPECT_GT(seen, kImages * 9);
}

}  // namespace
}  // namespace kintsugi::tuning
