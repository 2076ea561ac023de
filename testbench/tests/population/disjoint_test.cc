// What made the shipped test programs and what judges them have nothing in common.
#include <gtest/gtest.h>

#include <filesystem>

#include "models/tuning/program.h"
#include "testbench/population/experiment.h"
#include "testbench/population/optima.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

std::vector<Scenario> shipped_scenarios() {
  std::vector<Scenario> scenarios;
  for (const auto& file : std::filesystem::directory_iterator("scenarios")) {
    if (file.path().extension() == ".toml") scenarios.push_back(load_scenario(file.path()));
  }
  return scenarios;
}

bool contains(const std::vector<uint8_t>& images, const std::vector<uint8_t>& image) {
  const auto size = static_cast<std::ptrdiff_t>(image.size());
  for (auto at = images.begin(); at != images.end(); at += size) {
    if (std::equal(image.begin(), image.end(), at)) return true;
  }
  return false;
}

TEST(Disjoint, NoJudgedDieWasTrainedOn) {
  const std::vector<Scenario> scenarios = shipped_scenarios();
  ASSERT_FALSE(scenarios.empty());
  for (const Scenario& scenario : scenarios) {
    const auto program = tuning::load_program(test_program_path(scenario));
    EXPECT_NE(program.fit_seed, scenario.seed) << scenario.name;
    for (uint64_t seed = 1; seed <= 5; ++seed) EXPECT_NE(program.fit_seed, seed) << scenario.name;
  }
}

TEST(Disjoint, NoTestedImageIsAmongThoseThatJudgeDies) {
  for (const Scenario& scenario : shipped_scenarios()) {
    const auto program = tuning::load_program(test_program_path(scenario));
    const Network network = load_network(scenario);
    const CodedImages training = load_images(scenario, network, true, ImageCount{0});
    const CodedImages judging = load_images(scenario, network, false, ImageCount{0});
    const int others = training.count() - scenario.fit.judge_images.of(training.count());
    for (int n = 0; n < program.images(); ++n) {
      const auto i = static_cast<size_t>(n);
      EXPECT_LT(program.stimulus_index[i], others) << scenario.name;
      EXPECT_FALSE(contains(judging.codes, program.stimuli[i])) << scenario.name << ", image " << n;
    }
  }
}

TEST(Disjoint, NoImageThatFindsAnOptimumJudgesIt) {
  const Scenario scenario = load_scenario(find_scenario("fashion_mlp"));
  const Network network = load_network(scenario);
  const CodedImages fitting = fitting_images(scenario, network);
  const CodedImages judging = load_images(scenario, network, false, ImageCount{0});
  const auto pixels = static_cast<std::ptrdiff_t>(network.input.size());
  int common = 0;
  for (int i = 0; i < fitting.count(); i += 25) {
    const auto first = fitting.codes.begin() + i * pixels;
    common += contains(judging.codes, std::vector<uint8_t>(first, first + pixels)) ? 1 : 0;
  }
  EXPECT_EQ(common, 0);
}

}  // namespace
}  // namespace kintsugi
