// What came out of one testpoint.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "testbench/signoff/plan.h"

namespace kintsugi::signoff {

// A number that a check gave, beside its limit.
struct Value {
  std::string pointer;
  std::optional<double> value;  // nothing: it is not there
  std::string limit;
  bool ok = false;
};

// Whether a failure came again when its check ran again.
struct Rerun {
  std::string outcome;  // "reproduced", "another failure", "passed"; empty: was not tried
  std::string command;
  std::string wave;  // relative to the result folder; empty: none
};

struct Failure {
  std::string what;  // test, die or pointer
  std::string message;
  int test = 0;  // number of CTest
  int die = -1;
  uint64_t cycle = 0;  // of the divergence of that die
  Rerun rerun;
};

enum class Outcome { NotRun, Passed, Failed };

struct CheckResult {
  Outcome outcome = Outcome::NotRun;
  std::string reason;  // why it did not pass, one sentence
  std::vector<std::string> command;
  std::string log;  // relative to the result folder
  int64_t tests = 0;
  double seconds = 0.0;
  double cpu_seconds = 0.0;
  std::vector<Value> values;
  std::vector<Failure> failures;
  bool timed_out = false;  // another try may end
  bool kept = false;       // from an earlier, interrupted sign-off of the same inputs

  bool passed() const { return outcome == Outcome::Passed; }
};

const char* outcome_name(Outcome outcome);

std::string result_to_text(const CheckResult& result);
CheckResult result_from_text(const std::string& text);

// Compares a check's numbers with its limits; a number that is not there does not hold.
// `json`: text of the file that the check wrote. Throws UserError when it is no JSON.
std::vector<Value> judge_limits(const std::vector<PlanLimit>& limits, const std::string& json);

}  // namespace kintsugi::signoff
