// Controllers as small and as large as they may be built (docs/controller.md, section 2).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// A driver of a controller of these sizes; the test is skipped where there is none.
#define DRIVER_OF_SIZES(driver, sizes)                                       \
  std::unique_ptr<SteppedController> controller = make_controller(sizes);    \
  if (controller == nullptr) GTEST_SKIP() << "no controller of these sizes"; \
  Driver driver(std::move(controller))

uint32_t u(int value) { return static_cast<uint32_t>(value); }

// Windows end with their memories, and hold what is written up to their last word.
void expect_windows(Driver& driver, const ControllerSizes& sizes) {
  const struct {
    uint32_t window;
    Memory memory;
  } windows[] = {{kStimWindow, Memory::Stim},         {kProjWindow, Memory::Proj},
                 {kCodebookWindow, Memory::Codebook}, {kDeltaWindow, Memory::Delta},
                 {kStoreWindow, Memory::Store},       {kStatWindow, Memory::Stat}};
  for (const auto& [window, memory] : windows) {
    const uint32_t words = u(sizes.words(memory));
    EXPECT_FALSE(driver.read(window + 4 * (words - 1)).error) << name(memory);
    const bool next_window = window + 4 * words == kProjWindow;  // of the largest STIM
    if (!next_window) {
      EXPECT_TRUE(driver.read(window + 4 * words).error) << name(memory);
    }
    if (memory == Memory::Stat) continue;
    EXPECT_FALSE(driver.write(window + 4 * (words - 1), words).error);
    EXPECT_EQ(driver.read(window + 4 * (words - 1)).data, words);
    EXPECT_EQ(driver.memory_word(memory, static_cast<int>(words) - 1), words);
    if (!next_window) {
      EXPECT_TRUE(driver.write(window + 4 * words, 1).error);
    }
  }
}

TEST(Smallest, HasWindowsAndScrubOfItsSizes) {
  DRIVER_OF_SIZES(driver, kSmallestSizes);
  expect_windows(driver, kSmallestSizes);
  driver.reset();
  driver.tick(63);
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 1U) << "PROJ is deepest with 64 words";
  driver.tick();
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 0U);
  EXPECT_EQ(driver.memory_word(Memory::Proj, 63), 0U);
}

TEST(Largest, HasWindowsAndScrubOfItsSizes) {
  DRIVER_OF_SIZES(driver, kLargestSizes);
  expect_windows(driver, kLargestSizes);
  driver.reset();
  driver.tick(16383);
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 1U);
  driver.tick();
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 0U);
  EXPECT_EQ(driver.memory_word(Memory::Stim, 16383), 0U);
}

// One image, two layers, one feature, one entry: PROJECT takes four cycles a word.
TEST(Smallest, RunsATest) {
  ProgramSizes shape;
  shape.images = 1;
  shape.pixels = 128;
  shape.channels = {5, 5};  // 16 statistics
  shape.beats = {2, 1};
  shape.features = 1;
  shape.clusters = 1;
  const SmallProgram program = make_program(70, shape);
  DRIVER_OF_SIZES(driver, kSmallestSizes);
  run_program(driver, program);
  ASSERT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
  EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, 1).distance);
  EXPECT_EQ(driver.cfg.active[0], expect(program, 0).tune_words[0]);
  int projects = 0;
  for (const StateSpan& span : driver.spans) {
    if (span.state != State::Project) continue;
    EXPECT_EQ(span.cycles, 16U * 4 + 3);
    ++projects;
  }
  EXPECT_EQ(projects, 2);
}

// Reads of PROJECT come every 4 / Lanes cycles; the values are the same.
TEST(Lanes, SetThePaceOfProject) {
  const SmallProgram program = with_scatter(make_program(71), 3);
  const auto words = u(program.projected() * program.weight_row_words());
  for (const int lanes : {1, 2, 4}) {
    ControllerSizes sizes;
    sizes.lanes = lanes;
    DRIVER_OF_SIZES(driver, sizes);
    const uint32_t pace = 4 / u(lanes);
    uint32_t reads = 0;
    driver.on_cycle = [&] {
      if (driver.state() != State::Project || driver.obs(ObsId::proj_re) == 0) return;
      EXPECT_EQ(driver.obs(ObsId::proj_raddr), reads % words);
      EXPECT_EQ(driver.spans.back().cycles, reads % words * pace + 2) << "shown a cycle later";
      ++reads;
    };
    run_program(driver, program);
    ASSERT_EQ(driver.state(), State::Done);
    EXPECT_EQ(reads, 2 * words);
    EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
    EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, 1).distance);
    for (const StateSpan& span : driver.spans) {
      if (span.state == State::Project) {
        EXPECT_EQ(span.cycles, words * pace + 3);
      }
    }
  }
}

