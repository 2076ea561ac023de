#include "testbench/learning/spot_check.h"

#include <algorithm>
#include <iostream>
#include <numeric>
#include <string>
#include <utility>

#include "models/core/error.h"
#include "models/registers/tuning_ctrl.h"
#include "testbench/learning/design.h"
#include "testbench/population/fork_pool.h"
#include "testbench/population/scenario_fit.h"
#include "testbench/studies/populations.h"

namespace kintsugi {
namespace {

constexpr int kFitDies = 60;
constexpr int kFitImages = 300;  // that measure a training die

}  // namespace

int64_t spot_check(Scenario scenario, ImageCodes images, const std::filesystem::path& file) {
  const std::filesystem::path program = std::filesystem::absolute(file);
  scenario.fit.dies = kFitDies;
  scenario.fit.judge_images = ImageCount{kFitImages};
  scenario.judge.images = ImageCount{1};  // what is judged does not matter
  if (!images.empty()) {
    tuning::TestProgram one;
    one.stimuli = {images[0]};
    images.resize(std::min(images.size(), regs::kStimWords / tuning::stimulus_words(one).size()));
  }
  FitInputs inputs = load_fit_inputs(scenario);
  inputs.stimuli = std::move(images);
  tuning::FitReport report;
  tuning::save_program(
      fit_scenario(
          scenario, inputs, program.stem().string(), 1, [](int, int) { return true; }, &report),
      program);
  scenario.test_program = program;
  std::vector<uint32_t> dies(kSpotChecked);
  std::iota(dies.begin(), dies.end(), scenario.dies.first);
  int64_t mismatches = 0;
  run_forked(
      dies, 1, [&](uint32_t die) { return cosim_fault(scenario, die); },
      [&](const ForkResult& result) {
        if (!result.ok) throw UserError(result.text);
        if (result.text.empty()) return;
        std::cerr << "kintsugi: " << result.text << "\n";
        ++mismatches;
      },
      [] { return false; });
  return mismatches;
}

int64_t spot_check_network(const Network& network, const std::string& scenario,
                           const std::filesystem::path& folder) {
  const std::filesystem::path file = std::filesystem::absolute(folder / "spot_check.onnx");
  save_onnx(network, file);
  return spot_check(
      study_scenario(scenario, {{"network", file.string()},
                                {"device.levels", std::to_string(network.weight_levels)},
                                {"seed", std::to_string(kJudgedSeed)}}),
      {}, folder / "spot_check.program.json");
}

void add_spot_check(int64_t mismatches, StudyResult* result) {
  result->dies_cosimulated += kSpotChecked;
  result->mismatches += mismatches;
}

}  // namespace kintsugi
