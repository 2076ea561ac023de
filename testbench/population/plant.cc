#include "testbench/population/plant.h"

#include <vector>

#include "models/core/error.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

constexpr struct {
  const char* name;
  ReferenceFault fault;
} kPlants[] = {
    {"reference:dead_band_ignored", ReferenceFault::DeadBandIgnored},
    {"reference:done_one_cycle_early", ReferenceFault::DoneOneCycleEarly},
    {"reference:margin_included", ReferenceFault::MarginIncluded},
    {"reference:offset_not_clamped", ReferenceFault::OffsetNotClamped},
    {"reference:tie_to_higher_index", ReferenceFault::TieToHigherIndex},
};

}  // namespace

ReferenceFault planted_fault(const std::string& name) {
  if (name.empty()) return ReferenceFault::None;
  std::vector<std::string> names;
  std::string allowed;
  for (const auto& plant : kPlants) {
    if (name == plant.name) return plant.fault;
    allowed += (names.empty() ? "" : ", ") + std::string(plant.name);
    names.emplace_back(plant.name);
  }
  throw UserError("--plant: found " + name + "; allowed " + allowed + did_you_mean(name, names));
}

}  // namespace kintsugi
