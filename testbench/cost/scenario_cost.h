// The chip of a scenario and its test as the cost model sees them.
#pragma once

#include <string>

#include "models/cost/cost_model.h"
#include "testbench/cost/chip_description.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

// What `kintsugi cost` says of energies without images.
inline constexpr char kTypicalInputs[] = "every input bit is 1 half of the time";
inline constexpr char kDefaultTechnology[] = "rram_65nm";

// `how.adc` is that of the scenario. `program` null: no cost of a test.
cost::ChipDescription describe_scenario(const Scenario& scenario, const Chip& chip,
                                        const tuning::TestProgram* program, DescriptionOptions how);

// cost_json() of the scenario's chip with typical inputs, in the default technology.
std::string typical_cost_json(const Scenario& scenario, const Chip& chip,
                              const tuning::TestProgram& program);

}  // namespace kintsugi
