// Parts that sweep.json and the data of report.html share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "testbench/space/sweep_results.h"

namespace kintsugi {

using SweepJson = nlohmann::ordered_json;

// Whether JSON and SQL read the text as a number.
bool is_number(const std::string& text);

// {"untuned": [value, low, high], ..., "gain": [...], "ideal_accuracy": .., ..}
SweepJson json_of_pooled(const PooledYield& pooled);

// 4 rather than "4".
SweepJson json_of_value(const std::string& text, bool numeric);

// Every swept key with its values and what the points of each value pool to.
SweepJson axes_json(const SweepResults& results);

// What the sweep is of.
SweepJson head_json(const SweepDesign& design, const std::vector<PointResult>& points);

}  // namespace kintsugi
