#include "testbench/tests/controller/monitor_setting.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kintsugi::controller_test {

using namespace regs;

MonStep mon_step(const Driver& driver) { return static_cast<MonStep>(driver.obs(ObsId::mon_step)); }

bool run_until_step(Driver& driver, MonStep step, int most) {
  for (int i = 0; i < most && mon_step(driver) != step; ++i) driver.tick();
  return mon_step(driver) == step;
}

void prepare(Driver& driver, const MonitorSetting& setting) {
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

void enable(Driver& driver, bool on) {
  const uint32_t word = driver.read(kMonitorAddress).data & ~kMonitorEn.put(1);
  driver.write(kMonitorAddress, word | kMonitorEn.put(on ? 1 : 0));
}

void complete_window(Driver& driver, const std::vector<uint32_t>& sums) {
  std::copy(sums.begin(), sums.end(), driver.cfg.sums.begin());
  ++driver.cfg.sequence;
}

void use_window(Driver& driver) {
  const uint64_t windows = driver.obs(ObsId::mon_windows);
  for (int i = 0; i < 5000 && driver.obs(ObsId::mon_windows) == windows; ++i) driver.tick();
  ASSERT_EQ(driver.obs(ObsId::mon_windows), (windows + 1) & 0xFFFF);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
}

void expect_monitor_error(Driver& driver, Error code, uint32_t detail) {
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

}  // namespace kintsugi::controller_test
