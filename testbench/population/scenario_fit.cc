#include "testbench/population/scenario_fit.h"

#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {

FitInputs load_fit_inputs(const Scenario& scenario) {
  FitInputs inputs;
  inputs.network = load_network(scenario);
  inputs.images = load_images(scenario, inputs.network, true, ImageCount{0});
  inputs.judged = last_images(inputs.images, scenario.fit.judge_images, inputs.network);
  if (inputs.images.count() < 2 * inputs.judged.count()) {
    throw UserError(fmt::format(
        "{}: found {} of {} training images; allowed is at most half, as the others make the test",
        scenario.where("fit.judge_images"), inputs.judged.count(), inputs.images.count()));
  }
  return inputs;
}

tuning::TestProgram fit_scenario(const Scenario& scenario, const FitInputs& inputs,
                                 const std::string& name, int jobs,
                                 const std::function<bool(int done, int total)>& progress,
                                 tuning::FitReport* report) {
  tuning::FitOptions fit;
  fit.name = name;
  fit.seed = scenario.fit.seed;
  fit.dies = scenario.fit.dies;
  fit.images = scenario.fit.images;
  fit.clusters = scenario.fit.clusters;
  fit.ridge = scenario.fit.ridge;
  fit.affine = scenario.fit.affine;
  fit.predict = scenario.fit.predict;
  fit.fallbacks = scenario.fit.fallbacks;
  fit.yield_margin = scenario.judge.yield_margin;
  fit.judged = {inputs.judged.codes.data(), inputs.judged.labels.data(), inputs.judged.count()};
  fit.stimuli = inputs.stimuli;
  fit.jobs = jobs;
  fit.progress = progress;
  return tuning::fit(inputs.network, chip_config(scenario),
                     {inputs.images.codes.data(), inputs.images.labels.data(),
                      inputs.images.count() - inputs.judged.count()},
                     fit, report);
}

}  // namespace kintsugi
