// The scrub of the memories behind reset (docs/controller.md, section 4).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/memory_faults.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// Steps to the edge behind which a fresh controller is in the reset state.
void reset_only(Driver& driver) {
  driver.reset();
  ASSERT_EQ(driver.obs(ObsId::scrubbing), 1U);
}

TEST(Scrub, ClearsAWordOfEveryMemoryACycle) {
  Driver driver;
  for (const Window& window : kWritable) {
    const int words = kMemories[static_cast<int>(window.memory)].words;
    for (const int word : {0, 1, 7, words - 1}) {
      driver.write(window.address + 4 * static_cast<uint32_t>(word), 0xFFFF0000U + 7);
    }
  }
  reset_only(driver);
  EXPECT_EQ(driver.memory_word(Memory::Stim, 0), 0xFFFF0007U) << "reset itself clears nothing";
  for (uint32_t cycle = 0; cycle < 1024; ++cycle) {
    ASSERT_EQ(driver.obs(ObsId::cycle), cycle);
    ASSERT_EQ(driver.obs(ObsId::scrubbing), 1U) << cycle;
    driver.tick();
    for (const Window& window : kWritable) {
      const auto words = static_cast<uint32_t>(kMemories[static_cast<int>(window.memory)].words);
      if (cycle < words) {
        EXPECT_EQ(driver.memory_word(window.memory, static_cast<int>(cycle)), 0U);
      }
      if (cycle + 1 < words) {
        EXPECT_EQ(driver.memory_word(window.memory, static_cast<int>(words) - 1), 0xFFFF0007U)
            << name(window.memory) << " in cycle " << cycle;
      }
    }
  }
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 0U) << "the deepest memory has 1024 words";
}

TEST(Scrub, ClearsStatisticsAndKeepsTheLog) {
  Driver driver;
  const SmallProgram program = make_program(1);
  run_program(driver, program);
  driver.tick();
  const uint64_t entry = driver.memory_word(Memory::Log, 0);
  ASSERT_NE(entry, 0U);
  ASSERT_NE(driver.memory_word(Memory::Stat, 0), 0U);
  driver.reset();
  driver.wait_for_scrub();
  EXPECT_EQ(driver.memory_word(Memory::Log, 0), entry);
  for (int slot = 0; slot < kStatSlots; ++slot) {
    EXPECT_EQ(driver.memory_word(Memory::Stat, slot), 0U);
  }
  EXPECT_EQ(driver.read(kLogCountAddress).data, 0U);
}

TEST(Scrub, RefusesWindowsButLogAndLeavesRegisters) {
  Driver driver;
  run_program(driver, make_program(1));
  reset_only(driver);
  for (const WindowInfo& info : kWindows) {
    EXPECT_EQ(driver.read(info.address).error, info.address != kLogWindow) << info.name;
    EXPECT_TRUE(driver.write(info.address, 1).error) << info.name;
  }
  EXPECT_FALSE(driver.write(kPixelsAddress, 77).error);
  EXPECT_EQ(driver.read(kPixelsAddress).data, 77U);
  EXPECT_EQ(driver.read(kStatusAddress).data, kStatusScrubbing.put(1));
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 1U);
  driver.wait_for_scrub();
  EXPECT_EQ(driver.read(kStatusAddress).data, 0U);
  EXPECT_EQ(driver.read(kStimWindow).data, 0U) << "the refused write did nothing";
}

TEST(Scrub, RejectsStartAndAdapt) {
  Driver driver;
  reset_only(driver);
  for (const uint32_t command : {kCtrlStart.put(1), kCtrlAdapt.put(1)}) {
    driver.write(kCtrlAddress, command);
    driver.tick(3);
    EXPECT_EQ(driver.state(), State::Idle);
    EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusStartRejected.put(1));
    driver.write(kIrqStatusAddress, 31);
  }
}

TEST(Scrub, ShowsInNoMonitorAndTakesNoInjection) {
  Driver driver;
  reset_only(driver);
  inject(driver, Memory::Store);
  while (driver.obs(ObsId::scrubbing) != 0) {
    driver.tick();
    for (const ObsId id : {ObsId::stat_we, ObsId::delta_we, ObsId::store_we, ObsId::stim_re}) {
      EXPECT_EQ(driver.obs(id), 0U);
    }
  }
  EXPECT_EQ(driver.obs(ObsId::inject), kArmed + static_cast<uint64_t>(Memory::Store));
  for (const Window& window : kWritable) EXPECT_FALSE(driver.read(window.address).error);
}

// The end of the scrub between DECODE and ACCESS: both must be free.
TEST(Scrub, HoldsWhenEitherDecodeOrAccessIsScrubbing) {
  int changes = 0;
  for (int delay = 0; delay < 10; ++delay) {
    Driver driver;
    driver.reset();
    driver.tick(1024 - 7 + delay);
    bool in_decode = false;
    bool in_access = false;
    driver.on_cycle = [&] {
      const bool scrubbing = driver.obs(ObsId::scrubbing) != 0;
      const auto phase = static_cast<CsrPhase>(driver.obs(ObsId::csr_phase));
      if (phase == CsrPhase::Decode) in_decode = scrubbing;
      if (phase == CsrPhase::Access) in_access = scrubbing;
    };
    const bool error = driver.read(kProjWindow).error;
    EXPECT_EQ(error, in_decode || in_access) << "delay " << delay;
    changes += in_decode != in_access ? 1 : 0;
  }
  EXPECT_EQ(changes, 1);
}

TEST(Scrub, BeginsAnewWithAReset) {
  Driver driver;
  driver.reset();
  driver.tick(500);
  driver.reset();
  driver.tick(1023);
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 1U);
  driver.tick();
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 0U);
}

}  // namespace
}  // namespace kintsugi::controller_test
