// Which keys of a scenario take which values: the arguments of `kintsugi sweep`, or a file of
// points. Text alone; whether a key takes a value, only the scenario knows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/scenario/scenario.h"

namespace kintsugi {

constexpr size_t kMostPoints = 4096;

struct SweepGrid {
  std::vector<std::string> keys;              // in the order given
  std::vector<std::vector<Override>> points;  // [points][keys]
};

// Every combination of "adc.bits=4,6,8" and "device.sigma_within=0.1:0.5:0.1" (from, to, step; `to`
// included when the steps meet it), the last key fastest. A list may hold ranges; commas and colons
// within quotes or brackets separate nothing. Steps are decimal numbers and add up exactly. Throws
// UserError for what is no key with values, an empty value or list, a step of 0 or of the wrong
// sign, a key given twice, and more than kMostPoints points.
SweepGrid grid_of(const std::vector<std::string>& arguments);

// A CSV file (RFC 4180): a line of keys, then a line a point. Throws UserError, with file and line,
// for what cannot be read, lines of another length, empty values, a key given twice, no point, and
// more than kMostPoints.
SweepGrid read_points(const std::filesystem::path& file);

}  // namespace kintsugi
