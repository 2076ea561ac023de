// The CSR port: access rules of every register and window (docs/controller.md, section 5).
#include <gtest/gtest.h>

#include <set>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

uint32_t word_address(const RegisterInfo& info, int i) {
  return static_cast<uint32_t>(info.address + 4 * i);
}

// A controller that plays an image to an accelerator that takes no pixel.
void make_busy(Driver& driver) {
  driver.manner.stim_ready_percent = 0;
  load(driver, make_program(1));
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Play));
}

TEST(Registers, HoldTheirResetValuesAfterReset) {
  Driver driver;
  for (const RegisterInfo& info : kRegisters) {
    if (info.address == kCycleAddress) continue;
    for (int i = 0; i < info.count; ++i) {
      const ApbResult result = driver.read(word_address(info, i));
      const uint32_t scrubbing = info.address == kStatusAddress ? kStatusScrubbing.put(1) : 0;
      EXPECT_FALSE(result.error) << info.name;
      EXPECT_EQ(result.data, info.reset & ~scrubbing) << info.name << " " << i;
    }
  }
}

TEST(Registers, ReadWriteKeepsFieldsAndIgnoresOtherBits) {
  Driver driver;
  for (const RegisterInfo& info : kRegisters) {
    if (info.access != Access::ReadWrite) continue;
    for (int i = 0; i < info.count; ++i) {
      for (const uint32_t data : {0xFFFFFFFFU, 0U, 0xA5C3965AU + static_cast<uint32_t>(i)}) {
        EXPECT_FALSE(driver.write(word_address(info, i), data).error) << info.name;
        EXPECT_EQ(driver.read(word_address(info, i)).data, data & info.mask) << info.name;
      }
    }
  }
  for (int i = 0; i < kLayerShapeCount; ++i) {
    const uint32_t address = kLayerShapeAddress + 4U * static_cast<uint32_t>(i);
    EXPECT_EQ(driver.read(address).data,
              (0xA5C3965AU + static_cast<uint32_t>(i)) &
                  (kLayerShapeChannels.put(~0U) | kLayerShapeBeats.put(~0U)))
        << "words of an array are one register";
  }
}

TEST(Registers, StrobesSelectBytes) {
  Driver driver;
  for (int strobes = 0; strobes < 16; ++strobes) {
    driver.write(kRejectLoAddress, 0x11223344);
    driver.write(kRejectLoAddress, 0xAABBCCDD, strobes);
    uint32_t expected = 0x11223344;
    for (int byte = 0; byte < 4; ++byte) {
      const uint32_t mask = 0xFFU << (8 * byte);
      if ((strobes >> byte & 1) != 0) expected = (expected & ~mask) | (0xAABBCCDDU & mask);
    }
    EXPECT_EQ(driver.read(kRejectLoAddress).data, expected) << "strobes " << strobes;
  }
}

TEST(Registers, WritingReadOnlyIsRefused) {
  Driver driver;
  for (const RegisterInfo& info : kRegisters) {
    if (info.access != Access::ReadOnly || info.address == kCycleAddress) continue;
    EXPECT_TRUE(driver.write(info.address, 0xFFFFFFFF).error) << info.name;
    const uint32_t scrubbing = info.address == kStatusAddress ? kStatusScrubbing.put(1) : 0;
    EXPECT_EQ(driver.read(info.address).data, info.reset & ~scrubbing) << info.name;
  }
}

TEST(Registers, ControlReadsZero) {
  Driver driver;
  driver.write(kCtrlAddress, 0xFFFFFFF0);
  EXPECT_FALSE(driver.read(kCtrlAddress).error);
  EXPECT_EQ(driver.read(kCtrlAddress).data, 0U);
}

