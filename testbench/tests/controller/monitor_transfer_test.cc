// Transfers of the self-tuning monitor that fail or are dropped (docs/controller.md, section 7.11).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/monitor_setting.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

struct Faulty {
  const char* what;
  MonStep step;
  uint32_t layer;
  uint32_t detail;
};
constexpr Faulty kFaulty[] = {
    {"Window", MonStep::Window, 0, 0x1FE}, {"Poll", MonStep::Poll, 0, 0x1FE},
    {"Input", MonStep::Input, 0, 0x1FE},   {"Sum", MonStep::Sum, 0, 0x100},
    {"Gain", MonStep::Gain, 0, 0x100},     {"Store", MonStep::Store, 0, 0x100},
    {"Back", MonStep::Back, 0, 0x100},     {"Sum1", MonStep::Sum, 1, 0x101},
    {"Back1", MonStep::Back, 1, 0x101},    {"Confirm", MonStep::Confirm, 0, 0x1FE},
    {"Apply", MonStep::Apply, 0, 0x1FF}};

class MonitorTransfer : public testing::TestWithParam<Faulty> {
 protected:
  // Brings the monitor to the SETUP cycle of the transfer.
  void reach(Driver& driver, int waits = 0) {
    prepare(driver);
    driver.manner.cfg_wait_states = waits;
    enable(driver);
    if (GetParam().step != MonStep::Window) {
      ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
      complete_window(driver, {1000, 500, 1000});
    }
    for (int i = 0; i < 3000; ++i) {
      if (mon_step(driver) == GetParam().step && driver.obs(ObsId::mon_layer) == GetParam().layer) {
        break;
      }
      driver.tick();
    }
    ASSERT_EQ(mon_step(driver), GetParam().step);
  }
};

TEST_P(MonitorTransfer, ErrorOfTheSlaveStopsTheController) {
  Driver driver;
  prepare(driver);
  reach(driver);
  driver.manner.slverr_transfer = driver.cfg.transfers;
  const auto windows = driver.obs(ObsId::mon_windows);
  expect_monitor_error(driver, Error::CfgSlverr, GetParam().detail);
  EXPECT_EQ(driver.obs(ObsId::mon_windows), windows);
  EXPECT_EQ(driver.obs(ObsId::mon_commits), 0U);
  EXPECT_EQ(driver.spans[driver.spans.size() - 2].state, State::Idle);
  driver.tick(100);
  EXPECT_EQ(mon_step(driver), MonStep::Off) << "not in ERROR";
  driver.manner = {};
  clear(driver);
  EXPECT_TRUE(run_until_step(driver, MonStep::Wait)) << "it begins anew in IDLE";
}

TEST_P(MonitorTransfer, HungSlaveEndsInErrorAfterTheAllowedCycles) {
  Driver driver;
  reach(driver);
  driver.manner.hung_transfer = driver.cfg.transfers;
  uint32_t access = 0;
  driver.on_cycle = [&] { access += driver.outputs().cfg_penable; };
  expect_monitor_error(driver, Error::CfgTimeout, GetParam().detail);
  EXPECT_EQ(access, 50U);
}

// START anywhere in a transfer: it ends, has no effect, and the test runs behind it.
TEST_P(MonitorTransfer, IsDroppedByAStart) {
  SmallProgram program = make_program(30);
  for (int delay = 0; delay < 9; ++delay) {
    Driver driver;
    load(driver, program);
    reach(driver, 30);
    driver.write(kCountsAddress, kCountsImages.put(3) | kCountsLayers.put(2) |
                                     kCountsFeatures.put(4) | kCountsClusters.put(4));
    load(driver, program);
    driver.tick(delay);
    answer_with(driver, program);
    const MonStep step = mon_step(driver);
    const bool transfer = driver.outputs().cfg_psel != 0;
    const int commits = driver.cfg.commits;
    start(driver);
    ASSERT_EQ(driver.state(), State::Check);
    if (transfer && mon_step(driver) == step) {
      EXPECT_EQ(driver.outputs().cfg_psel, 1);
    }
    const uint64_t windows = driver.obs(ObsId::mon_windows);
    const uint64_t applied = driver.obs(ObsId::mon_commits);
    driver.manner.cfg_wait_states = 0;
    ASSERT_TRUE(driver.run_until(State::Play, 200));
    EXPECT_EQ(mon_step(driver), MonStep::Off);
    EXPECT_EQ(driver.obs(ObsId::mon_windows), windows);
    EXPECT_EQ(driver.obs(ObsId::mon_commits), applied);
    EXPECT_LE(driver.cfg.commits, commits + 1) << "the accelerator may have seen APPLY";
    ASSERT_TRUE(driver.run_until(State::Done, 20000));
    EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
    EXPECT_TRUE(run_until_step(driver, MonStep::Window)) << "and begins anew in DONE";
  }
}

