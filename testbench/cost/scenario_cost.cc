#include "testbench/cost/scenario_cost.h"

#include "testbench/cost/chip_activity.h"
#include "testbench/cost/cost_report.h"
#include "testbench/cost/technology_file.h"

namespace kintsugi {
namespace {

cost::TimingDescription timing_of(const Scenario::Timing& t) {
  return {t.clock_mhz, t.dac_cycles, t.integration_cycles, t.conversion_cycles, t.shift_add_cycles};
}

// A converter without errors is costed as the usual one.
cost::AdcType priced_as(AdcType type) {
  if (type == AdcType::Flash) return cost::AdcType::Flash;
  return type == AdcType::Ramp ? cost::AdcType::Ramp : cost::AdcType::Sar;
}

}  // namespace

cost::ChipDescription describe_scenario(const Scenario& scenario, const Chip& chip,
                                        const tuning::TestProgram* program,
                                        DescriptionOptions how) {
  how.adc = priced_as(chip.config.adc.type);
  cost::ChipDescription description = describe_chip(chip, timing_of(scenario.timing), how);
  if (program != nullptr) {
    description.test = describe_test(*program, description, scenario.controller.retest,
                                     scenario.timing.register_write_cycles);
  }
  return description;
}

std::string typical_cost_json(const Scenario& scenario, const Chip& chip,
                              const tuning::TestProgram& program) {
  const cost::CostModel model(load_technology(kDefaultTechnology),
                              describe_scenario(scenario, chip, &program, {}));
  return cost_json(model, model.report(typical_activity(chip, model.chip())),
                   {scenario.name, kDefaultTechnology, kTypicalInputs, 0});
}

}  // namespace kintsugi
