// What a chip's arrays and what is added to them take, by the cost model's default table.
#pragma once

#include "models/cost/cost_model.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

// The scenario's chip without a sparse array of its own; lines of the overhead say what one with
// `share` (0 .. 1) of the weights would add.
cost::CostReport chip_cost(const Scenario& scenario, double share);

// The largest share of the weights whose sparse array takes at most `percent` of arrays with
// converters, its indices counted or not.
double share_at_area(const Scenario& scenario, double percent, bool indexed);

// Registers (shadow and active) of gains and offsets of all channels, um^2.
double channel_registers_um2(const Scenario& scenario);

}  // namespace kintsugi
