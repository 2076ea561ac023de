// Contracts 1 and 2: one numeric truth, and a die is a number.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "models/accelerator/accuracy.h"
#include "models/accelerator/calibration.h"
#include "models/accelerator/die.h"
#include "models/core/vector_unit.h"
#include "testbench/tests/models/image_outputs.h"
#include "testbench/tests/models/inference_cases.h"
#include "testbench/tests/models/naive_accelerator.h"

namespace kintsugi {
namespace {

using testing::Case;
using testing::cases;
using testing::expect_same;
using testing::is_alive;
using testing::lenet_shaped;
using testing::naive_run_image;
using testing::odd_shaped;
using testing::random_images;
using testing::uneven_tuning;
using testing::varied_config;

TEST(InferenceTest, FastPathEqualsTheStepsOneByOneOnEveryKernel) {
  for (const Case& c : cases()) {
    const Chip chip = make_chip(c.network, c.config);
    const Die die(chip, {11, 3});
    const Tuning tuning = uneven_tuning(chip);
    const std::vector<uint8_t> images = random_images(c.network, 2);
    ASSERT_TRUE(is_alive(naive_run_image(die, tuning, images.data()))) << c.name;
    for (int i = 0; i < 2; ++i) {
      const uint8_t* image = images.data() + i * c.network.input.size();
      const uint32_t number = static_cast<uint32_t>(5 + i);
      const ImageOutput expected = naive_run_image(die, tuning, image, number);
      for (const VectorUnit unit : available_vector_units()) {
        SCOPED_TRACE(std::string(c.name) + ", vector unit " +
                     std::to_string(static_cast<int>(unit)));
        select_vector_unit(unit);
        expect_same(run_image(die, tuning, image, number), expected);
      }
    }
  }
  select_vector_unit(available_vector_units().back());
}

TEST(InferenceTest, ClassifyIsTheLowestArgmaxOfRunImage) {
  const Network network = lenet_shaped();
  const Chip chip = make_chip(network, varied_config(Mapping::Differential, 512, 256));
  const Die die(chip, {11, 3});
  const Tuning tuning = uneven_tuning(chip);
  const int count = 70;  // more than one block
  const std::vector<uint8_t> images = random_images(network, count);
  const std::vector<int> predictions = classify(die, tuning, images.data(), count);
  for (int i = 0; i < count; ++i) {
    const auto output = run_image(die, tuning, images.data() + i * network.input.size());
    const std::vector<int32_t>& values = output.back().values;
    EXPECT_EQ(predictions[static_cast<size_t>(i)],
              std::max_element(values.begin(), values.end()) - values.begin());
  }
}

TEST(InferenceTest, TiesGoToTheLowerClass) {
  Network network = testing::random_network({1, 2, 2}, {{LayerKind::Dense, 3}});
  std::fill(network.layers[0].weights.begin(), network.layers[0].weights.end(), int8_t{1});
  network.layers[0].bias = {0.0F, 1.0F, 1.0F};
  const Chip chip = make_chip(network, ChipConfig{});
  const std::vector<uint8_t> image = {1, 2, 3, 4};
  EXPECT_EQ(classify(Die::nominal(chip), {}, image.data(), 1), std::vector<int>{1});
}

TEST(InferenceTest, BatchSizeDoesNotMatter) {
  const Network network = odd_shaped();
  const Chip chip = make_chip(network, varied_config(Mapping::Differential, 37, 22));
  const Die die(chip, {11, 3});
  const Tuning tuning = identity_tuning(chip);
  const int last = chip.layer_count() - 1;
  const int count = 150;
  const std::vector<uint8_t> images = random_images(network, count);
  const std::vector<int32_t> whole = layer_accumulators(die, tuning, last, images.data(), count);
  for (const int batch : {1, 7, 64, 65}) {
    std::vector<int32_t> parts;
    for (int i = 0; i < count; i += batch) {
      const std::vector<int32_t> part = layer_accumulators(
          die, tuning, last, images.data() + i * network.input.size(), std::min(batch, count - i));
      parts.insert(parts.end(), part.begin(), part.end());
    }
    EXPECT_EQ(parts, whole) << "batches of " << batch;
  }
  EXPECT_GT(std::set<int32_t>(whole.begin(), whole.end()).size(), 50U) << "the test sees nothing";
}

TEST(InferenceTest, DiesComputeTheSameAloneAndOnTwoThreads) {
  const Network network = odd_shaped();
  const Chip chip = make_chip(network, varied_config(Mapping::Differential, 37, 22));
  const std::vector<uint8_t> images = random_images(network, 40);
  const int last = chip.layer_count() - 1;
  const auto run = [&](uint32_t number) {
    return layer_accumulators(Die(chip, {5, number}), identity_tuning(chip), last, images.data(),
                              40);
  };
  std::vector<std::vector<int32_t>> together(8);
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (uint32_t d = t; d < 8; d += 2) together[d] = run(d);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (uint32_t d = 8; d-- > 0;) EXPECT_EQ(run(d), together[d]) << "die " << d;
  EXPECT_NE(together[0], together[1]);
}

TEST(InferenceTest, LayerAccumulatorsAreThoseOfTheSteps) {
  const Network network = odd_shaped();
  const Chip chip = make_chip(network, varied_config(Mapping::SingleEnded, 37, 22));
  const Die die(chip, {11, 3});
  const Tuning tuning = uneven_tuning(chip);
  const std::vector<uint8_t> image = random_images(network, 1);
  const ImageOutput output = naive_run_image(die, tuning, image.data());
  std::vector<uint8_t> in = image;
  for (int l = 0; l < chip.layer_count(); ++l) {
    EXPECT_EQ(layer_accumulators(die, tuning, l, image.data(), 1),
              testing::naive_accumulators(die, l, in));
    const std::vector<int32_t>& values = output[static_cast<size_t>(l)].values;
    in.clear();
    for (const int32_t value : values) in.push_back(static_cast<uint8_t>(value));
  }
}

TEST(InferenceTest, TooShortTuningIsRefused) {
  const Network network = odd_shaped();
  const Chip chip = make_chip(network, ChipConfig{});
  const Die die = Die::nominal(chip);
  const std::vector<uint8_t> image = random_images(network, 1);
  EXPECT_THROW(classify(die, {}, image.data(), 1), std::invalid_argument);
  EXPECT_NO_THROW(layer_accumulators(die, {}, 0, image.data(), 1));
}

TEST(InferenceTest, AccuracyCountsRightPredictions) {
  const std::vector<uint8_t> labels = {1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(accuracy({1, 2, 0, 4}, labels.data()), 0.75);
  EXPECT_DOUBLE_EQ(accuracy({}, nullptr), 0.0);
}

}  // namespace
}  // namespace kintsugi
