// Controllers as small and as large as they may be built (docs/controller.md, section 2).
#include <gtest/gtest.h>

#include "testbench/tests/controller/smallest_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

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
  Driver driver(make_controller(kSmallestSizes));
  expect_windows(driver, kSmallestSizes);
  driver.reset();
  driver.tick(63);
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 1U) << "PROJ is deepest with 64 words";
  driver.tick();
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 0U);
  EXPECT_EQ(driver.memory_word(Memory::Proj, 63), 0U);
}

TEST(Largest, HasWindowsAndScrubOfItsSizes) {
  Driver driver(make_controller(kLargestSizes));
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
  const SmallProgram program = smallest_program();
  Driver driver(make_controller(kSmallestSizes));
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
    Driver driver(make_controller(sizes));
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

TEST(Smallest, RunsALoop) {
  const LoopProgram program = smallest_loop();
  Driver driver(make_controller(kSmallestSizes));
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

TEST(Smallest, RefusesWhatExceedsIt) {
  for (const Excess& excess : kExcesses) {
    Driver driver(make_controller(kSmallestSizes));
    begin(driver, excess);
    ASSERT_TRUE(driver.run_until(State::Error, 100)) << excess.rule;
    EXPECT_EQ(driver.obs(ObsId::error_detail), excess.rule);
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
  Driver driver(make_controller(kLargestSizes));
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
  Driver driver(make_controller(kLargestSizes));
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

}  // namespace
}  // namespace kintsugi::controller_test
