// The test program of a scenario: its network, its training images, its options.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/tuning/fit.h"
#include "testbench/population/experiment.h"

namespace kintsugi {

struct FitInputs {
  Network network;
  CodedImages images;  // training images; the last fit.judge_images judge and make no test
  CodedImages judged;
  std::vector<std::vector<uint8_t>> stimuli = {};  // compact images; empty: chosen from `images`
};

// Throws UserError for missing data, and when more than half of the images judge.
FitInputs load_fit_inputs(const Scenario& scenario);

// `progress` as in tuning::FitOptions, where stopping is said in the report.
tuning::TestProgram fit_scenario(const Scenario& scenario, const FitInputs& inputs,
                                 const std::string& name, int jobs,
                                 const std::function<bool(int done, int total)>& progress,
                                 tuning::FitReport* report);

}  // namespace kintsugi
