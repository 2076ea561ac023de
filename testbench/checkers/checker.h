// What a checker of one die answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/divergence.h"
#include "testbench/checkers/transactions.h"

namespace kintsugi {

// What was on record when controller and reference parted, or at the end of a run.
struct Evidence {
  Divergence divergence;                  // none: they never did, or were not compared
  std::vector<std::string> sentences;     // what the checkers found, one each
  std::vector<Transaction> transactions;  // the last of each port, port after port
  uint64_t resets = 0;                    // seen up to the divergence
  uint64_t period_ps = 0;
  bool compared = true;  // with the reference, cycle by cycle
};

struct Verdict {
  uint64_t cycles_compared = 0;  // or watched, where there is nothing to compare with
  uint64_t words_swept = 0;
  std::vector<std::string> mismatches;  // one sentence each; empty means the run was right
  Evidence evidence;                    // of a run that was not

  bool passed() const { return mismatches.empty(); }
};

class Checker : public CycleObserver {
 public:
  // To be called after the run with its result.
  virtual Verdict finish(const PlatformResult& result) = 0;
};

}  // namespace kintsugi
