// How long a controller may take, whatever it does in that time; measured on its pins alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/course.h"

namespace kintsugi {

// Cycles. What each is counted from is said in docs/own_controller.md; each is a key of a scenario.
struct LatencyLimits {
  uint64_t transfer = 64;            // controller.limit_transfer
  uint64_t own = 20000;              // controller.limit_own, a pass
  uint64_t adapt = 100000;           // controller.limit_adapt
  uint64_t image_timeout = 1000000;  // controller.image_timeout
};

class Latency {
 public:
  explicit Latency(const LatencyLimits& limits) : limits_(limits) {}

  // The first limit that is broken at this edge, one sentence; empty for none. `before`: the
  // outputs after the edge before; `course` has seen this edge.
  std::string on_cycle(const ControllerOutputs& before, const Cycle& cycle, const Course& course);

  // Whether the counters the controller reports of a run, numbered from 0, are those of the pins; a
  // sentence that says what is wrong, or nothing.
  std::string counters_fault(const CycleCounters& reported, size_t run = 0) const;

 private:
  // Cycles since START or ADAPT; the controller's own share of them, of a test and of an
  // adaptation.
  struct Run {
    uint64_t total = 0;
    uint64_t own = 0;
    uint64_t adapt = 0;
    size_t images = 0;  // begun
  };
  // Cycles in a row in which the controller makes one port wait.
  struct Wait {
    const char* what;
    uint64_t cycles = 0;
  };
  std::string wait(Wait* port, bool waits) const;
  std::string watch_run(bool owns, const Course& course);
  bool owns(const ControllerOutputs& before, const ControllerInputs& in,
            const Course& course) const;

  LatencyLimits limits_;
  Wait csr_{"an answer on csr"};
  Wait pixel_{"the next pixel on stim"};
  Wait beat_{"sig_ready_o"};
  Wait setting_{"the next transfer of a setting on cfg"};
  uint64_t image_ = 0;  // cycles since the first pixel of the image that is out
  std::vector<Run> runs_;
  bool running_ = false;
};

}  // namespace kintsugi
