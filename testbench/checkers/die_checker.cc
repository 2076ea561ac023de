#include "testbench/checkers/die_checker.h"

namespace kintsugi {

Verdict DieChecker::finish(const PlatformResult& result) {
  Verdict verdict;
  if (!lock_step_.finish()) verdict.mismatches.push_back(lock_step_.message());
  if (!lock_step_.divergence() && !result.finished) {
    verdict.mismatches.push_back(result.stop_reason);
  } else if (!lock_step_.divergence()) {
    for (const auto& sentences : {result.readback_errors, scoreboard_.finish(result)}) {
      verdict.mismatches.insert(verdict.mismatches.end(), sentences.begin(), sentences.end());
    }
  }
  if (!verdict.passed())
    verdict.evidence = Evidence{lock_step_.divergence(), verdict.mismatches, transactions_.all(),
                                transactions_.resets(), period_ps_};
  verdict.cycles_compared = lock_step_.cycles_compared();
  verdict.words_swept = lock_step_.words_swept();
  return verdict;
}

}  // namespace kintsugi
