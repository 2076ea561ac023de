// The behaviour tests of the controller (testbench/tests/controller) as something that kills
// mutants: each test drives the mutant through its pins, in lock-step with the reference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kintsugi::mutation {

// What may notice a mutant. Names are those of `--checks`.
struct Checks {
  bool lock_step = true;   // outputs and declared state in each cycle, memories at image ends
  bool assertions = true;  // those of the RTL
  bool tests = true;       // what the tests themselves expect
};

// How a mutant was noticed.
struct Kill {
  std::string by;      // output, state, memory, assertion, test, no end, crash
  std::string test;    // name of the behaviour test
  std::string what;    // what differed, one line
  uint64_t cycle = 0;  // of the test, from its first reset
};

struct TimedTest {
  std::string name;
  uint64_t cycles = 0;
};

// Makes the tests known; before anything else, once a process.
void init_regression();

// Runs the tests that match `filter` (GoogleTest's patterns) on the netlist without a mutant, in
// this process. Returns them with their lengths, in the order that kills
// soonest. Throws std::runtime_error with a sentence when a test fails or a check speaks up.
std::vector<TimedTest> clean_run(const std::string& filter);

// Runs `tests` in their order on a mutant, in this process, until the first notices it. Each may
// take some times as many cycles as it did in the clean run; what takes longer has no end.
std::optional<Kill> run_mutant(uint32_t mutant, const std::vector<TimedTest>& tests,
                               const Checks& checks);

}  // namespace kintsugi::mutation
