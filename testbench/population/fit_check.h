// A fresh test program on training dies it was not fitted on: an honest look that costs no judged
// die and no test image.
#pragma once

#include "models/tuning/program.h"
#include "testbench/population/experiment.h"

namespace kintsugi {

// A predicted accuracy, in points: what it leaves of the spread over the dies.
struct PredictionCheck {
  double spread = 0;  // standard deviation of the true accuracies
  double error = 0;   // root mean square of predicted minus true
};

struct FitCheck {
  int dies = 0;
  // Dies within the yield margin of the ideal chip.
  int untuned = 0;
  int fixed_gain = 0;
  int mean_match = 0;
  int repaired = 0;
  PredictionCheck now;  // 0 for a program without predictors
  PredictionCheck after;
};

// Dies of fit.seed beyond every training die, judged on `images`; `jobs` threads.
FitCheck check_fit(const Scenario& scenario, const Network& network,
                   const tuning::TestProgram& program, const CodedImages& images, int jobs);

}  // namespace kintsugi