// The error of a dropped transfer is none.
TEST_P(MonitorTransfer, OfADroppedOneAnErrorOrTimeoutIsNone) {
  for (const bool hung : {false, true}) {
    Driver driver;
    reach(driver, 40);
    (hung ? driver.manner.hung_transfer : driver.manner.slverr_transfer) = driver.cfg.transfers;
    enable(driver, false);
    EXPECT_EQ(mon_step(driver), GetParam().step) << "it goes on";
    EXPECT_EQ(driver.outputs().cfg_penable, 1);
    ASSERT_TRUE(run_until_step(driver, MonStep::Off, 100));
    EXPECT_EQ(driver.state(), State::Idle);
    EXPECT_EQ(driver.obs(ObsId::error_code), 0U);
    EXPECT_EQ(driver.outputs().cfg_psel, 0);
    driver.tick(50);
    EXPECT_EQ(driver.outputs().cfg_psel, 0);
  }
}

// Disabled and enabled again within one transfer: dropped all the same.
TEST_P(MonitorTransfer, IsDroppedByOneCycleWithoutLeave) {
  Driver driver;
  reach(driver, 45);
  const auto sequence = driver.obs(ObsId::mon_sequence);
  const auto windows = driver.obs(ObsId::mon_windows);
  const uint32_t word = kMonitorDeadShift.put(4) | kMonitorWindow.put(7);
  driver.write(kMonitorAddress, word);
  driver.write(kMonitorAddress, word | kMonitorEn.put(1));
  ASSERT_EQ(mon_step(driver), GetParam().step);
  const int transfers = driver.cfg.transfers;
  while (driver.cfg.transfers == transfers) driver.tick();
  EXPECT_EQ(mon_step(driver), MonStep::Off);
  EXPECT_EQ(driver.obs(ObsId::mon_layer), 0U);
  EXPECT_EQ(driver.obs(ObsId::mon_next), 0U);
  EXPECT_EQ(driver.obs(ObsId::mon_moved), 0U);
  EXPECT_EQ(driver.obs(ObsId::mon_sequence), sequence);
  EXPECT_EQ(driver.obs(ObsId::mon_windows), windows);
  driver.tick();
  EXPECT_EQ(mon_step(driver), MonStep::Window);
}

TEST_P(MonitorTransfer, ResetEndsIt) {
  Driver driver;
  reach(driver, 20);
  driver.tick(3);
  driver.reset();
  EXPECT_EQ(driver.outputs().cfg_psel, 0);
  EXPECT_EQ(mon_step(driver), MonStep::Off);
  driver.wait_for_scrub();
  EXPECT_EQ(driver.outputs().cfg_psel, 0);
}

INSTANTIATE_TEST_SUITE_P(Steps, MonitorTransfer, testing::ValuesIn(kFaulty),
                         [](const testing::TestParamInfo<Faulty>& test) {
                           return std::string(test.param.what);
                         });

TEST(Monitor, StepsWithoutTransferEndWithTheLeave) {
  for (const MonStep step : {MonStep::Wait, MonStep::Divide}) {
    MonitorSetting setting;
    setting.period = 200;
    Driver driver;
    prepare(driver, setting);
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    complete_window(driver, {1000, 500, 1000});
    ASSERT_TRUE(run_until_step(driver, step));
    enable(driver, false);
    driver.tick(2);
    EXPECT_EQ(mon_step(driver), MonStep::Off);
    driver.tick(300);
    EXPECT_EQ(driver.outputs().cfg_psel, 0);
    EXPECT_EQ(driver.obs(ObsId::mon_windows), 0U);
  }
}

// CHECK waits for the last transfer, however long, and only then looks at the rules.
TEST(Monitor, CheckWaitsForADroppedTransfer) {
  MonitorSetting setting;
  setting.timeout = 200;
  SmallProgram program = make_program(30);
  program.cfg_timeout = 200;
  Driver driver;
  load(driver, program);
  prepare(driver, setting);
  load(driver, program);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
  driver.manner.cfg_wait_states = 120;
  driver.tick(2);
  start(driver);
  ASSERT_EQ(driver.state(), State::Check);
  driver.on_cycle = [&driver, off = 0]() mutable {
    if (mon_step(driver) == MonStep::Off) ++off;
    EXPECT_EQ(driver.state() == State::Check, off < 2) << "the last cycle is the first of OFF";
  };
  for (int i = 0; i < 200 && driver.state() == State::Check; ++i) driver.tick();
  driver.on_cycle = nullptr;
  EXPECT_EQ(driver.state(), State::Play);
  EXPECT_GT(driver.spans[driver.spans.size() - 2].cycles, 100U);
}

