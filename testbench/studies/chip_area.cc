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

}  // namespace

cost::CostReport chip_cost(const Scenario& scenario, double share) {
  const Scenario::Timing& t = scenario.timing;
  DescriptionOptions options;
  options.sparse_share = share;
  const cost::ChipDescription chip = describe_chip(
      plain_chip(scenario),
      {t.clock_mhz, t.dac_cycles, t.integration_cycles, t.conversion_cycles, t.shift_add_cycles},
      options);
  const cost::CostModel model(load_technology("rram_65nm"), chip);
  std::vector<cost::LayerActivity> activity;
  for (const cost::LayerDescription& layer : chip.layers) {
    activity.push_back(cost::expected_activity(chip, layer, 0.5, 0.5));
  }
  return model.report(activity);
}

double share_at_area(const Scenario& scenario, double percent, bool indexed) {
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < 20; ++i) {
    const double middle = (low + high) / 2;
    const cost::AreaOverhead overhead = chip_cost(scenario, middle).overhead;
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
