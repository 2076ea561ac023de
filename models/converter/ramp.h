// Ramp (single-slope) converter: one ramp for all columns of a tile, a counter, and a comparator a
// converter that stops it.
//
// Model: the column-parallel single-slope converter of image sensors and memory arrays (principle:
// R. van de Plassche, see flash.h). The ramp bends smoothly, because its current source and its
// amplifier are not ideal; the two lowest terms that are zero at both ends describe it (shape and
// spread assumed). What differs between the converters of a tile is the offset of their
// comparators, which is Converter::offset_lsb.
#pragma once

#include <vector>

#include "models/converter/adc_design.h"
#include "models/core/random.h"

namespace kintsugi {

// Peaks in LSB of the two terms of a ramp's integral non-linearity.
struct RampShape {
  double quadratic_lsb = 0.0;  // times 4 x (1 - x), x in [0, 1] along the ramp
  double cubic_lsb = 0.0;      // times 6 sqrt(3) x (1 - x) (1 - 2 x)
};

// The ramp of a tile: both peaks normal with ramp_inl_sigma_lsb. `tile` gives seed, die and tile.
RampShape draw_ramp(const AdcDesign& design, const RandomKey& tile);

// Integral non-linearity in LSB at a share x of the range.
double ramp_inl_lsb(const RampShape& shape, double x);

// Thresholds [2^bits - 1] in LSB above the bottom, t_k = k + INL(k / 2^bits). A comparator stops
// the counter when the ramp first passes its input, so where a ramp turns back t_k is the highest
// value so far: codes always rise with the input.
std::vector<double> ramp_thresholds(const RampShape& shape, int bits);

}  // namespace kintsugi
