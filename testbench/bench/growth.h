// How the cost of the crossbar engine grows with what is simulated.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/bench/bench_case.h"

namespace kintsugi {

// One measurement: `quantity` (rows, columns, input bits, slices, dies) set to `value`, all others
// as in the first case of the engine.
struct GrowthPoint {
  std::string quantity;
  int value = 0;
  BenchCase c;
  double ns = 0;
};

// In the order of their quantities, values ascending; not measured yet.
std::vector<GrowthPoint> growth_points();

// growth.csv and growth.svg in `folder`, which is made. Throws UserError when it cannot be written.
void write_growth(const std::vector<GrowthPoint>& points, const std::filesystem::path& folder);

}  // namespace kintsugi
