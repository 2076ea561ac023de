// What report.html draws of where dies lie and which bins they are in: parts.csv and bins.csv.
#pragma once

#include <string>
#include <vector>

#include "testbench/population/die_record.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

// JSON: the grid of a wafer, a place for each die (in the order of `records`), the soft bins.
std::string wafer_section(const Scenario& scenario, const std::vector<DieRecord>& records);

}  // namespace kintsugi
