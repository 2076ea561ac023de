// Everything that watches the co-simulation of one die in `--check cycle`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/checkers/checker.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/checkers/scoreboard.h"

namespace kintsugi {

class DieChecker : public Checker {
 public:
  // The models are those the platform is given; all arguments must outlive the checker.
  DieChecker(const ControllerModel& rtl, const ReferenceModel& reference, uint64_t period_ps,
             const tuning::TestProgram& program)
      : period_ps_(period_ps), lock_step_(rtl, reference, period_ps), scoreboard_(program) {}

  // Of a run with requests for download and last-layer loop, which must outlive the checker too.
  DieChecker(const ControllerModel& rtl, const ReferenceModel& reference, uint64_t period_ps,
             const tuning::TestProgram& program, const std::vector<AdaptRequest>& requests)
      : period_ps_(period_ps),
        lock_step_(rtl, reference, period_ps),
        scoreboard_(program, requests) {}

  bool on_cycle(const Cycle& cycle) override {
    if (!lock_step_.divergence()) {
      scoreboard_.on_cycle(cycle);
      transactions_.on_cycle(cycle);
    }
    return lock_step_.on_cycle(cycle);
  }

  // A run that stopped early is judged by the lock-step alone.
  Verdict finish(const PlatformResult& result) override;

 private:
  uint64_t period_ps_;
  LockStep lock_step_;
  Scoreboard scoreboard_;
  TransactionLog transactions_;
};

}  // namespace kintsugi
