#include "testbench/space/pieces.h"

#include <fmt/format.h>

#include <sstream>

#include "testbench/population/engines.h"
#include "testbench/population/scenario_fit.h"

namespace kintsugi {

namespace fs = std::filesystem;

void fit_sweep_program(const SweepDesign& design, uint32_t point, const fs::path& folder) {
  const Scenario& scenario = design.points[point].scenario;
  tuning::FitReport report;
  const tuning::TestProgram program = fit_scenario(
      scenario, load_fit_inputs(scenario), fmt::format("{}_{}", scenario.name, point), 1,
      [](int, int) { return true; }, &report);
  const fs::path file = sweep_program(folder, point);
  const fs::path unfinished = file.string() + ".new";
  std::error_code ignored;  // writing says it better
  fs::create_directories(file.parent_path(), ignored);
  tuning::save_program(program, unfinished);
  fs::rename(unfinished, file);
}

Experiment load_sweep_point(const SweepDesign& design, uint32_t point, const fs::path& folder,
                            const Experiment* like) {
  Scenario scenario = design.points[point].scenario;
  if (design.refit) {
    scenario.test_program = sweep_program(folder, design.points[point].program_of).string();
  }
  return load_design(scenario, like);
}

std::string ideal_verdicts(const Experiment& experiment) {
  return bits_of(judge_images(Die::nominal(experiment.chip), identity_tuning(experiment.chip),
                              experiment.judged));
}

std::string sweep_dies(const Experiment& experiment, const std::vector<uint32_t>& dies,
                       Engine engine) {
  std::string lines;
  for (const uint32_t die : dies) {
    lines += to_text(engine == Engine::Fast ? run_fast(experiment, die)
                                            : run_cosim(experiment, die, {})) +
             '\n';
  }
  return lines;
}

std::vector<DieRecord> records_of(const std::string& lines) {
  std::vector<DieRecord> records;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) records.push_back(record_from_text(line));
  return records;
}

RunFacts sweep_facts(const SweepDesign& design, uint32_t point, const PreparedPoint& prepared) {
  const Scenario& scenario = design.points[point].scenario;
  RunFacts facts;
  facts.scenario = scenario.name;
  facts.seed = scenario.seed;
  facts.engine = design.engine == Engine::Cosim ? "cosim" : "fast";
  if (design.engine == Engine::Cosim) facts.check = "cycle";
  facts.images = static_cast<int>(prepared.ideal.size());
  facts.ideal_correct = count_correct(prepared.ideal);
  facts.yield_margin = scenario.judge.yield_margin;
  facts.clock_mhz = scenario.timing.clock_mhz;
  facts.predicts = prepared.predicts;
  return facts;
}

}  // namespace kintsugi
