// The self-tuning monitor (docs/controller.md, section 7.11).
#include <gtest/gtest.h>

#include <random>

#include "models/tuning/self_tuning.h"
#include "testbench/tests/controller/monitor_setting.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

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
                                       {MonStep::Divide, 89},
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
    expect_monitor_error(driver, Error::Readback, 0x101);
    EXPECT_EQ(most, retries);
    EXPECT_EQ(driver.cfg.commits, 0);
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
