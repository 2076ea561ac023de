// LOCK.PROGRAM protects the test program until reset (docs/controller.md, section 5).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

void lock(Driver& driver) { driver.write(kLockAddress, kLockProgram.put(1)); }

TEST(LockProgram, IsSetByWritingOneAndClearedByResetAlone) {
  Driver driver;
  EXPECT_EQ(driver.read(kLockAddress).data, 0U);
  driver.write(kLockAddress, 0);
  driver.write(kLockAddress, 0xFFFFFFFE);
  driver.write(kLockAddress, 1, 0xE);
  EXPECT_EQ(driver.read(kLockAddress).data, 0U) << "its bit or its strobe was not set";
  driver.write(kLockAddress, 0xFFFFFFFF, 0x1);
  EXPECT_EQ(driver.read(kLockAddress).data, 1U);
  EXPECT_EQ(driver.obs(ObsId::lock_program), 1U);
  EXPECT_FALSE(driver.write(kLockAddress, 0).error);
  EXPECT_EQ(driver.read(kLockAddress).data, 1U);
  run_program(driver, make_program(1));
  EXPECT_EQ(driver.obs(ObsId::lock_program), 1U);
  driver.reset();
  EXPECT_EQ(driver.obs(ObsId::lock_program), 0U);
}

TEST(LockProgram, RefusesEveryLockedWriteAndNoRead) {
  Driver driver;
  load(driver, make_loop_program(1));
  lock(driver);
  for (const RegisterInfo& info : kRegisters) {
    for (uint32_t i = 0; i < static_cast<uint32_t>(info.count); ++i) {
      const uint32_t address = info.address + 4 * i;
      const ApbResult before = driver.read(address);
      EXPECT_FALSE(before.error) << info.name;
      if (!info.locked) continue;
      EXPECT_TRUE(driver.write(address, ~before.data).error) << info.name;
      EXPECT_EQ(driver.read(address).data, before.data) << info.name;
    }
  }
  for (const WindowInfo& info : kWindows) {
    if (info.address == kLogWindow) continue;
    const ApbResult before = driver.read(info.address);
    EXPECT_FALSE(before.error) << info.name;
    EXPECT_TRUE(driver.write(info.address, ~before.data).error) << info.name;
    EXPECT_EQ(driver.read(info.address).data, before.data) << info.name;
  }
}

TEST(LockProgram, LeavesTheRegistersOfOperation) {
  Driver driver;
  lock(driver);
  EXPECT_FALSE(driver.write(kIrqMaskAddress, 5).error);
  EXPECT_EQ(driver.read(kIrqMaskAddress).data, 5U);
  EXPECT_FALSE(driver.write(kIrqStatusAddress, 31).error);
  EXPECT_FALSE(driver.write(kInjectAddress, kInjectArm.put(1)).error);
  EXPECT_FALSE(driver.write(kCtrlAddress, 0).error);
}

TEST(LockProgram, StartAndAdaptStillRun) {
  const LoopProgram program = make_loop_program(1);
  Driver driver;
  load(driver, program);
  lock(driver);
  answer_with(driver, program);
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Done, 20000));
  EXPECT_EQ(driver.obs(ObsId::dist0), expect(program.test, 0).distance);
  adapt(driver);
  driver.tick();
  ASSERT_TRUE(driver.run_until(State::Done, 50000));
  expect_adapted(driver, program);
}

TEST(LockProgram, ShowsInTheHostMonitorAndRefusedWritesDoNot) {
  Driver driver;
  int shown = 0;
  driver.on_cycle = [&] { shown += static_cast<int>(driver.obs(ObsId::host_we)); };
  lock(driver);
  driver.write(kPixelsAddress, 3);
  driver.write(kStimWindow, 3);
  EXPECT_EQ(shown, 1);
}

TEST(Commands, StartHidesAdapt) {
  Driver driver;
  load(driver, make_loop_program(1));
  driver.write(kCtrlAddress, kCtrlAbort.put(1) | kCtrlAdapt.put(1));
  driver.write(kCtrlAddress, kCtrlClear.put(1) | kCtrlAdapt.put(1));
  driver.write(kCtrlAddress, kCtrlAdapt.put(1), 0xE);
  driver.tick(3);
  EXPECT_EQ(driver.state(), State::Idle);
  EXPECT_EQ(driver.obs(ObsId::irq_status), 0U);
  driver.write(kCtrlAddress, kCtrlStart.put(1) | kCtrlAdapt.put(1));
  EXPECT_EQ(driver.state(), State::Check);
  EXPECT_EQ(driver.obs(ObsId::adapting), 0U);
  adapt(driver);
  EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusStartRejected.put(1));
  abort(driver);
  ASSERT_TRUE(driver.run_until(State::Idle, 20));
  adapt(driver);
  EXPECT_EQ(driver.state(), State::Check);
  EXPECT_EQ(driver.obs(ObsId::adapting), 1U);
}

}  // namespace
}  // namespace kintsugi::controller_test
