// Successive-approximation converter: a binary search against a capacitor array of its own.
//
// Model: J. McCreary and P. Gray, "All-MOS charge redistribution analog-to-digital conversion
// techniques, part I", IEEE JSSC 10(6), 1975: bit k switches 2^k unit capacitors, one more unit
// terminates the array, and a trial compares the input with the charge divider. Independent units
// of relative mismatch sigma give bit k the mismatch sigma * sqrt(2^k) units, so the step at
// mid-code has a standard deviation of sigma * sqrt(2^bits - 1) LSB.
#pragma once

#include <cstdint>
#include <vector>

#include "models/converter/adc_design.h"
#include "models/core/random.h"

namespace kintsugi {

// Capacitors in nominal units: weights[k] about 2^k, k in [0, bits), and the termination about 1.
struct SarCapacitors {
  std::vector<double> weights;
  double termination = 1.0;
};

// The array of converter `index` of a tile. `tile` gives seed, die and tile.
SarCapacitors draw_capacitors(const AdcDesign& design, const RandomKey& tile, uint32_t index);

// The code, counted from 0, that the search ends with for an input in LSB above the bottom of the
// range. From the most significant bit down, a bit stays when
//   input >= 2^bits * (capacitors kept so far + this one) / all capacitors.
// Codes rise with the input, but where the array is not monotone some are never reached.
uint32_t sar_code(double input_lsb, const SarCapacitors& capacitors);

// The search for every fine position at once. `table` is [fine_positions(bits)].
void fill_sar_table(const SarCapacitors& capacitors, uint16_t* table);

}  // namespace kintsugi
