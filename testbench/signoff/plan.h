// The test plan: what is claimed of the controller, and the check that shows each claim.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "testbench/cli/bars.h"

namespace kintsugi::signoff {

constexpr std::array<const char*, 3> kStages = {"V1", "V2", "V3"};

// What a number of a check's result must satisfy: "> 0", or "== /listed", another number of it.
struct PlanLimit {
  std::string pointer;  // JSON pointer
  std::string text;
  Limit limit;        // its value counts when `other` is empty
  std::string other;  // JSON pointer
};

// A claim and its check: either tests that CTest knows or a command that writes JSON.
struct Testpoint {
  std::string id;
  int stage = 0;  // index of kStages
  std::string claim;
  std::vector<std::string> features;  // chapters of the specification: "5", "7.2"

  std::string tests;     // regular expression of names; empty: a command
  std::string programs;  // regular expression of the tests' programs; empty: any
  std::string prints;    // regular expression; a line of each test that is no GoogleTest
  std::string count;     // regular expression; its group is summed over the outputs as /counted

  std::string covers;                // regular expression of tests that do what `command` does
  std::vector<std::string> command;  // program and arguments, no shell
  std::string json;                  // file it writes; empty: {json}
  std::vector<std::string> rerun;    // likewise, for a die that failed; empty: the command again

  std::vector<std::string> build;  // targets to build first
  std::vector<PlanLimit> limits;
  int slots = 1;        // processes it works with
  double minutes = 30;  // after which it is ended
  double seconds = 10;  // it takes about so long: for order and time left
  std::string text;     // its table as canonical text
};

struct Plan {
  std::filesystem::path file;
  std::string name;
  std::filesystem::path specification;    // relative to the repository root
  std::map<std::string, double> minutes;  // of a stage, on two cores
  std::string suite_programs;             // regular expressions: tests that must be mapped
  std::string suite_names;
  std::vector<Testpoint> testpoints;
};

// Throws UserError with "file:line: key: ..." for a bad one: also for a stage without testpoints,
// and for a command whose limits would also hold when it had compared nothing.
Plan load_plan(const std::filesystem::path& file);

}  // namespace kintsugi::signoff
