// `kintsugi diff --html`: two runs side by side, in the frame of report.html.
#pragma once

#include <string>

#include "testbench/report/comparison.h"

namespace kintsugi {

// What the page draws, as JSON: that of comparison_json() without its dies, every die of both runs,
// and the yields of each run's summary.json. A run without one that fits its dies (it has not
// finished) has no yields.
std::string comparison_page_data(const Comparison& comparison, const RunResults& a,
                                 const RunResults& b);

// `charts` is the text of D3, version 3.
std::string comparison_page(const std::string& data, const std::string& charts);

}  // namespace kintsugi
