// How long a controller may take, whatever it does in that time; measured on its pins alone.
#pragma once

#include <cstdint>
#include <string>

#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/course.h"

namespace kintsugi {

// Cycles. What each is counted from is said in docs/own_controller.md; each is a key of a scenario.
struct LatencyLimits {
  uint64_t transfer = 64;            // controller.limit_transfer
  uint64_t own = 20000;              // controller.limit_own, a pass
  uint64_t image_timeout = 1000000;  // controller.image_timeout
};

class Latency {
 public:
  explicit Latency(const LatencyLimits& limits) : limits_(limits) {}

  // The first limit that is broken at this edge, one sentence; empty for none. `before`: the
  // outputs after the edge before; `course` has seen this edge.
  std::string on_cycle(const ControllerOutputs& before, const Cycle& cycle, const Course& course);

  // Whether the counters the controller reports are those of the pins; a sentence that says what is
  // wrong, or nothing.
  std::string counters_fault(const CycleCounters& reported, size_t images) const;

 private:
  // Cycles in a row in which the controller makes one port wait.
  struct Wait {
    const char* what;
    uint64_t cycles = 0;
  };
  std::string wait(Wait* port, bool waits) const;
  bool owns(const ControllerOutputs& before, const ControllerInputs& in,
            const Course& course) const;

  LatencyLimits limits_;
  Wait csr_{"an answer on csr"};
  Wait pixel_{"the next pixel on stim"};
  Wait beat_{"sig_ready_o"};
  Wait setting_{"the next transfer of a setting on cfg"};
  uint64_t image_ = 0;  // cycles since the first pixel of the image that is out
  uint64_t own_ = 0;    // since START
  uint64_t run_ = 0;
};

}  // namespace kintsugi
