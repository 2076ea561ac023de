// What `kintsugi bench` measures: cases, each beside a floor that does the least that must be done.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "testbench/population/experiment.h"

namespace kintsugi {

struct BenchCase {
  enum class BarOf { None, Ratio, Time };

  std::string name;
  std::string unit;           // what one item is: "cycle", "vector", "cell", ...
  double items = 1;           // done by one call of `run`, and by one of `floor`
  std::function<void()> run;  // empty: it could only be timed once, see once_s
  double once_s = 0;
  std::function<void()> floor;  // empty: none
  std::string floor_name;       // "16 sgemm"
  BarOf bar_of = BarOf::None;
  double bar = 0;  // most: ratio to the floor, or ns an item
};

// Cost of a clock cycle, part by part, on the pins of one die of the scenario.
std::vector<BenchCase> controller_cases(const Experiment& experiment);

// The crossbar engine beside OpenBLAS.
std::vector<BenchCase> crossbar_cases();

// Whole dies of the scenario.
std::vector<BenchCase> die_cases(const Experiment& experiment);

}  // namespace kintsugi
