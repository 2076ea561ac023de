#include "testbench/population/plant.h"

#include <map>
#include <vector>

#include "models/core/error.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

std::map<std::string, Plant> all_plants() {
  std::map<std::string, Plant> plants = {
      {"reference:dead_band_ignored", {ReferenceFault::DeadBandIgnored}},
      {"reference:done_one_cycle_early", {ReferenceFault::DoneOneCycleEarly}},
      {"reference:margin_included", {ReferenceFault::MarginIncluded}},
      {"reference:offset_not_clamped", {ReferenceFault::OffsetNotClamped}},
      {"reference:tie_to_higher_index", {ReferenceFault::TieToHigherIndex}},
  };
  for (const auto& [name, fault] : kPinFaults) plants[name].pins = fault;
  return plants;
}

}  // namespace

Plant planted_fault(const std::string& name) {
  if (name.empty()) return {};
  std::vector<std::string> names;
  std::string allowed;
  for (const auto& [known, plant] : all_plants()) {
    if (name == known) return plant;
    allowed += (names.empty() ? "" : ", ") + known;
    names.push_back(known);
  }
  throw UserError("--plant: found " + name + "; allowed " + allowed + did_you_mean(name, names));
}

}  // namespace kintsugi
