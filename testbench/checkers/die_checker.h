// Everything that watches the co-simulation of one die.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/checkers/lock_step.h"
#include "testbench/checkers/scoreboard.h"
#include "testbench/checkers/transactions.h"

namespace kintsugi {

// What was on record when controller and reference parted, or at the end of a run.
struct Evidence {
  Divergence divergence;                  // none: they never did
  std::vector<std::string> sentences;     // what the checkers found, one each
  std::vector<Transaction> transactions;  // the last of each port, port after port
  uint64_t resets = 0;                    // seen up to the divergence
  uint64_t period_ps = 0;
};

struct Verdict {
  uint64_t cycles_compared = 0;
  uint64_t words_swept = 0;
  std::vector<std::string> mismatches;  // one sentence each; empty means the run was right
  Evidence evidence;                    // of a run that was not

  bool passed() const { return mismatches.empty(); }
};

class DieChecker : public CycleObserver {
 public:
  // The models are those the platform is given; all arguments must outlive the checker.
  DieChecker(const ControllerModel& rtl, const ControllerReference& reference, uint64_t period_ps,
             const tuning::TestProgram& program)
      : period_ps_(period_ps), lock_step_(rtl, reference, period_ps), scoreboard_(program) {}

  // Of a run with requests for download and last-layer loop, which must outlive the checker too.
  DieChecker(const ControllerModel& rtl, const ControllerReference& reference, uint64_t period_ps,
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

  // To be called after the run with its result. A run that stopped early is judged by the
  // lock-step alone.
  Verdict finish(const PlatformResult& result);

 private:
  Evidence evidence(const std::vector<std::string>& sentences) const;

  uint64_t period_ps_;
  LockStep lock_step_;
  Scoreboard scoreboard_;
  TransactionLog transactions_;
};

}  // namespace kintsugi
