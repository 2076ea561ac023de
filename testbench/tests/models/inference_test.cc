// Contracts 1 and 2: one numeric truth, and a die is a number.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "models/accelerator/accuracy.h"
#include "models/accelerator/calibration.h"
#include "models/accelerator/die.h"
#include "models/core/vector_unit.h"
#include "testbench/tests/models/example_networks.h"
#include "testbench/tests/models/naive_accelerator.h"

namespace kintsugi {
namespace {

using testing::lenet_shaped;
using testing::naive_run_image;
using testing::odd_shaped;
using testing::random_images;

ChipConfig varied_config(Mapping mapping, int rows, int columns) {
  ChipConfig config;
  config.device.sigma_within = 0.2;
  config.device.sigma_tile = 0.3;
  config.device.sigma_die = 0.2;
  config.crossbar = {rows, columns, mapping};
  config.adc.columns_per_adc = 3;
  config.adc.gain_sigma = 0.03;
  config.adc.offset_sigma_lsb = 0.8;
  return config;
}

Tuning uneven_tuning(const Chip& chip) {
  Tuning tuning = identity_tuning(chip);
  for (size_t l = 0; l < tuning.size(); ++l) {
    tuning[l].gain = static_cast<uint16_t>(3000 + 700 * l);
    tuning[l].offset = static_cast<int16_t>(l % 2 == 0 ? 9 : -14);
  }
  return tuning;
}

void expect_same(const ImageOutput& a, const ImageOutput& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t l = 0; l < a.size(); ++l) EXPECT_EQ(a[l].values, b[l].values) << "layer " << l;
}

// A network whose codes all saturate or vanish would hide differences.
bool is_alive(const ImageOutput& output) {
  return std::all_of(output.begin(), output.end(), [](const LayerOutput& layer) {
    return std::set<int32_t>(layer.values.begin(), layer.values.end()).size() > 1;
  });
}

// The same with weights in slices, several bits a DAC step, or noise at every read.
ChipConfig with_slices(ChipConfig config, int levels, int slices) {
  config.device.levels = levels;
  config.crossbar.slices = slices;
  return config;
}

ChipConfig with_inputs(ChipConfig config, int bits, bool bipolar, double read_noise = 0.0) {
  config.dac.bits = bits;
  config.dac.bipolar = bipolar;
  config.adc.bits = 8 + bits;  // a coarse code of many bits at once leaves nothing alive
  config.device.read_noise = read_noise;
  return config;
}

// A digital reference does not vary with the die: no network survives much of that.
ChipConfig with_digital_reference(ChipConfig config) {
  config.crossbar.reference = Reference::Digital;
  config.device.sigma_within = 0.05;
  config.device.sigma_tile = 0.0;
  config.device.sigma_die = 0.0;
  config.adc.gain_sigma = 0.001;
  return config;
}

ChipConfig with_drivers(ChipConfig config, double inl) {
  config.dac.gain_sigma = 0.03;
  config.dac.offset_sigma_lsb = 0.05;
  config.dac.inl_sigma_lsb = inl;
  return config;
}

ChipConfig with_converters(ChipConfig config, AdcType type) {
  config.adc.type = type;
  config.adc.bits = std::min(config.adc.bits, 12);
  config.adc.comparator_sigma_lsb = type == AdcType::Flash ? 0.4 : 0.0;
  config.adc.ladder_sigma = type == AdcType::Flash ? 0.02 : 0.0;
  config.adc.capacitor_sigma = type == AdcType::Sar ? 0.02 : 0.0;
  config.adc.ramp_inl_sigma_lsb = type == AdcType::Ramp ? 1.0 : 0.0;
  config.adc.noise_lsb = 0.7;
  return config;
}

ChipConfig with_wires(ChipConfig config, WireTopology topology, double g_max_us = 100.0) {
  config.device.g_max_us = g_max_us;
  config.wires.topology = topology;
  config.wires.bit_ohm = 3.0;
  config.wires.driver_ohm = 20.0;
  (topology == WireTopology::DrivenRows ? config.wires.word_ohm : config.wires.source_ohm) = 2.0;
  return config;
}

struct Case {
  const char* name;
  Network network;
  ChipConfig config;
};

std::vector<Case> cases() {
  return {
      {"lenet, whole layers", lenet_shaped(), varied_config(Mapping::Differential, 512, 256)},
      {"lenet, single-ended", lenet_shaped(), varied_config(Mapping::SingleEnded, 512, 256)},
      {"odd shapes, small tiles", odd_shaped(), varied_config(Mapping::Differential, 37, 22)},
      {"odd shapes, tiny tiles", odd_shaped(), varied_config(Mapping::SingleEnded, 9, 7)},
      {"odd shapes, 8 bits", odd_shaped(8), varied_config(Mapping::Differential, 64, 64)},
      {"odd shapes, 1 bit", odd_shaped(1), varied_config(Mapping::Differential, 64, 64)},
      {"slices", odd_shaped(), with_slices(varied_config(Mapping::Differential, 64, 64), 4, 2)},
      {"slices, reference cells", odd_shaped(),
       with_slices(varied_config(Mapping::SingleEnded, 33, 61), 3, 3)},
      {"slices, digital reference", odd_shaped(),
       with_digital_reference(with_slices(varied_config(Mapping::SingleEnded, 64, 64), 5, 2))},
      {"offset binary", odd_shaped(),
       with_digital_reference(with_slices(varied_config(Mapping::OffsetBinary, 64, 64), 2, 5))},
      {"two bits a step", odd_shaped(5),
       with_inputs(varied_config(Mapping::Differential, 37, 22), 2, false)},
      {"eight bits at once", odd_shaped(8),
       with_inputs(varied_config(Mapping::Differential, 64, 64), 8, false)},
      {"bipolar bits", odd_shaped(),
       with_inputs(varied_config(Mapping::Differential, 37, 22), 1, true)},
      {"bipolar digits, slices", odd_shaped(4),
       with_inputs(with_slices(varied_config(Mapping::SingleEnded, 64, 64), 5, 2), 2, true)},
      {"noise", odd_shaped(),
       with_inputs(varied_config(Mapping::Differential, 37, 44), 1, false, 0.05)},
      {"noise, whole layers", lenet_shaped(),
       with_inputs(varied_config(Mapping::Differential, 512, 256), 1, false, 0.05)},
      {"noise on bipolar bits", odd_shaped(),
       with_inputs(varied_config(Mapping::SingleEnded, 37, 44), 1, true, 0.05)},
      {"noise on digits", odd_shaped(6),
       with_inputs(varied_config(Mapping::Differential, 37, 44), 3, false, 0.05)},
      {"noise on bipolar digits", odd_shaped(6),
       with_inputs(varied_config(Mapping::Differential, 37, 44), 3, true, 0.05)},
      {"drivers of bits", odd_shaped(),
       with_drivers(varied_config(Mapping::Differential, 37, 44), 0.0)},
      {"drivers of bipolar bits", odd_shaped(),
       with_drivers(with_inputs(varied_config(Mapping::Differential, 37, 44), 1, true, 0.05), 0.0)},
      {"drivers of digits", odd_shaped(6),
       with_drivers(with_inputs(varied_config(Mapping::SingleEnded, 37, 44), 3, false, 0.05), 0.1)},
      {"drivers of bipolar digits", odd_shaped(4),
       with_drivers(with_inputs(varied_config(Mapping::Differential, 37, 44), 2, true), 0.1)},
      {"flash", odd_shaped(),
       with_converters(varied_config(Mapping::Differential, 37, 44), AdcType::Flash)},
      {"sar, slices, noise", odd_shaped(),
       with_converters(
           with_slices(with_inputs(varied_config(Mapping::SingleEnded, 33, 61), 1, false, 0.05), 3,
                       3),
           AdcType::Sar)},
      {"ramp on bipolar digits", odd_shaped(4),
       with_converters(
           with_drivers(with_inputs(varied_config(Mapping::Differential, 37, 44), 2, true), 0.1),
           AdcType::Ramp)},
      {"wires, slices", odd_shaped(),
       with_wires(with_slices(varied_config(Mapping::Differential, 64, 64), 4, 2),
                  WireTopology::DrivenRows)},
      {"wires, bipolar digits, reference cells", odd_shaped(4),
       with_wires(
           with_inputs(with_slices(varied_config(Mapping::SingleEnded, 64, 64), 5, 2), 2, true),
           WireTopology::DrivenRows)},
      {"wires, digital reference, noise", odd_shaped(),
       with_wires(
           with_digital_reference(with_inputs(
               with_slices(varied_config(Mapping::OffsetBinary, 64, 64), 2, 5), 1, false, 0.02)),
           WireTopology::DrivenRows, 0.3)},
      {"gated rows, slices", odd_shaped(),
       with_wires(with_slices(varied_config(Mapping::Differential, 64, 64), 4, 2),
                  WireTopology::GatedRows)},
      {"gated rows, reference cells", odd_shaped(),
       with_wires(varied_config(Mapping::SingleEnded, 37, 22), WireTopology::GatedRows)},
      {"noise on eight bits at once", odd_shaped(8),
       with_inputs(varied_config(Mapping::Differential, 64, 64), 8, false, 0.05)},
  };
}

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
