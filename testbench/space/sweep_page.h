// report.html of a sweep: heat maps, curves and every point, in one file that asks the network for
// nothing.
#pragma once

#include <string>
#include <vector>

#include "testbench/space/sweep_results.h"

namespace kintsugi {

// What the page draws, as JSON. Numbers are those of sweep.csv and sweep.json.
std::string sweep_page_data(const SweepDesign& design, const std::vector<PointResult>& points,
                            const SweepResults& results);

// The page around `data`; `charts` is the text of D3, version 3.
std::string sweep_page(const SweepDesign& design, const std::string& data,
                       const std::string& charts);

}  // namespace kintsugi
