// The monitor as wide as the controller is built: all layers, numbers of any size, long waits.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "models/tuning/self_tuning.h"
#include "testbench/tests/controller/monitor_setting.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// A word of any size, small ones as likely as large ones.
uint32_t word_of_any_size(std::mt19937& engine) {
  const auto word = static_cast<uint32_t>(engine());
  return word >> (engine() % 32);
}

struct WideSetting {
  std::array<uint32_t, kMonRatioCount> ratios{};
  tuning::SelfTuningLimits limits;
};

// Every register of the monitor anew, for all layers.
WideSetting choose(Driver& driver, std::mt19937& engine) {
  WideSetting setting;
  for (uint32_t l = 0; l < setting.ratios.size(); ++l) {
    setting.ratios[l] = word_of_any_size(engine) & 0xFFFFFF;
    driver.write(kMonRatioAddress + 4 * l, setting.ratios[l]);
  }
  setting.limits.gain_min = static_cast<uint16_t>(word_of_any_size(engine));
  setting.limits.gain_max =
      std::max(setting.limits.gain_min, static_cast<uint16_t>(~word_of_any_size(engine)));
  setting.limits.dead_shift = static_cast<int>(engine() % 16);
  driver.write(kGainLimitsAddress, kGainLimitsMin.put(setting.limits.gain_min) |
                                       kGainLimitsMax.put(setting.limits.gain_max));
  driver.write(kMonitorAddress,
               kMonitorEn.put(1) |
                   kMonitorDeadShift.put(static_cast<uint32_t>(setting.limits.dead_shift)) |
                   kMonitorWindow.put(static_cast<uint32_t>(engine())));
  return setting;
}

TEST(WideMonitor, FollowsEveryLayerWithNumbersOfAnySize) {
  Driver driver;
  std::mt19937 engine(1);
  driver.write(kCountsAddress, kCountsLayers.put(kMaxLayers));
  driver.write(kCfgLimitsAddress, kCfgLimitsTimeout.put(50) | kCfgLimitsRetries.put(15));
  for (int window = 0; window < 24; ++window) {
    driver.write(kMonitorAddress, 0);
    driver.tick(5);
    const WideSetting setting = choose(driver, engine);
    ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    for (uint32_t& word : driver.cfg.active) word = static_cast<uint32_t>(engine());
    for (uint32_t& sum : driver.cfg.sums) sum = word_of_any_size(engine);
    driver.cfg.shadow.fill(0);
    driver.cfg.sequence = static_cast<uint16_t>(engine() | 1);
    driver.manner.wrong_reads = window % 16;
    const CfgSlave found = driver.cfg;
    use_window(driver);
    for (size_t l = 0; l + 1 < kMaxLayers; ++l) {
      const auto gain = static_cast<uint16_t>(found.active[l]);
      const uint32_t next = tuning::next_gain(gain, found.sums[l], found.sums[l + 1],
                                              setting.ratios[l], setting.limits);
      EXPECT_EQ(driver.cfg.shadow[l], (found.active[l] & 0xFFFF0000U) | next) << "layer " << l;
    }
    EXPECT_EQ(driver.obs(ObsId::mon_sequence), found.sequence);
  }
}

TEST(WideMonitor, WaitsAsLongAsItsPeriod) {
  MonitorSetting setting;
  setting.period = 5000;
  Driver driver;
  prepare(driver, setting);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  for (int i = 0; i < 5000; ++i) {
    ASSERT_EQ(mon_step(driver), MonStep::Wait) << i;
    driver.tick();
  }
  EXPECT_EQ(mon_step(driver), MonStep::Poll);
}

// Any period it waits for: ends with the first cycle whose number is at least the period of it.
TEST(WideMonitor, PeriodMayShrinkBelowTheWait) {
  MonitorSetting setting;
  setting.period = 0xFFFFFF;
  Driver driver;
  prepare(driver, setting);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  driver.tick(100);
  ASSERT_EQ(mon_step(driver), MonStep::Wait);
  driver.write(kMonPeriodAddress, 90);
  EXPECT_NE(mon_step(driver), MonStep::Wait);
}

TEST(WideMonitor, LongPatienceWithTheBus) {
  MonitorSetting setting;
  setting.timeout = 5000;
  Driver driver;
  prepare(driver, setting);
  driver.manner.hung_addresses = {kMonSequence};
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
  driver.tick(5000);
  EXPECT_EQ(driver.state(), State::Idle);
  expect_monitor_error(driver, Error::CfgTimeout, 0x1FE);
}

// A layer each, so that every number of a layer shows in a detail.
TEST(WideMonitor, ErrorsNameEveryLayer) {
  Driver driver;
  prepare(driver);
  driver.write(kCountsAddress, kCountsLayers.put(kMaxLayers));
  for (uint32_t l = 0; l + 1 < kMaxLayers; ++l) {
    driver.manner.slverr_addresses = {static_cast<uint16_t>(kTuneActive + 4 * l)};
    enable(driver);
    ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
    complete_window(driver, {1, 1, 1});
    expect_monitor_error(driver, Error::CfgSlverr, 0x100 + l);
    enable(driver, false);
    driver.write(kCtrlAddress, kCtrlClear.put(1));
    driver.write(kIrqStatusAddress, ~0U);
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
