// Tables of converters whose code is a count of thresholds at or below the input (flash, ramp).
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi {

// Thresholds are in LSB above the bottom of the range; those of a straight converter are
// 1, 2 .. 2^bits - 1. They need not be in order: a count of comparators is monotone whatever their
// order. `table` is [fine_positions(bits)], see fine_grid.h.
void fill_counting_table(const std::vector<double>& thresholds_lsb, int bits, uint16_t* table);

}  // namespace kintsugi
