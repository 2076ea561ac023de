// What tests of the self-tuning monitor need: its registers, windows of the accelerator.
#pragma once

#include <array>
#include <vector>

#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {

inline constexpr int kTuned = 2;  // of three layers

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

// Writes all registers of the monitor, EN as 0.
void prepare(Driver& driver, const MonitorSetting& setting = {});

void enable(Driver& driver, bool on = true);

regs::MonStep mon_step(const Driver& driver);
bool run_until_step(Driver& driver, regs::MonStep step, int most = 5000);

// The accelerator completes a window with these sums.
void complete_window(Driver& driver, const std::vector<uint32_t>& sums);

// Lets the monitor use the window.
void use_window(Driver& driver);

// The monitor must end in this error.
void expect_monitor_error(Driver& driver, regs::Error code, uint32_t detail);

}  // namespace kintsugi::controller_test
