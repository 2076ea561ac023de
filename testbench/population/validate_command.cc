// `kintsugi validate`: what a run would read, loaded and checked.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "testbench/cli/commands.h"
#include "testbench/population/experiment.h"

namespace kintsugi {
namespace {

size_t weights_of(const Network& network) {
  size_t count = 0;
  for (const Layer& layer : network.layers) count += layer.weights.size();
  return count;
}

std::string sentence(const Experiment& e) {
  const Network& network = e.chip.network;
  return fmt::format(
      "{}: valid: {} dies ({}:{}) of seed {}; network {}, {} layers, {} weights of {} levels; test "
      "program {}, {} images, {} features, {} entries; {} images judge a die",
      e.scenario.file.string(), e.scenario.dies.count, e.scenario.dies.first,
      uint64_t{e.scenario.dies.first} + e.scenario.dies.count, e.scenario.seed, network.name,
      network.layers.size(), weights_of(network), network.weight_levels, e.program.name,
      e.program.images(), e.program.features, e.program.clusters(), e.judged.count());
}

nlohmann::ordered_json json_of(const Experiment& e) {
  const Network& network = e.chip.network;
  return {{"valid", true},
          {"file", e.scenario.file.string()},
          {"scenario", e.scenario.name},
          {"seed", e.scenario.seed},
          {"first_die", e.scenario.dies.first},
          {"dies", e.scenario.dies.count},
          {"network",
           {{"name", network.name},
            {"layers", network.layers.size()},
            {"weights", weights_of(network)},
            {"levels", network.weight_levels},
            {"inputs", network.input.size()},
            {"classes", network.classes()}}},
          {"test_program",
           {{"name", e.program.name},
            {"images", e.program.images()},
            {"features", e.program.features},
            {"entries", e.program.clusters()}}},
          {"judging_images", e.judged.count()}};
}

}  // namespace

int validate_command(const ValidateOptions& options) {
  const Experiment experiment = load_design(options.scenario);
  fmt::print("{}\n", options.json ? json_of(experiment).dump(2) : sentence(experiment));
  return 0;
}

}  // namespace kintsugi
