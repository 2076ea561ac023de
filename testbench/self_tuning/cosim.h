// The monitor of the Verilated controller, in lock-step, on shifted dies in use: cycle by cycle,
// and image by image what the follower says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "systemc/platform/platform_options.h"
#include "testbench/self_tuning/study.h"

namespace kintsugi {

struct MonitorCosim {
  std::vector<uint32_t> dies;
  int images = 0;          // played behind the shift, each die
  int64_t commits = 0;     // of gains, all dies
  int64_t cycles = 0;      // likewise
  int64_t mismatches = 0;  // of lock-step and of what each image found and gave
  std::string message;     // the first of them
};

// How a platform plays `images` of `played` from number `first` on, under the monitor.
PlatformOptions monitored(const Experiment& e, const MonitorStart& start, const CodedImages& played,
                          int first, int images);

// What a run of `die` with such options did otherwise than the untimed monitor, image by image: the
// gains each found, and its class. Empty: nothing.
std::string monitor_fault(const PlatformResult& result, const PlatformOptions& options,
                          const Die& die, const MonitorStart& start);

// What the RTL did with one die.
struct MonitoredDie {
  int64_t commits = 0;
  int64_t cycles = 0;
  std::vector<std::string> mismatches;
};

// Plays `images` of `played` from number `first` on on a die under the monitor. One call a process.
MonitoredDie cosim_monitored(const Experiment& e, const Die& die, uint32_t number,
                             const MonitorStart& start, const CodedImages& played, int first,
                             int images);

// Plays the images behind those of `study.base` and `study.before` on each of `dies` behind the
// shift, with the repair of before in force. Each in a process of its own, `jobs` at a time.
MonitorCosim cosim_monitor(const Experiment& experiment, const Chip& aged,
                           const std::vector<uint32_t>& dies, int images, const CodedImages& played,
                           const SelfTuneStudy& study, int jobs);

}  // namespace kintsugi
