// The result of a run: yields of the repaired dies and of the baselines, with what they cost.
// docs/statistics.md says how each interval is made.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "testbench/population/die_record.h"
#include "testbench/report/statistics.h"
#include "testbench/report/verdict_quality.h"

namespace kintsugi {

// The four treatments every die gets, in the order of every table.
enum class Repair { Untuned, FixedGain, MeanMatch, Repaired };

struct RepairColumn {
  Repair repair;
  const char* key;             // of summary.json
  int DieRecord::*correct;     // correctly classified images under it
  int DieRecord::*discordant;  // images on which it and the ideal chip are not both right or wrong
};
inline constexpr std::array<RepairColumn, 4> kRepairs = {{
    {Repair::Untuned, "untuned", &DieRecord::untuned, &DieRecord::untuned_discordant},
    {Repair::FixedGain, "fixed_gain", &DieRecord::fixed_gain, &DieRecord::fixed_gain_discordant},
    {Repair::MeanMatch, "mean_match", &DieRecord::mean_match, &DieRecord::mean_match_discordant},
    {Repair::Repaired, "repaired", &DieRecord::repaired, &DieRecord::repaired_discordant},
}};

// What a run knows beside its dies.
struct RunFacts {
  std::string scenario;
  uint64_t seed = 0;
  std::string engine;
  std::string check = "none";  // of the RTL: cycle or transaction
  int images = 0;             // judging images, the same on every die
  int ideal_correct = 0;      // of them, by the chip with zero variation
  double yield_margin = 2.0;  // points below the ideal accuracy; counted to 1e-6 points
  double clock_mhz = 200.0;
  bool predicts = false;  // the test program has predictors
};

// Accuracies and yields in per cent, gains in points.
struct RepairSummary {
  int good = 0;  // dies at or above the threshold
  double yield = 0.0;
  Interval yield_wilson;  // Wilson 95 %: these dies stand for the population
  Interval yield_ci;      // with the error of the judging images added in
  double paired_error = 0.0;  // points; standard error of accuracy minus ideal, median over dies
  double mean_accuracy = 0.0;
};

// Of those dies whose best tuning is known (`kintsugi optimum`).
struct OptimumSummary {
  int dies = 0;
  RepairSummary repair;  // under it
  // (repaired - untuned) / (optimum - untuned) of their yields, with a bootstrap interval over dies;
  // unset where the optimum gains less than kLeastOptimumGain.
  std::optional<Estimate> recovered_share;
};
constexpr double kLeastOptimumGain = 10.0;  // points of yield

struct Summary {
  RunFacts facts;
  int dies = 0;  // judged
  int64_t cycles_compared = 0;
  int64_t mismatches = 0;
  int failed_dies = 0;  // with mismatches, a message or a controller error; also those lost
  double ideal_accuracy = 0.0;
  double yield_threshold = 0.0;  // ideal minus margin
  std::array<RepairSummary, kRepairs.size()> repairs;
  std::optional<OptimumSummary> optimum;
  std::array<Estimate, 3> yield_gain;  // repaired minus untuned, fixed gain, mean match
  // The same of what ships and is good, by dies alone; unset without predictors.
  std::optional<std::array<Estimate, 3>> shipped_good_gain;
  std::array<int, 4> decisions{};      // dies the controller decided so, by regs::Decision
  int controller_errors = 0;           // dies on which it ended in ERROR instead
  std::array<int, 7> outcomes{};       // dies by regs::Outcome; NONE are those in ERROR
  std::optional<VerdictQuality> verdicts;  // set when the test program has predictors
  // START to DONE: test, repair and retest together. Unset when no die ran against a clock.
  std::optional<double> test_cycles_median;
  std::optional<double> test_ms_median;
  std::optional<double> own_share_ms_median;
  std::optional<double> mean_match_test_cycles_median;  // one signature a tuned layer

  const RepairSummary& of(Repair repair) const { return repairs[static_cast<size_t>(repair)]; }
  // `baseline` is any treatment but Repaired.
  const Estimate& gain_over(Repair baseline) const {
    return yield_gain[static_cast<size_t>(baseline)];
  }
};

// The fewest correct images whose accuracy is at least ideal minus margin, in exact integers.
// Throws std::invalid_argument unless 0 <= ideal_correct <= images and margin is in [0, 100].
int required_correct(int ideal_correct, int images, double margin_points);

// Whether the run found something wrong with this die; the die then fails in junit.xml.
bool failed(const DieRecord& record);

// Whether nothing is known of this die but that its worker failed, which `message` says. It counts
// as a failed die and in no yield; the next run into the folder tries it again.
bool lost(const DieRecord& record);
std::vector<DieRecord> without_lost(const std::vector<DieRecord>& records);

// Throws UserError when no die has been judged, std::invalid_argument when a die was judged on
// another number of images than `facts` says or its counts contradict the ideal chip's.
Summary summarise(const std::vector<DieRecord>& records, const RunFacts& facts);

}  // namespace kintsugi
