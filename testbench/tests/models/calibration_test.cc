#include "models/accelerator/calibration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "testbench/tests/models/example_networks.h"

namespace kintsugi {
namespace {

// The |sums| of layer 0 of one die, by hand.
std::vector<int64_t> first_layer_sums(const Die& die, const std::vector<uint8_t>& images,
                                      int count) {
  const Layer& layer = die.chip().layers[0].layer;
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  std::vector<int64_t> sums(static_cast<size_t>(layer.conv_out.channels));
  std::vector<int64_t> all;
  for (int i = 0; i < count; ++i) {
    for (int position = 0; position < layer.positions(); ++position) {
      gather_window(layer, images.data() + i * layer.in.size(), position, rows.data());
      for (int plane = 0; plane < die.chip().activation_bits(); ++plane) {
        analog_sums(die.tiles(0)[0], rows.data(), plane, sums.data());
        for (const int64_t sum : sums) all.push_back(std::abs(sum));
      }
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(CalibrationTest, FirstLayerRangeIsTheQuantileOfItsColumnSums) {
  const Network network = testing::lenet_shaped();
  ChipConfig config;
  config.device.sigma_within = 0.2;
  const Chip chip = make_chip(network, config);
  const Die die(chip, {1, 1});
  const std::vector<uint8_t> images = testing::random_images(network, 2);
  const std::vector<int64_t> sums = first_layer_sums(die, images, 2);
  for (const double quantile : {0.5, 0.999, 1.0}) {
    const std::vector<int32_t> full_scale = calibrate_adc(chip, {&die}, images.data(), 2, quantile);
    ASSERT_EQ(full_scale.size(), 5U);
    const auto rank =
        static_cast<size_t>(std::ceil(quantile * static_cast<double>(sums.size()))) - 1;
    const auto bin = static_cast<double>(die.tiles(0)[0].largest_column_sum / 65536 + 1);
    EXPECT_NEAR(full_scale[0], static_cast<double>(sums[rank]), bin);
  }
}

TEST(CalibrationTest, LaterLayersSeeInputsOfTheCalibratedEarlierOnes) {
  const Network network = testing::lenet_shaped();
  ChipConfig config;
  config.device.sigma_within = 0.2;
  const Chip chip = make_chip(network, config);
  const Die die(chip, {1, 1});
  const std::vector<uint8_t> images = testing::random_images(network, 2);
  const std::vector<int32_t> once = calibrate_adc(chip, {&die}, images.data(), 2, 0.999);
  // Starting from the calibrated chip finds the same ranges: a fixed point.
  config.adc.full_scale = once;
  const Chip calibrated = make_chip(network, config);
  const Die moved(calibrated, {1, 1});
  EXPECT_EQ(calibrate_adc(calibrated, {&moved}, images.data(), 2, 0.999), once);
}

TEST(CalibrationTest, RefusesNothingToCalibrateFrom) {
  const Chip chip = make_chip(testing::lenet_shaped(), ChipConfig{});
  EXPECT_THROW(calibrate_adc(chip, {}, nullptr, 1, 0.9), std::invalid_argument);
}

}  // namespace
}  // namespace kintsugi
