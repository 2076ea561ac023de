#include "testbench/studies/chip_area.h"

#include "models/accelerator/setting.h"
#include "testbench/cost/chip_description.h"
#include "testbench/cost/technology_file.h"
#include "testbench/population/experiment.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

Chip plain_chip(const Scenario& scenario) {
  ChipConfig config = chip_config(scenario);
  config.adaptation = SparseConfig{};
  return make_chip(load_network(scenario), config);
}

cost::ChipDescription describe(const Chip& chip, const Scenario::Timing& t, double share) {
  DescriptionOptions options;
  options.sparse_share = share;
  return describe_chip(
      chip,
      {t.clock_mhz, t.dac_cycles, t.integration_cycles, t.conversion_cycles, t.shift_add_cycles},
      options);
}

cost::CostReport cost_of(const cost::ChipDescription& chip) {
  const cost::CostModel model(load_technology("rram_65nm"), chip);
  std::vector<cost::LayerActivity> activity;
  for (const cost::LayerDescription& layer : chip.layers) {
    activity.push_back(cost::expected_activity(chip, layer, 0.5, 0.5));
  }
  return model.report(activity);
}

}  // namespace

cost::CostReport chip_cost(const Scenario& scenario, double share) {
  return cost_of(describe(plain_chip(scenario), scenario.timing, share));
}

cost::CostReport chip_cost(const Scenario& scenario) {
  cost::ChipDescription chip =
      describe(make_chip(load_network(scenario), chip_config(scenario)), scenario.timing, 0.0);
  // Its positions are wired; an array asked for by its share has indices.
  chip.sparse.index_bits = describe(plain_chip(scenario), scenario.timing, 0.0).sparse.index_bits;
  return cost_of(chip);
}

double arrays_um2(const cost::CostReport& report) {
  double um2 = 0;
  for (int c = 0; c < cost::kComponents; ++c) {
    const auto component = static_cast<cost::Component>(c);
    if (cost::is_array_part(component)) um2 += report.parts[component].area_um2;
  }
  return um2;
}

int entries_at_area(double percent, bool indexed, int most,
                    const std::function<Scenario(int)>& with_entries) {
  int low = 0;
  int high = most + 1;
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    const cost::AreaOverhead overhead = chip_cost(with_entries(middle)).overhead;
    const cost::OverheadLine& line =
        indexed ? overhead.sparse_sram : overhead.sparse_without_indices;
    (line.of_arrays_percent <= percent ? low : high) = middle;
  }
  return low;
}

double channel_registers_um2(const Scenario& scenario) {
  constexpr int kBits = 2 * 32;
  return load_technology("rram_65nm").tuning_register.area_um2_per_bit * kBits *
         tuned_channels(plain_chip(scenario));
}

}  // namespace kintsugi
