// What a chip's arrays and what is added to them take, by the cost model's default table.
#pragma once

#include <functional>

#include "models/cost/cost_model.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

// The scenario's chip without a sparse array of its own; lines of the overhead say what one with
// `share` (0 .. 1) of the weights would add.
cost::CostReport chip_cost(const Scenario& scenario, double share);

// The scenario's chip with its own sparse array, as if that had indices.
cost::CostReport chip_cost(const Scenario& scenario);

// Arrays with converters, um^2.
double arrays_um2(const cost::CostReport& report);

// The most entries, up to `most`, of a sparse array that takes at most `percent` of arrays with
// converters, its indices counted or not; with_entries(n) is a chip with an array of n.
int entries_at_area(double percent, bool indexed, int most,
                    const std::function<Scenario(int)>& with_entries);

// Registers (shadow and active) of gains and offsets of all channels, um^2.
double channel_registers_um2(const Scenario& scenario);

}  // namespace kintsugi
