// The self-tuning monitor (docs/controller.md, section 7.11).
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "models/tuning/self_tuning.h"
#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

constexpr int kTuned = 2;  // of three layers

MonStep mon_step(const Driver& driver) { return static_cast<MonStep>(driver.obs(ObsId::mon_step)); }

bool run_until_step(Driver& driver, MonStep step, int most = 5000) {
  for (int i = 0; i < most && mon_step(driver) != step; ++i) driver.tick();
  return mon_step(driver) == step;
}

struct MonitorSetting {
  uint32_t dead_shift = 4;
  uint32_t window = 7;
  uint32_t period = 3;
  uint32_t gain_min = 0;
  uint32_t gain_max = 0xFFFF;
  uint32_t retries = 1;
  uint32_t timeout = 50;
  std::array<uint32_t, kTuned> ratios = {0x10000, 0x8000};
};

// Everything but EN.
void prepare(Driver& driver, const MonitorSetting& setting = {}) {
  driver.write(kCountsAddress, kCountsLayers.put(kTuned + 1));
  driver.write(kCfgLimitsAddress,
               kCfgLimitsTimeout.put(setting.timeout) | kCfgLimitsRetries.put(setting.retries));
  driver.write(kGainLimitsAddress,
               kGainLimitsMin.put(setting.gain_min) | kGainLimitsMax.put(setting.gain_max));
  driver.write(kMonPeriodAddress, setting.period);
  for (uint32_t l = 0; l < kTuned; ++l) {
    driver.write(kMonRatioAddress + 4 * l, setting.ratios[l]);
  }
  driver.write(kMonitorAddress,
               kMonitorDeadShift.put(setting.dead_shift) | kMonitorWindow.put(setting.window));
  driver.cfg.active = {0xFFF01000, 0x00203000};
  driver.cfg.shadow = driver.cfg.active;
}

void enable(Driver& driver, bool on = true) {
  const uint32_t word = driver.read(kMonitorAddress).data & ~kMonitorEn.put(1);
  driver.write(kMonitorAddress, word | kMonitorEn.put(on ? 1 : 0));
}

// The accelerator completes a window with these sums.
void complete_window(Driver& driver, const std::vector<uint32_t>& sums) {
  std::copy(sums.begin(), sums.end(), driver.cfg.sums.begin());
  ++driver.cfg.sequence;
}

// Lets the monitor use the window.
void use_window(Driver& driver) {
  const uint64_t windows = driver.obs(ObsId::mon_windows);
  for (int i = 0; i < 5000 && driver.obs(ObsId::mon_windows) == windows; ++i) driver.tick();
  ASSERT_EQ(driver.obs(ObsId::mon_windows), (windows + 1) & 0xFFFF);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
}

void expect_error(Driver& driver, Error code, uint32_t detail) {
  ASSERT_TRUE(driver.run_until(State::Error, 2000)) << name(mon_step(driver));
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(code)) | kErrorDetail.put(detail));
  EXPECT_EQ(driver.outputs().cfg_psel, 0);
  for (const ObsId id :
       {ObsId::mon_step, ObsId::mon_layer, ObsId::mon_retry, ObsId::mon_moved, ObsId::mon_next}) {
    EXPECT_EQ(driver.obs(id), 0U);
  }
  EXPECT_EQ(driver.obs(ObsId::irq_status) & kIrqStatusError.put(1), kIrqStatusError.put(1));
}

TEST(Monitor, IsOffUnlessEnabled) {
  Driver driver;
  prepare(driver);
  driver.tick(300);
  EXPECT_EQ(mon_step(driver), MonStep::Off);
  EXPECT_EQ(driver.cfg.transfers, 0);
  EXPECT_EQ(driver.read(kMonStatusAddress).data, 0U);
}

