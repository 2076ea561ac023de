#include "models/accelerator/tuning_evaluator.h"

#include <gtest/gtest.h>

#include "testbench/tests/models/example_networks.h"

namespace kintsugi {
namespace {

using testing::lenet_shaped;
using testing::odd_shaped;
using testing::random_images;

ChipConfig varied_config() {
  ChipConfig config;
  config.device.sigma_within = 0.2;
  config.device.sigma_tile = 0.3;
  config.crossbar = {128, 48, Mapping::Differential};
  return config;
}

std::vector<int32_t> last_values(const Die& die, const Tuning& tuning,
                                 const std::vector<uint8_t>& images, int count) {
  std::vector<int32_t> values;
  for (int i = 0; i < count; ++i) {
    const ptrdiff_t at = static_cast<ptrdiff_t>(i) * die.chip().network.input.size();
    const ImageOutput output = run_image(die, tuning, images.data() + at);
    values.insert(values.end(), output.back().values.begin(), output.back().values.end());
  }
  return values;
}

// Changes one layer at a time, from the last to the first and back, then all of them.
std::vector<Tuning> walk(const Chip& chip) {
  std::vector<Tuning> tunings = {identity_tuning(chip)};
  const auto layers = static_cast<size_t>(chip.tuned_layers());
  for (size_t i = 0; i < 2 * layers; ++i) {
    Tuning next = tunings.back();
    LayerTuning& layer = next[i < layers ? layers - 1 - i : i - layers];
    layer.gain = static_cast<uint16_t>(layer.gain - 300 + 170 * i);
    layer.offset = static_cast<int16_t>(layer.offset + 5);
    tunings.push_back(next);
  }
  tunings.push_back(tunings.back());
  tunings.push_back(tunings.front());
  return tunings;
}

TEST(TuningEvaluator, GivesTheBitsOfRunImageAlongAnyWalkOfTunings) {
  constexpr int kImages = 9;
  for (const Network& network : {lenet_shaped(), odd_shaped()}) {
    const Chip chip = make_chip(network, varied_config());
    const Die die(chip, {3, 1});
    const std::vector<uint8_t> images = random_images(network, kImages);
    TuningEvaluator evaluator(die, images.data(), kImages);
    for (const Tuning& tuning : walk(chip)) {
      EXPECT_EQ(evaluator.logits(tuning), last_values(die, tuning, images, kImages));
    }
  }
}

TEST(TuningEvaluator, RefusesATuningThatIsTooShort) {
  const Network network = odd_shaped();
  const Chip chip = make_chip(network, varied_config());
  const Die die(chip, {3, 1});
  const std::vector<uint8_t> images = random_images(network, 1);
  TuningEvaluator evaluator(die, images.data(), 1);
  EXPECT_THROW(evaluator.logits(Tuning(1)), std::invalid_argument);
}

}  // namespace
}  // namespace kintsugi
