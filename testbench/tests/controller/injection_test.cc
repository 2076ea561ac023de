// Injected faults, and what the host sees of a word of bad parity (docs/controller.md, section 4).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/memory_faults.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

TEST(Injection, InvertsBitZeroOfTheNextWriteOfTheHostOnly) {
  Driver driver;
  for (const Window& window : kWritable) {
    for (const uint32_t data : {0x12345678U, 0x12345679U}) {
      inject(driver, window.memory);
      EXPECT_EQ(driver.obs(ObsId::inject), kArmed + static_cast<uint64_t>(window.memory));
      for (const Window& other : kWritable) {
        if (other.memory == window.memory) continue;
        driver.write(other.address + 4, 5);
        EXPECT_EQ(driver.memory_word(other.memory, 1), 5U);
      }
      EXPECT_FALSE(driver.write(window.address + 8, data).error);
      EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "disarmed";
      EXPECT_EQ(driver.memory_word(window.memory, 2), data ^ 1U);
      driver.write(window.address + 12, data);
      EXPECT_EQ(driver.memory_word(window.memory, 3), data);
    }
  }
}

TEST(Injection, RegisterTakesItsFieldsByStrobe) {
  Driver driver;
  const uint32_t word = kInjectArm.put(1) | kInjectMemory.put(4);
  const uint64_t expected[] = {0, 0, kArmed, kArmed + 4};  // by strobes 1:0
  for (int strobes = 0; strobes < 16; ++strobes) {
    driver.write(kInjectAddress, word);
    EXPECT_EQ(driver.obs(ObsId::inject), kArmed + 4U);
    EXPECT_FALSE(driver.write(kInjectAddress, word, strobes).error);
    EXPECT_EQ(driver.obs(ObsId::inject), expected[strobes & 3]) << strobes;
  }
  driver.write(kInjectAddress, kInjectMemory.put(4));
  EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "ARM 0 disarms";
  EXPECT_EQ(driver.read(kInjectAddress).data, 0U);
}

TEST(Injection, OfMemorySevenHasNoEffect) {
  Driver driver;
  driver.write(kInjectAddress, kInjectArm.put(1) | kInjectMemory.put(7));
  run_program(driver, make_program(1));
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.obs(ObsId::inject), kArmed + 7U);
}

TEST(Parity, BadWordIsRefusedToTheHost) {
  Driver driver;
  for (const Window& window : kWritable) {
    inject(driver, window.memory);
    driver.write(window.address + 20, 0xCAFE);
    const ApbResult result = driver.read(window.address + 20);
    EXPECT_TRUE(result.error) << name(window.memory);
    EXPECT_EQ(result.data, 0U);
    EXPECT_EQ(driver.read(kIrqStatusAddress).data, kIrqStatusParity.put(1));
    EXPECT_EQ(driver.state(), State::Idle) << "a host's read does not stop the controller";
    EXPECT_FALSE(driver.read(window.address + 16).error);
    driver.write(kIrqStatusAddress, kIrqStatusParity.put(1));
    EXPECT_EQ(driver.read(kIrqStatusAddress).data, 0U);
    driver.write(window.address + 20, 0xCAFE);
    EXPECT_EQ(driver.read(window.address + 20).data, 0xCAFEU) << "written anew";
  }
}

TEST(Parity, CauseIsSetInRespondAndRaisesTheInterrupt) {
  Driver driver;
  driver.write(kIrqMaskAddress, kIrqStatusParity.put(1));
  inject(driver, Memory::Delta);
  driver.write(kDeltaWindow, 1);
  driver.on_cycle = [&driver] {
    const bool responding =
        driver.obs(ObsId::csr_phase) == static_cast<uint64_t>(CsrPhase::Respond);
    if (responding) {
      EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusParity.put(1));
    }
    if (driver.obs(ObsId::csr_phase) == static_cast<uint64_t>(CsrPhase::Access)) {
      EXPECT_EQ(driver.obs(ObsId::irq_status), 0U);
    }
  };
  driver.read(kDeltaWindow);
  driver.on_cycle = nullptr;
  EXPECT_EQ(driver.outputs().irq, 1);
}

TEST(Parity, OfALogEntryCoversBothItsWords) {
  Driver driver;
  inject(driver, Memory::Log);
  run_program(driver, make_program(1));
  driver.tick(2);
  EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "CHECK was logged";
  EXPECT_TRUE(driver.read(kLogWindow).error);
  EXPECT_TRUE(driver.read(kLogWindow + 4).error);
  EXPECT_FALSE(driver.read(kLogWindow + 8).error);
  EXPECT_EQ(driver.state(), State::Done) << "no engine reads the log";
}

TEST(Injection, WrittenAtTheEdgeOfAWriteIsWhatCountsAfterwards) {
  const LoopProgram program = make_loop_program(8);
  int met = 0;
  for (int delay = 0; delay < 20; ++delay) {
    Driver driver;
    load(driver, program);
    inject(driver, Memory::Delta);
    answer_with(driver, program);
    adapt(driver);
    ASSERT_TRUE(driver.run_until(State::Load));
    bool replaced = false;  // in an earlier cycle
    int writes = 0;
    driver.on_cycle = [&] {
      const bool host = driver.obs(ObsId::host_we) != 0;
      if (driver.obs(ObsId::delta_we) != 0 && ++writes == 1) {
        const auto word = static_cast<int>(driver.obs(ObsId::delta_waddr));
        EXPECT_EQ(driver.memory_word(Memory::Delta, word),
                  driver.obs(ObsId::delta_wdata) ^ (replaced ? 0U : 1U))
            << "delay " << delay;
        const uint64_t store = kArmed + static_cast<uint64_t>(Memory::Store);
        EXPECT_EQ(driver.obs(ObsId::inject), host || replaced ? store : 0) << "delay " << delay;
        met += host ? 1 : 0;
      }
      replaced = replaced || host;
    };
    driver.tick(delay);
    inject(driver, Memory::Store);
    while (writes == 0) driver.tick();
    driver.on_cycle = nullptr;
    ASSERT_TRUE(driver.run_until(State::Collect, 5000));
    while (driver.obs(ObsId::store_we) == 0) driver.tick();
    EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "the new one was taken";
  }
  EXPECT_EQ(met, 1);
}

// Arming at the very edge of a write arms for the next one.
TEST(Injection, ArmsFromTheNextCycleOn) {
  const LoopProgram program = make_loop_program(8);
  int met = 0;
  for (int delay = 0; delay < 20; ++delay) {
    Driver driver;
    load(driver, program);
    answer_with(driver, program);
    adapt(driver);
    ASSERT_TRUE(driver.run_until(State::Load));
    bool armed = false;
    bool taken = false;
    driver.on_cycle = [&] {
      const bool host = driver.obs(ObsId::host_we) != 0;
      if (driver.obs(ObsId::delta_we) != 0) {
        const auto word = static_cast<int>(driver.obs(ObsId::delta_waddr));
        const bool inverted = armed && !taken;
        EXPECT_EQ(driver.memory_word(Memory::Delta, word),
                  driver.obs(ObsId::delta_wdata) ^ (inverted ? 1U : 0U));
        taken = taken || inverted;
        met += host ? 1 : 0;
      }
      armed = armed || host;
    };
    driver.tick(delay);
    inject(driver, Memory::Delta);
    ASSERT_TRUE(driver.run_until(State::Play, 5000));
    EXPECT_TRUE(taken);
  }
  EXPECT_GE(met, 1);
}

}  // namespace
}  // namespace kintsugi::controller_test
