// The TLM accelerator under a setting written through its registers, and normal inference beside
// tests: values and sums are those of models/, and a test never notices it.
#include "systemc/accelerator/inference_source.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "models/registers/tuning_ctrl.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/initiator.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi {
namespace {

using Registers = TuningRegisters;

ChipConfig adaptable(const Network& network, GainGrain gains) {
  ChipConfig config = small_tiles(network.layers.size());
  config.device.read_noise = 0.02;
  config.adaptation.fraction = 0.2;
  config.gains = gains;
  return config;
}

struct Bench {
  explicit Bench(const Die& die)
      : accelerator("accelerator", die, identity_tuning(die.chip()), timing), host("host") {
    host.socket.bind(accelerator.registers().socket);
  }
  // Steps of one clock period until the test's image has left; all beats in order and the time.
  std::vector<int32_t> play(uint8_t tag, const std::vector<uint8_t>& image) {
    accelerator.take_image(tag, image);
    const sc_core::sc_time begin = sc_core::sc_time_stamp();
    std::vector<int32_t> values;
    for (bool last = false; !last; sc_core::sc_start(timing.period())) {
      SignatureBeat beat;
      if (!accelerator.next_beat(beat)) continue;
      values.push_back(beat.value);
      last = beat.last_image;
    }
    took = sc_core::sc_time_stamp() - begin;
    return values;
  }

