#include "testbench/checkers/transaction_checker.h"

#include "testbench/checkers/protocol_rules.h"

namespace kintsugi {

bool TransactionChecker::on_cycle(const Cycle& cycle) {
  if (!fault_.empty()) return false;
  ++cycles_;
  scoreboard_.on_cycle(cycle);
  transactions_.on_cycle(cycle);
  find_fault(cycle);
  before_ = cycle.rtl;
  return fault_.empty();
}

void TransactionChecker::find_fault(const Cycle& cycle) {
  const auto found = [&](const std::string& sentence) {
    if (sentence.empty() || !fault_.empty()) return;
    fault_ = "Cycle " + std::to_string(cycle.number) + " (" +
             std::to_string(cycle.number * period_ps_) + " ps): " + sentence + ".";
  };
  const auto rules = broken_pin_rules(before_, cycle.in, cycle.rtl, course_.cfg_timed_out());
  if (!rules.empty()) found(rules.front());
  if (rtl_.assertion_failed()) found("RTL assertion failed: " + rtl_.failed_assertion());
  if (cycle.in.rst_n == 0) return;
  found(course_.on_cycle(before_, cycle));
  found(latency_.on_cycle(before_, cycle, course_));
}

Verdict TransactionChecker::finish(const PlatformResult& result) {
  Verdict verdict;
  std::vector<std::string>& mismatches = verdict.mismatches;
  const auto add = [&](const std::string& sentence) {
    if (!sentence.empty()) mismatches.push_back(sentence);
  };
  verdict.cycles_compared = cycles_;
  if (!fault_.empty()) {
    add(fault_);
  } else if (cycles_ == 0) {
    add("The checker saw no cycle.");
  } else if (!result.finished) {
    add(result.stop_reason);
  } else {
    const std::string end = course_.end_fault(result);
    if (!end.empty()) add("At the end: " + end + ".");
    const std::string counters = latency_.counters_fault(result.cycles);
    if (!counters.empty()) add("At the end: " + counters + ".");
    for (const auto& sentences : {result.readback_errors, scoreboard_.finish(result)}) {
      mismatches.insert(mismatches.end(), sentences.begin(), sentences.end());
    }
  }
  if (verdict.passed()) return verdict;
  verdict.evidence =
      Evidence{{}, mismatches, transactions_.all(), transactions_.resets(), period_ps_, false};
  return verdict;
}

}  // namespace kintsugi
