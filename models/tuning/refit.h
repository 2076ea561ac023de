// Fits a test program anew to dies that were measured, not simulated: from what a tester knows of
// them, with the program they were tested with as the starting point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/tuning/fit.h"

namespace kintsugi::tuning {

// Accuracies in points above the ideal chip.
struct MeasuredDie {
  std::vector<uint32_t> statistics;  // of the die as it came, as STAT holds them, [statistics]
  double accuracy = 0;               // of the die as it came
  std::optional<double> repaired;    // of the die as the program repairs it
  std::vector<uint32_t> statistics_after;  // of a retest of that repair; empty: not retested
  Tuning best;                             // measured best gains and offsets; empty: not known
};

struct RefitOptions {
  std::string name;         // of the new program
  uint64_t seed = 0;        // of the clustering
  double yield_margin = 2;  // points below the ideal chip a good die may be
};

// What was fitted on measured dies; the rest says what the given program says.
struct RefitReport {
  bool repair = false;    // projection and maps of the gains; needs the best gains of all dies
  bool forecast = false;  // from dies with `repaired`
  bool after = false;     // from dies with `statistics_after`
  // Of the accuracies as they came, on the fitting dies: spread, error of the given program, error
  // of the fit, each die left out.
  double accuracy_sd = 0;
  double given_rmse = 0;
  double fitted_rmse = 0;
};

constexpr int kLeastMeasured = 30;  // dies behind any part that is fitted

// `given` must come from a fit with predictors. Every feature and every prediction that is fitted
// anew is the given one plus what the dies hold against it, as far as cross-validation over them
// bears it out: few dies change little. Throws UserError for another kind of program, for fewer
// than kLeastMeasured dies and for dies that are all alike.
TestProgram refit(const TestProgram& given, const std::vector<MeasuredDie>& dies,
                  const RefitOptions& options, RefitReport* report);

}  // namespace kintsugi::tuning