TEST(Monitor, NeedsLayersAndATransferTime) {
  for (const uint32_t layers : {0U, 1U, 9U, 15U}) {
    Driver driver;
    prepare(driver);
    driver.write(kCountsAddress, kCountsLayers.put(layers));
    enable(driver);
    driver.tick(50);
    EXPECT_EQ(mon_step(driver), MonStep::Off) << layers;
  }
  Driver driver;
  prepare(driver);
  driver.write(kCfgLimitsAddress, 0);
  enable(driver);
  driver.tick(50);
  EXPECT_EQ(mon_step(driver), MonStep::Off);
  EXPECT_EQ(driver.cfg.transfers, 0);
}

TEST(Monitor, WaitsForTheScrub) {
  Driver driver;
  driver.reset();
  prepare(driver);
  enable(driver);
  while (driver.obs(ObsId::scrubbing) != 0) {
    EXPECT_EQ(mon_step(driver), MonStep::Off);
    driver.tick();
  }
  driver.tick(1);
  EXPECT_EQ(mon_step(driver), MonStep::Window);
}

// Steps with their cycles from OFF to the WAIT behind APPLY, both layers moved.
TEST(Monitor, StepsLastAsTheTableSays) {
  for (const int waits : {0, 2}) {
    Driver driver;
    prepare(driver);
    driver.manner.cfg_wait_states = waits;
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    complete_window(driver, {1000, 500, 1000});
    std::vector<std::pair<MonStep, uint32_t>> steps;
    while (steps.empty() || driver.obs(ObsId::mon_commits) == 0) {
      if (steps.empty() || steps.back().first != mon_step(driver)) {
        steps.emplace_back(mon_step(driver), 0);
      }
      ++steps.back().second;
      driver.tick();
    }
    const auto transfer = static_cast<uint32_t>(2 + waits);
    std::vector<std::pair<MonStep, uint32_t>> expected = {
        {MonStep::Wait, 3}, {MonStep::Poll, transfer}, {MonStep::Input, transfer}};
    for (int l = 0; l < kTuned; ++l) {
      expected.insert(expected.end(), {{MonStep::Sum, transfer},
                                       {MonStep::Gain, transfer},
                                       {MonStep::Divide, 88},
                                       {MonStep::Store, transfer},
                                       {MonStep::Back, transfer}});
    }
    expected.insert(expected.end(), {{MonStep::Confirm, transfer}, {MonStep::Apply, transfer}});
    EXPECT_EQ(steps, expected);
    EXPECT_EQ(mon_step(driver), MonStep::Wait);
    EXPECT_EQ(driver.read(kMonStatusAddress).data,
              kMonStatusWindows.put(1) | kMonStatusCommits.put(1));
    EXPECT_EQ(driver.obs(ObsId::cyc_total), 0U);
    EXPECT_EQ(driver.obs(ObsId::cyc_own), 0U);
    EXPECT_EQ(driver.state(), State::Idle);
  }
}

TEST(Monitor, TransfersAreThoseOfTheTable) {
  Driver driver;
  struct Transfer {
    uint16_t address;
    bool write;
    uint32_t data;
    bool operator==(const Transfer& o) const {
      return address == o.address && write == o.write && data == o.data;
    }
  };
  std::vector<Transfer> seen;
  driver.on_cycle = [&] {
    const ControllerOutputs& out = driver.outputs();
    if (out.cfg_psel == 0 || out.cfg_penable != 0) return;
    EXPECT_EQ(out.cfg_pstrb, out.cfg_pwrite != 0 ? 0xF : 0);
    seen.push_back({out.cfg_paddr, out.cfg_pwrite != 0, out.cfg_pwdata});
  };
  prepare(driver);
  driver.cfg.sequence = 9;  // the write of MonWindow sets it to 0
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
  complete_window(driver, {1000, 2000, 1000});
  seen.resize(1);
  while (driver.obs(ObsId::mon_commits) == 0) driver.tick();
  const std::vector<Transfer> expected = {{kMonWindow, true, 7},
                                          {kMonSum, false, 0},
                                          {kMonSum + 4, false, 0},
                                          {kTuneActive, false, 0},
                                          {kTuneShadow, true, 0xFFF00800},
                                          {kTuneShadow, false, 0},
                                          {kMonSum + 8, false, 0},
                                          {kTuneActive + 4, false, 0},
                                          {kTuneShadow + 4, true, 0x00203000},
                                          {kTuneShadow + 4, false, 0},
                                          {kMonSequence, false, 0},
                                          {kTuneCommit, true, 1}};
  ASSERT_EQ(seen.size(), expected.size());
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_TRUE(seen[i] == expected[i]) << "transfer " << i << " at " << seen[i].address;
  }
  EXPECT_EQ(driver.cfg.active[0], 0xFFF00800U) << "half the gain: the layer was twice as active";
  EXPECT_EQ(driver.cfg.active[1], 0x00203000U) << "its input was: nominal";
}

