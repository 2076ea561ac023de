// What a scenario expects of a run, held against the summary.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "testbench/report/summary.h"

namespace kintsugi {

// The scenario's [expect] table. An unset bound is not checked.
struct ExpectValues {
  std::optional<double> min_repaired_yield;        // per cent
  std::optional<double> min_gain_over_untuned;     // points of yield
  std::optional<double> min_gain_over_fixed_gain;  // points of yield
  int64_t max_mismatches = 0;
  int min_dies = 0;  // 0: not checked
};

struct ExpectationResult {
  std::string key;  // as in the scenario, "min_repaired_yield"
  double limit = 0.0;
  double measured = 0.0;
  bool ok = false;
};

// One result a bound, in the order of ExpectValues. A bound met exactly is met.
std::vector<ExpectationResult> evaluate_expectations(const Summary& summary,
                                                     const ExpectValues& expected);

}  // namespace kintsugi