LoopProgram smallest_loop() {
  LoopSizes shape;
  shape.images = 1;
  shape.inputs = 8;
  shape.outputs = 2;
  shape.entries = 8;
  LoopProgram program = make_loop_program(72, shape);
  program.first_image = 7;  // the last two words of STIM
  program.test.channels.erase(program.test.channels.begin());
  program.test.beats.erase(program.test.beats.begin());
  for (auto& values : program.values) values.erase(values.begin(), values.begin() + 4);
  program.test.stimuli.resize(1);
  program.test.values[0].resize(1);
  program.test.values[1].resize(1);
  for (auto& entry : program.test.codebook) entry.tune_words.resize(1);
  return program;
}

TEST(Smallest, RunsALoop) {
  const LoopProgram program = smallest_loop();
  DRIVER_OF_SIZES(driver, kSmallestSizes);
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

TEST(Smallest, RefusesWhatExceedsIt) {
  const auto put = [](Driver& driver, uint32_t address, Field field, uint32_t value) {
    const uint32_t word = driver.read(address).data;
    driver.write(address, (word & ~field.put(~0U)) | field.put(value));
  };
  const struct {
    uint32_t rule, address;
    Field field;
    uint32_t value;
  } rules[] = {{1, kCountsAddress, kCountsImages, 2},
               {2, kCountsAddress, kCountsLayers, 3},
               {3, kCountsAddress, kCountsFeatures, 2},
               {4, kCountsAddress, kCountsClusters, 2},
               {5, kPixelsAddress, kPixelsCount, 129},
               {7, kLayerShapeAddress, kLayerShapeChannels, 9},
               {10, kCbStrideAddress, kCbStrideWords, 16},
               {14, kAdaptCountAddress, kAdaptCountCount, 9},
               {15, kAdaptImagesAddress, kAdaptImagesFirst, 8},
               {16, kLayerShapeAddress + 4, kLayerShapeChannels, 3},
               {17, kLayerShapeAddress, kLayerShapeChannels, 8 * 5 + 1}};
  for (const auto& rule : rules) {
    LoopProgram program = smallest_loop();
    program.test.features = 1;
    program.automatic = true;
    DRIVER_OF_SIZES(driver, kSmallestSizes);
    load(driver, program);
    driver.write(kCountsAddress, kCountsImages.put(1) | kCountsLayers.put(2) |
                                     kCountsFeatures.put(1) | kCountsClusters.put(1));
    driver.write(kCbStrideAddress, 15);
    put(driver, rule.address, rule.field, rule.value);
    rule.rule >= 16 ? adapt(driver) : start(driver);
    ASSERT_TRUE(driver.run_until(State::Error, 100)) << rule.rule;
    EXPECT_EQ(driver.obs(ObsId::error_detail), rule.rule);
  }
}

// All of 128 images, 1024 statistics, 64 entries of 16 features; addresses have all their bits.
TEST(Largest, RunsATest) {
  ProgramSizes shape;
  shape.images = 128;
  shape.pixels = 17;
  shape.channels = {100, 200, 300, 1, 380, 5, 13, 1};  // and three statistics a layer: 1024
  shape.beats = {1, 1, 1, 3, 1, 1, 1, 1};
  shape.features = 4;
  shape.clusters = 64;
  SmallProgram program = make_program(73, shape);
  program.stride = 60;
  DRIVER_OF_SIZES(driver, kLargestSizes);
  run_program(driver, program);
  ASSERT_EQ(driver.state(), State::Done) << driver.obs(ObsId::error_detail);
  EXPECT_EQ(driver.obs(ObsId::image), 127U);
  EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
  EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, 1).distance);
  EXPECT_EQ(driver.cfg.active[6], expect(program, 0).tune_words[6]);
}

TEST(Largest, RunsALoop) {
  LoopSizes shape;
  shape.images = 120;
  shape.inputs = 140;
  shape.outputs = 15;
  shape.entries = 8192;
  shape.loop_first = 7900;
  shape.epochs = 1;
  LoopProgram program = make_loop_program(74, shape);
  program.target = 0x8000;
  DRIVER_OF_SIZES(driver, kLargestSizes);
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

}  // namespace
}  // namespace kintsugi::controller_test