TEST(Monitor, PeriodOfZeroMeansOne) {
  for (const uint32_t period : {0U, 1U, 2U, 40U}) {
    MonitorSetting setting;
    setting.period = period;
    Driver driver;
    prepare(driver, setting);
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    uint32_t cycles = 0;
    for (; mon_step(driver) == MonStep::Wait && cycles < 100; ++cycles) driver.tick();
    EXPECT_EQ(cycles, period == 0 ? 1 : period);
    EXPECT_EQ(mon_step(driver), MonStep::Poll);
  }
}

TEST(Monitor, MovesGainsByTheFormula) {
  std::mt19937 engine(11);
  const auto wide = [&engine] { return static_cast<uint32_t>(engine()) >> (engine() % 32); };
  for (int round = 0; round < 60; ++round) {
    MonitorSetting setting;
    setting.dead_shift = wide() & 15;
    setting.gain_min = round % 3 == 0 ? wide() & 0xFFFF : 0;
    setting.gain_max = round % 3 == 1 ? wide() & 0xFFFF : 0xFFFF;  // the limits may cross
    setting.ratios = {wide() & 0xFFFFFF, wide() & 0xFFFFFF};
    Driver driver;
    prepare(driver, setting);
    const std::vector<uint32_t> sums = {round % 7 == 0 ? 0 : wide(), round % 5 == 0 ? 0 : wide(),
                                        round % 11 == 0 ? ~0U : wide()};
    driver.cfg.active = {wide(), wide()};
    const auto before = driver.cfg.active;
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    complete_window(driver, sums);
    use_window(driver);
    bool moved = false;
    for (size_t l = 0; l < kTuned; ++l) {
      tuning::SelfTuningLimits limits;
      limits.gain_min = static_cast<uint16_t>(setting.gain_min);
      limits.gain_max = static_cast<uint16_t>(setting.gain_max);
      limits.dead_shift = static_cast<int>(setting.dead_shift);
      const auto gain = static_cast<uint16_t>(before[l]);
      const uint16_t next =
          tuning::next_gain(gain, sums[l], sums[l + 1], setting.ratios[l], limits);
      moved = moved || next != gain;
      EXPECT_EQ(driver.cfg.shadow[l], (before[l] & 0xFFFF0000U) | next) << round << " " << l;
    }
    EXPECT_EQ(driver.cfg.commits, moved ? 1 : 0);
    EXPECT_EQ(driver.obs(ObsId::mon_commits), moved ? 1U : 0U);
    EXPECT_EQ(driver.obs(ObsId::mon_moved), moved ? 1U : 0U);
  }
}

// 256 of 4096 is the largest change that a dead band of gain >> 4 swallows.
TEST(Monitor, DeadBandIncludesItsEdge) {
  const struct {
    uint32_t sum;
    uint32_t gain;
  } cases[] = {{4096, 0x1000}, {3856, 0x1000}, {3854, 0x1102}, {4369, 0x1000}, {4372, 0x0EFD}};
  for (const auto& one : cases) {
    Driver driver;
    prepare(driver);
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    complete_window(driver, {4096, one.sum, one.sum / 2});
    use_window(driver);
    tuning::SelfTuningLimits limits;
    limits.dead_shift = 4;
    EXPECT_EQ(tuning::next_gain(0x1000, 4096, one.sum, 0x10000, limits) == 0x1000,
              one.gain == 0x1000)
        << "the case is what it claims";
    EXPECT_EQ(driver.cfg.shadow[0] & 0xFFFF,
              tuning::next_gain(0x1000, 4096, one.sum, 0x10000, limits));
  }
}

