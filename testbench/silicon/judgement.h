// How good a refitted program is, on measured dies that took no part in the fit.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "models/tuning/program.h"
#include "testbench/report/verdict_quality.h"
#include "testbench/silicon/tester_data.h"

namespace kintsugi {

// Which dies judge: a keyed hash of the name of a die, of its wafer or of its lot, so that it
// depends neither on the order of the file nor on the other dies.
struct SplitRule {
  std::string key = "kintsugi";
  int judged_percent = 50;
  std::string by = "die";  // or "wafer", "lot": neighbours then stay together
};
bool judges(const SplitRule& rule, const PartName& name);

// Who predicts: always the mean of the fitting dies, the given program, the refitted one.
enum class Predictor { Mean, Given, Refitted };
inline constexpr std::array<const char*, 3> kPredictors = {"mean", "given", "refitted"};

// Accuracies in points above the ideal chip, of dies in one state.
struct Stage {
  std::string name;
  std::vector<double> truth;
  std::array<std::vector<double>, 3> predicted;  // by Predictor, as long as `truth`
  std::array<double, 3> limit;                   // from which on a predictor calls a die good
};

// Points; proportions are of VerdictQuality, in per cent.
struct StageJudgement {
  std::string name;
  int dies = 0;
  std::array<Estimate, 3> rmse;
  Estimate gain_over_given;  // error of the given program minus that of the refitted, paired
  Estimate gain_over_mean;
  std::array<VerdictQuality, 3> verdicts;
};

// `margin`: points below the ideal chip a good die may be. Throws std::invalid_argument without
// dies.
StageJudgement judge_stage(const Stage& stage, double margin);

// The tester's own verdict on the dies as they are at the end.
VerdictQuality judge_tester(const std::vector<double>& truth, const std::vector<bool>& passed,
                            double margin);

// What a program says of a measured die, in points.
struct ProgramWord {
  double now = 0.0;
  std::optional<double> after;  // of the retested repair
};
ProgramWord word_of(const tuning::TestProgram& program, const TesterDie& die);

// Where the flow of the controller ends, played with the measured signatures: a further entry
// cannot be tried, as nobody measured it.
PartResult bin_of(const tuning::TestProgram& program, const TesterDie& die);

}  // namespace kintsugi
