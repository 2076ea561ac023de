// The field's corrections of channels undo what they can: a gain a channel, and nothing where
// nothing is wrong.
#include "models/tuning/channel_calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/core/error.h"
#include "models/tuning/flow.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi::tuning {
namespace {

class ChannelCalibrationTest : public ::testing::TestWithParam<ChannelFit> {
 protected:
  ChannelCalibrationTest() {
    for (uint64_t i = 0; i < kImages; ++i) {
      const std::vector<uint8_t> image = random_image(network, 900 + i);
      images.insert(images.end(), image.begin(), image.end());
    }
  }

  Chip chip_of(double within, double tile) const {
    ChipConfig config = small_tiles();
    config.device.sigma_within = within;
    config.device.sigma_tile = tile;
    config.adc = AdcConfig{};
    config.gains = GainGrain::Channel;
    return make_chip(network, config);
  }

  Setting calibrated(const Die& die) const {
    return calibrate_channels(die, GetParam(), images.data(), kImages);
  }

  // Mean squared distance of hidden codes from the nominal die's, over other images.
  double distance(const Die& die, const Setting& setting) const {
    const Die nominal = Die::nominal(die.chip());
    const Setting neutral(identity_tuning(die.chip()));
    const auto last_hidden = static_cast<size_t>(die.chip().tuned_layers() - 1);
    double sum = 0;
    for (uint64_t i = 0; i < 40; ++i) {
      const std::vector<uint8_t> image = random_image(network, 5000 + i);
      const auto found = run_image(die, setting, image.data())[last_hidden].values;
      const auto wanted = run_image(nominal, neutral, image.data())[last_hidden].values;
      for (size_t c = 0; c < found.size(); ++c) sum += std::pow(found[c] - wanted[c], 2);
    }
    return sum;
  }

  static constexpr int kImages = 40;
  const Network network = small_convolutional_network();
  std::vector<uint8_t> images;
};

TEST_P(ChannelCalibrationTest, NominalDieIsLeftAlone) {
  const Chip chip = chip_of(0, 0);
  const Setting setting = calibrated(Die::nominal(chip));
  ASSERT_EQ(setting.channels.size(), static_cast<size_t>(tuned_channels(chip)));
  for (const LayerTuning& channel : setting.channels) {
    EXPECT_EQ(channel.gain, 4096);
    EXPECT_EQ(channel.offset, 0);
  }
}

// Factors of tiles: what a channel has in common.
TEST_P(ChannelCalibrationTest, BringsDiesNearerToTheIdealOne) {
  const Chip chip = chip_of(0.05, 0.4);
  double untuned = 0;
  double tuned = 0;
  for (uint32_t number = 0; number < 8; ++number) {
    const Die die(chip, DieKey{5, number});
    untuned += distance(die, Setting(identity_tuning(chip)));
    tuned += distance(die, calibrated(die));
  }
  EXPECT_LT(tuned, 0.5 * untuned);
}

TEST_P(ChannelCalibrationTest, RefusesWhatAHostDoesNotSeeLayerByLayer) {
  const Network residual = small_residual_network();
  ChipConfig config = small_tiles(residual.layers.size());
  config.gains = GainGrain::Channel;
  const Chip chip = make_chip(residual, config);
  EXPECT_THROW(calibrate_channels(Die::nominal(chip), GetParam(), images.data(), 1), UserError);
}

INSTANTIATE_TEST_SUITE_P(Fits, ChannelCalibrationTest,
                         ::testing::Values(ChannelFit::Statistics, ChannelFit::Affine),
                         [](const auto& fit) {
                           return fit.param == ChannelFit::Affine ? "Affine" : "Statistics";
                         });

TEST(ChannelRegisters, StandOnThoseOfTheLayer) {
  const LayerTuning channel = channel_registers({2048, 100}, 0.75, 30.0);
  EXPECT_EQ(channel.gain, 6144);  // 0.5 x 1.5
  EXPECT_EQ(channel.offset, -70);
}

}  // namespace
}  // namespace kintsugi::tuning