  TimingConfig timing;
  Accelerator accelerator;
  Initiator host;
  sc_core::sc_time took;
};

// A setting that moves every register of the chip, written over the bus.
Setting write_setting(Bench& bench, const Chip& chip) {
  Setting setting(identity_tuning(chip));
  const auto word = [](LayerTuning t) {
    return uint32_t{static_cast<uint16_t>(t.offset)} << 16 | t.gain;
  };
  const auto write_all = [&](Tuning& words, size_t count, uint64_t base) {
    words.resize(count);
    for (size_t i = 0; i < count; ++i) {
      words[i] = {static_cast<uint16_t>(3800 + 97 * i), static_cast<int16_t>(3 - 2 * i)};
      bench.host.write(base + 4 * i, word(words[i]));
    }
  };
  write_all(setting.layers, setting.layers.size(), regs::kTuneShadow);
  const RegisterLayout layout = register_layout(chip);
  write_all(setting.tiles, layout.tiles, Registers::kTileShadow);
  write_all(setting.channels, layout.channels, Registers::kChannelShadow);
  for (size_t e = 0; e < layout.sparse.size(); ++e) {
    const auto delta = static_cast<int8_t>(e * 37 % 101 - 50);
    setting.deltas.push_back(delta);
    bench.host.write(Registers::kSparseEntry + 4 * e, static_cast<uint8_t>(delta));
  }
  bench.host.write(regs::kTuneCommit, 1);
  return setting;
}

std::vector<int32_t> all_values(const ImageOutput& output) {
  std::vector<int32_t> values;
  for (const LayerOutput& layer : output) {
    values.insert(values.end(), layer.values.begin(), layer.values.end());
  }
  return values;
}

// On a chain and on a graph.
std::string with_bench(GainGrain gains,
                       const std::function<std::string(Bench&, const Die&)>& test) {
  std::string text;
  for (const Network& network : {small_convolutional_network(), small_residual_network()}) {
    text += in_child([&] {
      set_time_resolution();
      const Chip chip = make_chip(network, adaptable(network, gains));
      const Die die(chip, DieKey{3, 1});
      Bench bench(die);
      return test(bench, die);
    });
  }
  return text;
}

TEST(AcceleratorSetting, StepByStepPathEqualsThePopulationPath) {
  for (const GainGrain gains : {GainGrain::Layer, GainGrain::Tile, GainGrain::Channel}) {
    EXPECT_EQ(
        with_bench(gains,
                   [](Bench& bench, const Die& die) {
                     const std::vector<uint8_t> image = random_image(die.chip().network, 4);
                     sc_core::sc_start(sc_core::SC_ZERO_TIME);
                     const auto plain = bench.play(0, image);
                     const sc_core::sc_time took = bench.took;
                     std::string text = expect(
                         plain ==
                             all_values(run_image(die, identity_tuning(die.chip()), image.data())),
                         "without a setting");
                     const Setting setting = write_setting(bench, die.chip());
                     const auto values = bench.play(1, image);
                     return text + expect(values != plain, "nothing moves") +
                            expect(values == all_values(run_image(die, setting, image.data(), 1)),
                                   "under the setting") +
                            expect(bench.took == took, "it takes another time");
                   }),
        "")
        << static_cast<int>(gains);
  }
}

TEST(InferenceSource, ImagesTakeTheirTimeAndTheirSumsAreThoseOfTheModels) {
  EXPECT_EQ(
      with_bench(GainGrain::Layer,
                 [](Bench& bench, const Die& die) {
                   const Chip& chip = die.chip();
                   const std::vector<std::vector<uint8_t>> images = {random_image(chip.network, 1),
                                                                     random_image(chip.network, 2),
                                                                     random_image(chip.network, 3)};
                   InferenceSource source("source", bench.accelerator, images, bench.timing);
                   bench.host.write(Registers::kMonWindow, 3);
                   const Setting setting = write_setting(bench, chip);
                   const int64_t image_cycles = image_compute_cycles(bench.timing, chip);
                   sc_core::sc_start(bench.timing.cycles(3 * image_cycles));
                   std::string text = expect(source.completed() == 2, "too early");
                   sc_core::sc_start(bench.timing.period());
                   text += expect(source.completed() == 3, "too late");
                   std::vector<uint64_t> sums(static_cast<size_t>(chip.tuned_layers()) + 1);
                   for (uint32_t i = 0; i < 3; ++i) {
                     const uint32_t number = Accelerator::kInferenceImages + i;
                     const auto one = activation_sums(die, setting, images[i].data(), number);
                     for (size_t s = 0; s < sums.size(); ++s) sums[s] += one[s];
                     const auto output = run_image(die, setting, images[i].data(), number);
                     const auto& last = output.back().values;
                     text += expect(source.predictions()[i] ==
                                        std::max_element(last.begin(), last.end()) - last.begin(),
                                    "prediction");
                   }
                   text += expect(bench.host.read(Registers::kMonSequence) == 1, "sequence");
                   for (size_t s = 0; s < sums.size(); ++s) {
                     text += expect(
                         sums[s] > 0 && bench.host.read(Registers::kMonSum + 4 * s) == sums[s],
                         "sum " + std::to_string(s));
                   }
                   return text;
                 }),
      "");
}

TEST(InferenceSource, ATestDrivesAnImageOutAndNeverNoticesIt) {
  EXPECT_EQ(with_bench(
                GainGrain::Layer,
                [](Bench& bench, const Die& die) {
                  const Chip& chip = die.chip();
                  const std::vector<uint8_t> image = random_image(chip.network, 1);
                  bool may_begin = true;
                  InferenceSource source("source", bench.accelerator, {image}, bench.timing,
                                         [&] { return may_begin; });
                  bench.host.write(Registers::kMonWindow, 1);
                  const int64_t image_cycles = image_compute_cycles(bench.timing, chip);
                  sc_core::sc_start(bench.timing.cycles(image_cycles / 2));
                  std::string text = expect(bench.accelerator.inferring(), "no image in work") +
                                     expect(bench.accelerator.image_ready(), "tests must wait");
                  SignatureBeat beat;
                  text += expect(!bench.accelerator.next_beat(beat), "a beat of no test");
                  // Both wait for the boundary, which is where the test's image begins.
                  const Setting setting = write_setting(bench, chip);
                  text += expect(bench.accelerator.registers().active() != setting.layers,
                                 "a commit in the middle of an image");
                  const auto values = bench.play(7, image);
                  text += expect(values == all_values(run_image(die, setting, image.data(), 0)),
                                 "the test's values");
                  const int64_t beats = static_cast<int64_t>(values.size());
                  text += expect(
                      bench.took == bench.timing.cycles(image_cycles + beats - chip.tuned_layers()),
                      "the test's time");
                  text += expect(source.completed() == 0 && source.dropped() == 1, "counts") +
                          expect(bench.host.read(Registers::kMonSequence) == 0,
                                 "a dropped image or a test's counts for the monitor");
                  may_begin = false;
                  sc_core::sc_start(bench.timing.cycles(3 * image_cycles));
                  text += expect(source.completed() == 1, "the image was not played again") +
                          expect(!bench.accelerator.inferring(), "begins when it may not");
                  return text;
                }),
            "");
}

TEST(InferenceSource, FlushLeavesInferenceAloneAndResetDropsIt) {
  EXPECT_EQ(with_bench(GainGrain::Layer,
                       [](Bench& bench, const Die& die) {
                         const std::vector<uint8_t> image = random_image(die.chip().network, 1);
                         InferenceSource source("source", bench.accelerator, {image}, bench.timing);
                         write_setting(bench, die.chip());
                         sc_core::sc_start(bench.timing.cycles(10));
                         bench.accelerator.drop_images();
                         std::string text = expect(bench.accelerator.inferring(), "flushed");
                         bench.accelerator.reset();
                         text += expect(!bench.accelerator.inferring(), "goes on in reset");
                         for (const int8_t delta : bench.accelerator.registers().setting().deltas) {
                           text += expect(delta == 0, "a delta survives reset");
                         }
                         return text;
                       }),
            "");
}

}  // namespace
}  // namespace kintsugi