// An abort in that CHECK: FLUSH lasts until the port is free.
TEST(Monitor, FlushWaitsForADroppedTransfer) {
  MonitorSetting setting;
  setting.timeout = 200;
  Driver driver;
  prepare(driver, setting);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
  driver.manner.cfg_wait_states = 120;
  driver.tick(2);
  start(driver);
  abort(driver);
  ASSERT_EQ(driver.state(), State::Flush);
  while (driver.state() == State::Flush) {
    EXPECT_TRUE(driver.outputs().cfg_psel == 1 || driver.spans.back().cycles > 90);
    driver.tick();
  }
  EXPECT_EQ(driver.state(), State::Idle);
  EXPECT_EQ(driver.obs(ObsId::error_code), 0U);
  EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusAborted.put(1));
  driver.manner.cfg_wait_states = 0;
  EXPECT_TRUE(run_until_step(driver, MonStep::Wait));
}

// START at the edge of the monitor's error, one before and one behind it.
TEST(Monitor, StartAtTheEdgeOfItsErrorIsRejected) {
  int rejected = 0, started = 0, late = 0;
  for (int delay = 0; delay < 12; ++delay) {
    Driver driver;
    load(driver, make_program(30));
    driver.write(kMonPeriodAddress, 60);
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    driver.manner.slverr_transfer = driver.cfg.transfers;
    driver.tick(50 + delay);
    bool together = false;
    driver.on_cycle = [&] {
      const bool error = driver.state() == State::Error && driver.spans.back().cycles == 1;
      together = together || (error && driver.obs(ObsId::host_we) != 0);
    };
    start(driver);
    driver.on_cycle = nullptr;
    const bool refused = (driver.obs(ObsId::irq_status) & kIrqStatusStartRejected.put(1)) != 0;
    rejected += together ? 1 : 0;
    if (together) {
      EXPECT_TRUE(refused);
      EXPECT_EQ(driver.state(), State::Error);
    } else if (driver.state() == State::Error) {
      EXPECT_TRUE(refused) << "in ERROR";
      ++late;
    } else {
      EXPECT_FALSE(refused);
      ++started;
    }
  }
  EXPECT_EQ(rejected, 1);
  EXPECT_GT(started, 0);
  EXPECT_GT(late, 0);
}

TEST(Monitor, WorksInDoneBetweenTestsAndKeepsTheirResults) {
  const SmallProgram program = make_program(30);
  Driver driver;
  load(driver, program);
  driver.write(kMonRatioAddress, 0x10000);
  driver.write(kMonPeriodAddress, 5);
  driver.write(kMonitorAddress,
               kMonitorEn.put(1) | kMonitorDeadShift.put(8) | kMonitorWindow.put(4));
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  answer_with(driver, program);
  start(driver);
  driver.on_cycle = [&driver] {
    const bool busy = driver.state() != State::Done && driver.state() != State::Check;
    if (busy) {
      EXPECT_EQ(mon_step(driver), MonStep::Off);
    }
  };
  ASSERT_TRUE(driver.run_until(State::Done, 20000));
  driver.on_cycle = nullptr;
  const uint32_t total = driver.read(kCycTotalAddress).data;
  const uint32_t applied = driver.read(kAppliedAddress).data;
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  EXPECT_EQ(driver.cfg.window_writes, 2) << "the window began anew";
  const uint32_t gain = driver.cfg.active[0] & 0xFFFF;
  complete_window(driver, {1000, 2000});
  use_window(driver);
  EXPECT_EQ(driver.cfg.active[0] & 0xFFFF, (gain * 1000 + 1000) / 2000);
  EXPECT_EQ(driver.read(kCycTotalAddress).data, total);
  EXPECT_EQ(driver.read(kAppliedAddress).data, applied);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.read(kMonStatusAddress).data,
            kMonStatusWindows.put(1) | kMonStatusCommits.put(1));
  start(driver);
  EXPECT_EQ(driver.obs(ObsId::mon_windows), 1U) << "START leaves the monitor's counts";
}

}  // namespace
}  // namespace kintsugi::controller_test
