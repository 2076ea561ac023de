// Everything a run keeps of one die; one row of the database, one line of dies.csv.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi {

struct DieRecord {
  uint32_t die = 0;

  // Correctly classified images of `images`, for each repair.
  int images = 0;
  int untuned = 0;
  int fixed_gain = 0;
  int mean_match = 0;
  int repaired = 0;
  // Of `images`, those on which the die is right and the ideal chip wrong or the other way round.
  int untuned_discordant = 0;
  int fixed_gain_discordant = 0;
  int mean_match_discordant = 0;
  int repaired_discordant = 0;
  // The same under the best tuning of this die, where it is known (`kintsugi optimum`); else -1.
  int optimum = -1;
  int optimum_discordant = -1;

  // What the controller reported.
  int decision = 0;  // regs::Decision
  int error_code = 0;
  int error_detail = 0;
  int best0 = 0;
  int best1 = 0;
  uint64_t dist0 = 0;
  uint64_t dist1 = 0;
  std::vector<int> features0;  // [features]
  std::vector<int> features1;  // [features], empty without a retest
  Tuning applied;              // active in the accelerator at the end, [layers - 1]
  Tuning mean_match_tuning;    // of the baseline
  Tuning optimum_tuning;       // empty where it is not known
  int64_t cycles_total = 0;    // counters of the controller
  int64_t cycles_test = 0;
  int64_t cycles_repair = 0;
  int64_t cycles_retest = 0;
  int64_t cycles_own = 0;
  int64_t stray = 0;

  // How the test ended, as the controller reported it.
  int outcome = 0;        // regs::Outcome
  int predicted_now = 0;  // points above the ideal chip in Q8.8; 0 without predictors
  int predicted_forecast = 0;
  int predicted_after = 0;  // of the last retest
  int predicted_best = 0;   // of the best retest
  int tries = 0;            // repairs retested and judged
  int entry = 0;            // codebook entry written last

  // What the checkers saw (0 in the fast engine).
  int64_t cycles_compared = 0;
  int64_t mismatches = 0;
  std::string message;  // first divergence or scoreboard sentence, empty when all held
};

}  // namespace kintsugi
