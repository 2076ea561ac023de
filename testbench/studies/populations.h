// What studies share: programs from training dies, judged dies, co-simulated dies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "testbench/adaptation/adapt_die.h"
#include "testbench/report/summary.h"
#include "testbench/scenario/scenario.h"
#include "testbench/studies/study.h"

namespace kintsugi {

using Settings = std::vector<std::pair<std::string, std::string>>;  // key and value of a scenario

// A scenario of the project with some keys set.
Scenario study_scenario(const std::string& name, const Settings& settings);

// Mean over dies with its interval by bootstrap. Throws std::invalid_argument without values.
Estimate mean_of(const std::vector<double>& values);

// Adds work on the dies of a scenario in pieces of `chunk`: `work` gives an array with an element a
// die.
void add_pieces(const std::string& key, const Scenario& scenario, uint32_t chunk,
                const std::function<nlohmann::json(uint32_t first, uint32_t count)>& work,
                std::vector<StudyItem>* items);
// Their elements, from made[*at] on, which moves behind them; [count].
nlohmann::json take_pieces(const std::vector<nlohmann::json>& made, uint32_t count, size_t* at);

// Correct images of each die with channel gains, those and the loop, those and deltas, [count][3],
// by `labelled` training images.
nlohmann::json adapted_dies(const Scenario& scenario, int labelled, uint32_t first, uint32_t count,
                            HostEffort effort = {});

// The same with channels by statistics and by lines of columns
// (models/tuning/channel_calibration.h), [count][2].
nlohmann::json calibrated_dies(const Scenario& scenario, int images, uint32_t first,
                               uint32_t count);
inline constexpr const char* kCalibrations[] = {"statistics recalibration",
                                                "affine calibration a column"};

struct ProgramWish {
  std::string key;  // of its item and file
  Scenario scenario;
};

// Fits a test program for each, in a process of its own. Files in the order of the wishes.
std::vector<std::filesystem::path> fit_programs(StudyRun& run,
                                                const std::vector<ProgramWish>& wishes,
                                                StudyResult* result);

struct PopulationWish {
  std::string key;
  Scenario scenario;  // `dies` says which; with the test program to use
  int cosim = 0;      // its first dies also go through the RTL
};

struct JudgedPopulation {
  Summary summary;
  std::vector<DieRecord> dies;   // by the fast engine
  std::vector<DieRecord> cosim;  // those that went through the RTL; accuracies are not measured
  // Of a repair: the mean over the dies of accuracy minus the ideal chip's, points.
  Estimate below_ideal(int DieRecord::*correct) const;
  // Gap of two repairs' yields, points.
  Estimate yield_gap(int DieRecord::*correct, int DieRecord::*baseline) const;
  Estimate yield(Repair repair) const;               // per cent
  Estimate accuracy(int DieRecord::*correct) const;  // mean over the dies, per cent
  int required = 0;                                  // correct images of a good die
  // Root mean square and spread of predicted minus true accuracy and of the true one, points; of
  // the dies as they are.
  Estimate prediction_error() const;
  double accuracy_spread() const;
};

// Judges all populations by the fast engine, and checks that the RTL takes the same decisions. The
// results of `more` pieces, made beside, go to `made`.
std::vector<JudgedPopulation> judge_populations(StudyRun& run,
                                                const std::vector<PopulationWish>& wishes,
                                                StudyResult* result,
                                                const std::vector<StudyItem>& more = {},
                                                std::vector<nlohmann::json>* made = nullptr);

// Correct images of each die under kRepairs, then as the pieces from made[*at] on say, adapted dies
// and calibrated dies, *at moving behind them; [repair][die].
std::vector<std::vector<int>> correct_images(const JudgedPopulation& judged,
                                             const std::vector<nlohmann::json>& made, size_t* at);

// How the RTL differs, on a die of the scenario, from its reference in lock-step or from the fast
// engine; empty: not at all. One call a process.
std::string cosim_fault(const Scenario& scenario, uint32_t die);

// 95 % of the gap between the yields of two populations of the same dies (same seed, same count),
// paired.
Estimate paired_yield_gap(const JudgedPopulation& a, int DieRecord::*of_a,
                          const JudgedPopulation& b, int DieRecord::*of_b);

}  // namespace kintsugi
