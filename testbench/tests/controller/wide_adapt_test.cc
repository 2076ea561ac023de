// Download and last-layer loop as wide as the controller is built: the largest shapes, every shift,
// the most epochs, the largest values. What stays idle in a small loop works here.
#include <gtest/gtest.h>

#include <random>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

constexpr int32_t kHighest = (1 << 23) - 1;
constexpr int32_t kLowest = -(1 << 23);

void adapt_and_compare(Driver& driver, const LoopProgram& program) {
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

TEST(WideAdapt, LargestLastLayerAndDownload) {
  LoopSizes sizes;
  sizes.images = 1;
  sizes.inputs = 1023;
  sizes.outputs = kOutputs;
  sizes.entries = kDeltaWords;
  sizes.loop_first = 100;
  LoopProgram program = make_loop_program(3, sizes);
  program.target = 0xFC00;  // up to the last address
  program.commit = true;
  Driver driver;
  adapt_and_compare(driver, program);
  EXPECT_EQ(driver.cfg.commits, 1);
}

// Entries anywhere in the array, most of them outside the last layer: the loop clears and spills
// words of any content but changes only those inside.
TEST(WideAdapt, EntriesOfAnyPlace) {
  std::mt19937 engine(1);
  LoopSizes sizes;
  sizes.images = 1;
  sizes.inputs = 1000;
  sizes.outputs = kOutputs;
  sizes.entries = 60;
  LoopProgram program = make_loop_program(4, sizes);
  program.labels = {1};
  program.options.margin = 0x7FFFFF;
  for (auto& entry : program.entries) {
    const bool inside = engine() % 3 == 0;
    entry.row = static_cast<int>(engine() % (inside ? 1000 : 1 << 14));
    entry.column = static_cast<int>(engine() % (inside ? kOutputs : 1 << 10));
  }
  Driver driver;
  adapt_and_compare(driver, program);
}

// Two columns hold all entries; the codes are the largest and a step goes from end to end.
TEST(WideAdapt, LargestSumsOfEveryColumn) {
  Driver driver;
  for (int label = 0; label < kOutputs; label += 2) {
    LoopSizes sizes;
    sizes.images = 1;
    sizes.inputs = 8;
    sizes.outputs = kOutputs;
    sizes.entries = kDeltaWords;
    sizes.loop_first = 0;
    sizes.epochs = 3;
    LoopProgram program = make_loop_program(5, sizes);
    program.options.shift = label == 0 ? 0 : label / 2 + 8;
    program.options.step = 255;
    program.options.step_shift = label / 2 % 4;
    program.options.margin = 0x7FFFFF;
    program.labels = {label};
    program.values[0].assign(program.values[0].size(), 15);
    const size_t first = program.values[0].size() - kOutputs;
    for (size_t c = 0; c < kOutputs; ++c) program.values[0][first + c] = kLowest;
    program.values[0][first + static_cast<size_t>(label) + 1] = kHighest;
    for (size_t e = 0; e < program.entries.size(); ++e) {
      program.entries[e].row = static_cast<int>(e % 8);
      program.entries[e].column = label + static_cast<int>(e % 2);
    }
    adapt_and_compare(driver, program);
  }
}

// Steps of any size at every shift, outputs anywhere.
TEST(WideAdapt, EveryShift) {
  std::mt19937 engine(1);
  Driver driver;
  for (int shift = 0; shift < 16; ++shift) {
    LoopSizes sizes;
    sizes.images = 3;
    sizes.inputs = 24;
    sizes.outputs = kOutputs;
    sizes.entries = 40;
    LoopProgram program = make_loop_program(static_cast<uint32_t>(shift), sizes);
    program.options.shift = shift;
    program.options.step_shift = 15 - shift;
    program.options.step = static_cast<int>(engine() % 256);
    program.options.margin = static_cast<int>(engine() % (1U << 24) >> shift);
    for (auto& values : program.values) {
      for (size_t i = values.size() - kOutputs; i < values.size(); ++i) {
        values[i] = static_cast<int32_t>(engine()) >> (8 + engine() % 16);
      }
    }
    adapt_and_compare(driver, program);
  }
}

// Two images that want the opposite of the same entries: learning never settles.
TEST(WideAdapt, MostEpochs) {
  LoopSizes sizes;
  sizes.images = 2;
  sizes.inputs = 1;
  sizes.outputs = 2;
  sizes.entries = 2;
  sizes.loop_first = 0;
  sizes.epochs = 255;
  LoopProgram program = make_loop_program(1, sizes);
  program.entries = {{0, 0, 0}, {0, 1, 0}};
  program.labels = {0, 1};
  for (auto& values : program.values) values = {0, 0, 0, 0, 15, 0, 0};
  program.options = {};
  program.options.step = 1;
  program.options.margin = 1000;
  program.options.epochs = 255;
  Driver driver;
  adapt_and_compare(driver, program);
  EXPECT_EQ(driver.obs(ObsId::adapt_epochs), 255U);
}

// As many as the store and the stimuli hold, all of them wrong before and behind the loop.
TEST(WideAdapt, MostImages) {
  LoopSizes sizes;
  sizes.images = kImages;
  sizes.inputs = 90;
  sizes.outputs = 2;
  sizes.entries = 4;
  sizes.loop_first = 3;
  sizes.epochs = 1;
  LoopProgram program = make_loop_program(6, sizes);
  program.labels.assign(kImages, 15);
  Driver driver;
  adapt_and_compare(driver, program);
  EXPECT_EQ(driver.obs(ObsId::wrong_first), static_cast<uint64_t>(kImages));
  EXPECT_EQ(driver.obs(ObsId::wrong_last), static_cast<uint64_t>(kImages));
}

// The images of the loop lie behind those of any test, up to the end of the stimuli.
TEST(WideAdapt, ImagesAtTheEndOfTheStimuli) {
  LoopSizes sizes;
  sizes.images = 2;
  LoopProgram program = make_loop_program(2, sizes);
  constexpr int kImageWords = 4;
  std::mt19937 engine(1);
  for (auto& pixels : program.stimuli) {
    pixels.clear();
    for (int i = 0; i < 8 * kImageWords; ++i) pixels.push_back(static_cast<uint8_t>(engine() % 16));
  }
  for (auto& pixels : program.test.stimuli) pixels.resize(8 * kImageWords);
  program.first_image = kStimWords / kImageWords - 2;
  Driver driver;
  adapt_and_compare(driver, program);
  ASSERT_EQ(driver.played.size(), 2U);
  EXPECT_EQ(driver.played[0].pixels, program.stimuli[0]);
  EXPECT_EQ(driver.played[1].pixels, program.stimuli[1]);
}

// Every image of the loop ends with codes and outputs of any size: what is stored clamps them.
TEST(WideAdapt, AnswersOfAnySize) {
  std::mt19937 engine(1);
  Driver driver;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    LoopSizes sizes;
    sizes.images = 4;
    sizes.inputs = 64;
    sizes.outputs = 10;
    LoopProgram program = make_loop_program(seed, sizes);
    for (auto& values : program.values) {
      for (int32_t& value : values) value = static_cast<int32_t>(engine()) >> (8 + engine() % 24);
    }
    adapt_and_compare(driver, program);
    for (int n = 0; n < program.images(); ++n) {
      const std::vector<uint32_t> words = store_words(program, n);
      for (size_t w = 0; w < words.size(); ++w) {
        EXPECT_EQ(
            driver.memory_word(Memory::Store, n * program.store_stride() + static_cast<int>(w)),
            words[w]);
      }
    }
  }
}

// Words of any content, downloaded as they are, each of which may be the one that is refused.
TEST(WideAdapt, DownloadOfAnyWords) {
  std::mt19937 engine(1);
  LoopSizes sizes;
  sizes.entries = kDeltaWords;
  LoopProgram program = make_loop_program(1, sizes);
  program.loop = false;
  for (auto& entry : program.entries) {
    const auto word = static_cast<uint32_t>(engine());
    entry = {static_cast<int>(word >> 18), static_cast<int>(word >> 8 & 0x3FF),
             static_cast<int8_t>(word)};
  }
  Driver driver;
  program.target = 0x7FF0;
  adapt_and_compare(driver, program);
  for (const int refused : {0, 85, 170, 255}) {
    driver.manner.slverr_addresses = {program.address(refused)};
    adapt(driver);
    ASSERT_TRUE(driver.run_until(State::Error));
    EXPECT_EQ(driver.obs(ObsId::error_detail), 0x2000U + static_cast<uint64_t>(refused));
    clear(driver);
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
