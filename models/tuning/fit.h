// Makes a test program from training dies: compact images, feature projection, codebook. Nothing
// here ever sees a judged die or a test image.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/tuning/program.h"

namespace kintsugi::tuning {

// Activation codes [count][pixels] and labels [count] of the training images.
struct TrainingImages {
  const uint8_t* codes = nullptr;
  const uint8_t* labels = nullptr;
  int count = 0;
};

struct FitOptions {
  std::string name;   // of the program
  uint64_t seed = 0;  // of the training dies
  int dies = 400;
  int images = 10;      // compact images
  int clusters = 64;    // codebook entries
  double ridge = 0;     // regularisation; 0 chooses it by cross-validation over the dies
  bool affine = true;   // entries carry an affine map
  bool predict = true;  // decisions by predicted accuracy; needs `judged`
  // Every training die gets the accuracies of another: whatever a fit then finds is no finding.
  bool shuffled = false;
  int fallbacks = 1;        // further entries tried when a retest falls short
  double yield_margin = 2;  // points below the ideal chip a good die may be
  TrainingImages judged;    // training images that measure a training die's accuracy
  // Activation codes of the compact images; with any, none are chosen. They have their own numbers
  // and the classes that the nominal die gives them.
  std::vector<std::vector<uint8_t>> stimuli;
  int jobs = 2;
  // Called after each training die (from any thread, one at a time); false stops the fit.
  std::function<bool(int done, int total)> progress;
};

struct FitReport {
  double ridge = 0;  // chosen
  // [layers - 1], in octaves of the gains of layers 0 .. l multiplied:
  std::vector<double> target_sd;      // spread of the targets over dies
  std::vector<double> prediction_sd;  // cross-validated residual of the regression
  std::vector<double> codebook_sd;    // residual of the codebook on training dies
  // Of accuracies in points, before and after the repair: spread over the dies, and what the
  // prediction leaves of it out of fold. 0 without predictors.
  double accuracy_sd = 0;
  double accuracy_rmse = 0;
  double accuracy_after_sd = 0;
  double accuracy_after_rmse = 0;
  bool stopped = false;  // by the progress callback; the program is then unusable
};

// `config.adc.full_scale` empty: calibrated here on the first training dies. Throws UserError for
// sizes the controller cannot hold.
TestProgram fit(const Network& network, ChipConfig config, const TrainingImages& images,
                const FitOptions& options, FitReport* report);

}  // namespace kintsugi::tuning