TEST(Registers, EveryHoleOfTheAddressMapIsRefused) {
  Driver driver;
  std::set<uint32_t> known;
  std::set<uint32_t> probes = {0x6000, 0x8000, 0xFFFC, 0x80000, 0xFFFFC};
  for (const RegisterInfo& info : kRegisters) {
    for (int i = 0; i < info.count; ++i) known.insert(word_address(info, i));
  }
  for (uint32_t address = 0; address < 0x200; ++address) probes.insert(address);
  for (const WindowInfo& info : kWindows) {
    const auto end = static_cast<uint32_t>(info.address + 4 * info.words);
    for (uint32_t address = info.address; address < end; address += 4) known.insert(address);
    probes.insert({info.address - 4U, info.address, info.address + 2U, end - 4, end, end + 0x400});
  }
  for (const uint32_t address : probes) {
    if (address < kLogWindow + 8U * kLogEntries && address >= kLogWindow)
      continue;  // not written yet
    EXPECT_EQ(driver.read(address).error, known.count(address) == 0) << address;
    if (known.count(address) == 0) {
      EXPECT_TRUE(driver.write(address, 0).error) << address;
    }
  }
}

TEST(Windows, KeepWhatIsWrittenWithAllStrobesOnly) {
  Driver driver;
  for (const WindowInfo& info : kWindows) {
    if (info.access != Access::ReadWrite) continue;
    for (const int word : {0, 1, info.words / 2, info.words - 1}) {
      const uint32_t address = info.address + 4U * static_cast<uint32_t>(word);
      const uint32_t data = 0x9E3779B9U * (address + 1);
      EXPECT_FALSE(driver.write(address, data).error) << info.name;
      EXPECT_EQ(driver.read(address).data, data) << info.name;
      EXPECT_TRUE(driver.write(address, 0, 0x7).error) << info.name;
      EXPECT_EQ(driver.read(address).data, data) << info.name;
    }
  }
}

TEST(Windows, EndWhereTheMemoryEnds) {
  Driver driver;
  const uint32_t last = kCodebookWindow + 4U * 1023;
  driver.write(last, 0x9E3779B9U);
  EXPECT_EQ(driver.memory_word(Memory::Codebook, 1023), 0x9E3779B9U);
}

TEST(Windows, ReadOnlyOnesRefuseWrites) {
  Driver driver;
  EXPECT_TRUE(driver.write(kStatWindow, 1).error);
  EXPECT_TRUE(driver.write(kLogWindow, 1).error);
}

TEST(CsrPort, AnswersInTheFifthAccessCycle) {
  Driver driver;
  EXPECT_EQ(driver.read(kIdAddress).access_cycles, 5);
  EXPECT_EQ(driver.write(kIrqMaskAddress, 1).access_cycles, 5);
  EXPECT_EQ(driver.read(kStimWindow).access_cycles, 5);
  EXPECT_EQ(driver.read(0x1C).access_cycles, 5);
}

TEST(CsrPort, WriteShowsInTheHostMonitorForOneCycle) {
  Driver driver;
  int shown = 0;
  driver.on_cycle = [&] {
    if (driver.obs(ObsId::host_we) == 0) return;
    ++shown;
    EXPECT_EQ(driver.outputs().csr_pready, 1) << "the monitor shows in RESPOND";
    EXPECT_EQ(driver.obs(ObsId::host_addr), kPixelsAddress);
    EXPECT_EQ(driver.obs(ObsId::host_wdata), 0xFFFF1234U) << "raw write data";
  };
  driver.write(kPixelsAddress, 0xFFFF1234);
  driver.write(kIdAddress, 5);
  driver.read(kPixelsAddress);
  EXPECT_EQ(shown, 1);
}

TEST(Lock, RefusesLockedWritesWhileBusyAndKeepsTheValue) {
  Driver driver;
  make_busy(driver);
  for (const RegisterInfo& info : kRegisters) {
    if (!info.locked) continue;
    const uint32_t before = driver.read(info.address).data;
    EXPECT_TRUE(driver.write(info.address, ~before).error) << info.name;
    EXPECT_EQ(driver.read(info.address).data, before) << info.name;
  }
  EXPECT_FALSE(driver.write(kIrqMaskAddress, 3).error) << "the mask is not locked";
  EXPECT_EQ(driver.state(), State::Play);
}

TEST(Lock, RefusesLockedWindowsWhileBusy) {
  Driver driver;
  make_busy(driver);
  for (const WindowInfo& info : kWindows) {
    EXPECT_EQ(driver.read(info.address).error, info.locked) << info.name;
    EXPECT_TRUE(driver.write(info.address, 0).error) << info.name;
  }
}

