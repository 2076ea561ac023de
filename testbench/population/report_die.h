// What report.html shows of one die: its cells and its converters.
#pragma once

#include <cstdint>
#include <string>

#include "models/accelerator/chip.h"
#include "models/accelerator/die.h"

namespace kintsugi {

// Cells of all tiles that the page holds. Of a larger die every so manieth row and output is shown.
constexpr int64_t kShownCells = 400000;
// Of a tile, spread evenly; fewer where converters of many bits or many tiles would take too much.
constexpr int kShownConverters = 4;
constexpr int64_t kShownCodes = 40000;

// JSON: for each tile its place, cells and levels (a byte a cell, base64) and some converters.
std::string die_section(const Chip& chip, DieKey key, int64_t shown_cells = kShownCells);

}  // namespace kintsugi
