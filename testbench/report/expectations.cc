#include "testbench/report/expectations.h"

namespace kintsugi {
namespace {

ExpectationResult at_least(const char* key, double limit, double measured) {
  return {key, limit, measured, measured >= limit};
}

}  // namespace

std::vector<ExpectationResult> evaluate_expectations(const Summary& summary,
                                                     const ExpectValues& expected) {
  std::vector<ExpectationResult> results;
  const auto check = [&](const char* key, const std::optional<double>& limit, double measured) {
    if (limit) results.push_back(at_least(key, *limit, measured));
  };
  check("min_repaired_yield", expected.min_repaired_yield, summary.of(Repair::Repaired).yield);
  check("min_gain_over_untuned", expected.min_gain_over_untuned,
        summary.gain_over(Repair::Untuned).value);
  check("min_gain_over_fixed_gain", expected.min_gain_over_fixed_gain,
        summary.gain_over(Repair::FixedGain).value);
  results.push_back({"max_mismatches", static_cast<double>(expected.max_mismatches),
                     static_cast<double>(summary.mismatches),
                     summary.mismatches <= expected.max_mismatches});
  if (expected.min_dies > 0) {
    results.push_back(at_least("min_dies", expected.min_dies, summary.dies));
  }
  return results;
}

}  // namespace kintsugi
