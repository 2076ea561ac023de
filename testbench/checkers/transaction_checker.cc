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

// Of the test, of each adaptation that was a run of its own, and of the monitor.
std::vector<std::string> TransactionChecker::end_faults(const PlatformResult& result) const {
  std::vector<std::string> faults;
  const auto add = [&](const std::string& where, const std::string& fault) {
    if (!fault.empty()) faults.push_back("At the end" + where + ": " + fault + ".");
  };
  add("", course_.end_fault(result));
  add("", latency_.counters_fault(result.cycles));
  size_t runs = 1;
  for (const AdaptReport& report : result.adapted) {
    if (report.run == 0) continue;
    const std::string where = " of run " + std::to_string(report.run);
    add(where, course_.end_fault(report.run, report.state, {report.error, report.error_detail}));
    add(where, latency_.counters_fault(report.cycles, report.run));
    runs = report.run + 1;
  }
  if (course_.runs() > runs) {
    add("", std::to_string(course_.runs()) + " runs were begun, " + std::to_string(runs) +
                " are reported");
  }
  return faults;
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
    for (const auto& sentences :
         {end_faults(result), result.readback_errors, scoreboard_.finish(result)}) {
      mismatches.insert(mismatches.end(), sentences.begin(), sentences.end());
    }
  }
  if (verdict.passed()) return verdict;
  verdict.evidence =
      Evidence{{}, mismatches, transactions_.all(), transactions_.resets(), period_ps_, false};
  return verdict;
}

}  // namespace kintsugi
