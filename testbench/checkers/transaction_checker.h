// Everything that watches the co-simulation of one die in `--check transaction`: the rules of the
// pins, the order of traffic, latency limits, and the scoreboard's values. The controller need not
// be ours, nor show any state; no cycle is compared with a reference.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "systemc/rtl_host/controller_model.h"
#include "testbench/checkers/checker.h"
#include "testbench/checkers/course.h"
#include "testbench/checkers/latency.h"
#include "testbench/checkers/scoreboard.h"

namespace kintsugi {

class TransactionChecker : public Checker {
 public:
  // All references must outlive the checker.
  TransactionChecker(const ControllerModel& rtl, uint64_t period_ps,
                     const tuning::TestProgram& program, const LatencyLimits& limits,
                     const std::vector<AdaptRequest>& requests = Scoreboard::kNoRequests)
      : rtl_(rtl),
        period_ps_(period_ps),
        latency_(limits),
        scoreboard_(program, requests, kOnItsWay) {}

  // Cycles that an answer on cfg may take inside a controller.
  static constexpr uint64_t kOnItsWay = 16;

  bool wants_reference() const override { return false; }

  // The first fault on the pins ends the run.
  bool on_cycle(const Cycle& cycle) override;

  // A run that ended with a fault is judged by that alone.
  Verdict finish(const PlatformResult& result) override;

 private:
  void find_fault(const Cycle& cycle);
  std::vector<std::string> end_faults(const PlatformResult& result) const;

  const ControllerModel& rtl_;
  uint64_t period_ps_;
  Course course_;
  Latency latency_;
  Scoreboard scoreboard_;
  TransactionLog transactions_;
  ControllerOutputs before_;
  uint64_t cycles_ = 0;
  std::string fault_;
};

}  // namespace kintsugi
