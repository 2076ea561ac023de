// What became of each mutant, counted and told.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "testbench/mutation/mutant_list.h"
#include "testbench/mutation/regression.h"

namespace kintsugi::mutation {

struct Fate {
  Mutant mutant;
  std::optional<Kill> kill;
  bool equivalent = false;  // proved

  bool survived() const { return !kill && !equivalent; }
};

struct Score {
  int mutants = 0;
  int killed = 0;
  int equivalent = 0;
  int survived = 0;
  std::map<std::string, int> killed_by;  // Kill::by

  // Killed of those not proved equivalent; 0 when there are none.
  double percent() const;
};

Score score_of(const std::vector<Fate>& fates);
std::map<std::string, Score> score_by_module(const std::vector<Fate>& fates);

// The circumstances of a run, for its JSON.
struct Circumstances {
  int seed = 0;
  size_t tests = 0;
  uint64_t cycles = 0;  // of all tests on the netlist without a mutant
  double limit = 0;     // least score, percent
};

// A table by module, how the mutants were noticed, and every survivor with its source line.
std::string score_text(const std::vector<Fate>& fates);

// One mutant and its fate, a line.
std::string fate_text(const Fate& fate);

void write_score(const std::filesystem::path& file, const std::vector<Fate>& fates,
                 const Circumstances& circumstances);

}  // namespace kintsugi::mutation
