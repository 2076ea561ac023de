#include "testbench/population/report_page.h"

#include "testbench/cost/scenario_cost.h"
#include "testbench/population/report_die.h"
#include "testbench/population/report_program.h"
#include "testbench/population/report_wafer.h"
#include "testbench/scenario/keys.h"

namespace kintsugi {
namespace {

std::vector<PageKey> page_keys(const Scenario& scenario) {
  std::vector<PageKey> keys;
  for (const Key& key : scenario_keys()) {
    const std::string value = value_text(key, scenario);
    keys.push_back({key.path, value.empty() ? "not set" : value, value.empty() ? "" : key.unit,
                    key.meaning, scenario.origin.count(key.path) > 0});
  }
  return keys;
}

std::vector<std::string> tuned_layers(const Network& network) {
  std::vector<std::string> names;
  for (const int l : signature_layers(network)) {
    names.push_back(network.layers[static_cast<size_t>(l)].name);
  }
  names.pop_back();  // a gain of the last layer changes no decision
  return names;
}

DieKey shown_die(const Scenario& scenario, const std::vector<DieRecord>& records) {
  const int die = scenario.report.die;
  return {scenario.seed, die < 0 ? records.front().die : static_cast<uint32_t>(die)};
}

}  // namespace

PageFacts page_facts(const Experiment& experiment, const RunIdentity& identity,
                     const std::vector<DieRecord>& records) {
  const tuning::TestProgram& program = experiment.program;
  PageFacts facts;
  facts.keys = page_keys(experiment.scenario);
  facts.versions = identity.versions;
  facts.seeds = {{"judged dies", identity.seed}, {"training dies", program.fit_seed}};
  facts.tuned_layers = tuned_layers(experiment.chip.network);
  for (const tuning::CodebookEntry& entry : program.codebook) {
    facts.codebook.push_back({entry.centroid, static_cast<int>(entry.disposition)});
  }
  facts.fixed_gain = program.fixed_gain;
  facts.limits = {program.pass_limit, program.repair_limit, program.adapt_limit, program.ship_limit,
                  program.reject_distance};
  const Scenario& scenario = experiment.scenario;
  facts.sections = {{"wafer", wafer_section(scenario, records)},
                    {"die", die_section(experiment.chip, shown_die(scenario, records))},
                    {"cost", typical_cost_json(scenario, experiment.chip, program)},
                    {"program", program_section(experiment)}};
  return facts;
}

}  // namespace kintsugi