TEST(Monitor, WindowsAreUsedOnceAndCountOnWrappingAround) {
  Driver driver;
  prepare(driver);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  driver.cfg.sequence = 0xFFFE;
  for (int i = 0; i < 3; ++i) {
    complete_window(driver, {64, 64, 32});
    use_window(driver);
    EXPECT_EQ(driver.obs(ObsId::mon_sequence), driver.cfg.sequence);
    const int transfers = driver.cfg.transfers;
    driver.tick(30);
    EXPECT_GT(driver.cfg.transfers, transfers) << "it polls";
    EXPECT_EQ(driver.obs(ObsId::mon_windows), static_cast<uint64_t>(i + 1)) << "and uses it once";
  }
  EXPECT_EQ(driver.cfg.commits, 0) << "nothing moved";
}

// A window that ends while its sums are read: nothing is applied, and the new one is used.
TEST(Monitor, ConfirmDropsSumsOfAMixedWindow) {
  Driver driver;
  prepare(driver);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  complete_window(driver, {1000, 4000, 2000});
  ASSERT_TRUE(run_until_step(driver, MonStep::Divide));
  complete_window(driver, {1000, 500, 250});
  ASSERT_TRUE(run_until_step(driver, MonStep::Confirm));
  EXPECT_EQ(driver.obs(ObsId::mon_next), 1U);
  EXPECT_EQ(driver.obs(ObsId::mon_moved), 1U);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  EXPECT_EQ(driver.obs(ObsId::mon_windows), 0U);
  EXPECT_EQ(driver.obs(ObsId::mon_sequence), 0U);
  EXPECT_EQ(driver.cfg.commits, 0);
  EXPECT_EQ(driver.cfg.active[0], 0xFFF01000U);
  use_window(driver);
  EXPECT_EQ(driver.obs(ObsId::mon_sequence), 2U);
  EXPECT_EQ(driver.cfg.active[0], 0xFFF02000U);
}

TEST(Monitor, RewritesAShadowThatReadsBackWrong) {
  MonitorSetting setting;
  setting.retries = 2;
  Driver driver;
  prepare(driver, setting);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  complete_window(driver, {1000, 500, 1000});
  int stores = 0;
  driver.on_cycle = [&driver, &stores, was = MonStep::Off]() mutable {
    const MonStep step = mon_step(driver);
    if (step == MonStep::Store && was != step) {
      ++stores;
      driver.manner.wrong_reads = driver.obs(ObsId::mon_retry) < 2 ? 1 : 0;
    }
    was = step;
  };
  use_window(driver);
  EXPECT_EQ(stores, 2 * 3) << "retries count anew for each layer";
  EXPECT_EQ(driver.cfg.commits, 1);
  EXPECT_EQ(driver.obs(ObsId::mon_retry), 0U);
}

TEST(Monitor, GivesUpAfterTheAllowedRetries) {
  for (const uint32_t retries : {0U, 3U}) {
    MonitorSetting setting;
    setting.retries = retries;
    Driver driver;
    prepare(driver, setting);
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    complete_window(driver, {1000, 500, 1000});
    uint64_t most = 0;
    driver.on_cycle = [&] {
      if (driver.obs(ObsId::mon_layer) == 1) driver.manner.wrong_reads = 1;
      most = std::max(most, driver.obs(ObsId::mon_retry));
    };
    expect_error(driver, Error::Readback, 0x101);
    EXPECT_EQ(most, retries);
    EXPECT_EQ(driver.cfg.commits, 0);
  }
}

// Where each transfer stands and what its error is called.
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
  expect_error(driver, Error::CfgSlverr, GetParam().detail);
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
  expect_error(driver, Error::CfgTimeout, GetParam().detail);
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
