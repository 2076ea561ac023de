// From scenario keys to the platform's own structs.
#pragma once

#include "systemc/accelerator/timing.h"
#include "systemc/platform/platform_options.h"
#include "testbench/checkers/latency.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

inline TimingConfig timing_config(const Scenario& s) {
  TimingConfig t;
  t.clock_mhz = s.timing.clock_mhz;
  t.dac_cycles = s.timing.dac_cycles;
  t.integration_cycles = s.timing.integration_cycles;
  t.conversion_cycles = s.timing.conversion_cycles;
  t.shift_add_cycles = s.timing.shift_add_cycles;
  t.register_write_cycles = s.timing.register_write_cycles;
  t.fifo_depth = s.timing.fifo_depth;
  return t;
}

inline PlatformOptions platform_options(const Scenario& s) {
  PlatformOptions o;
  o.retest = s.controller.retest;
  o.image_timeout = static_cast<uint32_t>(s.controller.image_timeout);
  o.cfg_timeout = static_cast<uint32_t>(s.controller.cfg_timeout);
  o.cfg_retries = static_cast<uint32_t>(s.controller.cfg_retries);
  o.cycle_limit = static_cast<uint64_t>(s.controller.limit_run);
  o.csr_timeout = static_cast<uint32_t>(s.controller.limit_transfer) + 16;  // Latency sees it first
  return o;
}

inline LatencyLimits latency_limits(const Scenario& s) {
  LatencyLimits l;
  l.transfer = static_cast<uint64_t>(s.controller.limit_transfer);
  l.own = static_cast<uint64_t>(s.controller.limit_own);
  l.adapt = static_cast<uint64_t>(s.controller.limit_adapt);
  l.image_timeout = static_cast<uint64_t>(s.controller.image_timeout);
  return l;
}

}  // namespace kintsugi