TEST(Lock, OpensAfterTheTest) {
  Driver driver;
  make_busy(driver);
  abort(driver);
  ASSERT_TRUE(driver.run_until(State::Idle));
  EXPECT_FALSE(driver.write(kPixelsAddress, 7).error);
  EXPECT_FALSE(driver.read(kStimWindow).error);
}

// The end of a test falls between DECODE and ACCESS of some transfer: both cycles must be free.
TEST(Lock, HoldsWhenEitherDecodeOrAccessIsBusy) {
  const SmallProgram program = make_program(1);
  Driver driver;
  load(driver, program);
  int changes = 0;
  for (int delay = 0; delay < 24; ++delay) {
    for (const bool write : {false, true}) {
      answer_with(driver, program);
      start(driver);
      ASSERT_TRUE(driver.run_until(State::Cluster));
      driver.tick();
      while (driver.obs(ObsId::pass) == 0 || driver.state() != State::Cluster) driver.tick();
      driver.tick(delay);
      bool busy_in_decode = false;
      bool busy_in_access = false;
      driver.on_cycle = [&] {
        const bool busy = driver.state() != State::Done;
        const auto phase = static_cast<CsrPhase>(driver.obs(ObsId::csr_phase));
        if (phase == CsrPhase::Decode) busy_in_decode = busy;
        if (phase == CsrPhase::Access) busy_in_access = busy;
      };
      const bool error =
          write ? driver.write(kPixelsAddress, 19).error : driver.read(kCodebookWindow).error;
      driver.on_cycle = nullptr;
      EXPECT_EQ(error, busy_in_decode || busy_in_access) << "delay " << delay;
      changes += busy_in_decode != busy_in_access ? 1 : 0;
      ASSERT_TRUE(driver.run_until(State::Done));
    }
  }
  EXPECT_EQ(changes, 2) << "the change fell between the two once with each kind";
}

TEST(Interrupt, CausesAreClearedByWritingOneAndMaskGatesThePin) {
  Driver driver;
  make_busy(driver);
  start(driver);
  abort(driver);
  ASSERT_TRUE(driver.run_until(State::Idle));
  const uint32_t both = kIrqStatusStartRejected.put(1) | kIrqStatusAborted.put(1);
  EXPECT_EQ(driver.read(kIrqStatusAddress).data, both);
  EXPECT_EQ(driver.outputs().irq, 0) << "no cause is enabled";
  driver.write(kIrqMaskAddress, kIrqStatusAborted.put(1));
  driver.tick(2);
  EXPECT_EQ(driver.outputs().irq, 1);
  driver.write(kIrqStatusAddress, both, 0xE);
  EXPECT_EQ(driver.read(kIrqStatusAddress).data, both) << "strobe 0 was not set";
  driver.write(kIrqStatusAddress, kIrqStatusAborted.put(1));
  EXPECT_EQ(driver.read(kIrqStatusAddress).data, kIrqStatusStartRejected.put(1));
  EXPECT_EQ(driver.outputs().irq, 0);
}

TEST(Commands, AbortHidesClearHidesStart) {
  Driver driver;
  load(driver, make_program(1));
  driver.write(kCtrlAddress, kCtrlStart.put(1) | kCtrlAbort.put(1));
  driver.tick(3);
  EXPECT_EQ(driver.state(), State::Idle);
  driver.write(kCtrlAddress, kCtrlStart.put(1) | kCtrlClear.put(1));
  driver.tick(3);
  EXPECT_EQ(driver.state(), State::Idle);
  driver.write(kCtrlAddress, kCtrlStart.put(1), 0xE);
  driver.tick(3);
  EXPECT_EQ(driver.state(), State::Idle) << "strobe 0 was not set";
  EXPECT_EQ(driver.read(kIrqStatusAddress).data, 0U);
  driver.write(kCtrlAddress, kCtrlStart.put(1));
  EXPECT_EQ(driver.state(), State::Check);
}

}  // namespace
}  // namespace kintsugi::controller_test
