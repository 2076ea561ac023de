// What the analog-to-digital converters of a chip have in common: architecture, resolution and how
// much their parts vary.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/converter/fault.h"

namespace kintsugi {

// How a converter finds its code. Each has its own static non-linearity:
// flash.h, sar.h, ramp.h; `Ideal` has none.
enum class AdcType { Ideal, Flash, Sar, Ramp };

constexpr int kLargestAdcBits = 16;
constexpr int kLargestTableBits = 12;  // beyond these only straight converters are modelled

// Sigmas are standard deviations between the converters of a die. Each belongs to one scenario key
// of the table [adc]; those of other architectures than `type` must be zero.
struct AdcDesign {
  AdcType type = AdcType::Ideal;
  int bits = 8;
  double gain_sigma = 0.0;            // of the gain about 1
  double offset_sigma_lsb = 0.0;      // of the offset; for a ramp, that of its comparator
  double comparator_sigma_lsb = 0.0;  // flash: offset of one comparator
  double ladder_sigma = 0.0;          // flash: relative mismatch of one resistor
  double capacitor_sigma = 0.0;       // sar: relative mismatch of one unit capacitor
  double ramp_inl_sigma_lsb = 0.0;    // ramp: peak of the quadratic and of the cubic term
  double noise_lsb = 0.0;             // Gaussian, input-referred, drawn anew every conversion
  std::string code_table;             // CSV of measured codes (code_table.h); empty: none
};

// True when codes lie on a straight line: no transfer table is needed.
bool is_straight(const AdcDesign& design);

// The first thing that is wrong with a design, with its scenario key: a value out of range, a
// mismatch that belongs to another architecture, a table beyond 12 bits, measured codes together
// with modelled non-linearity or noise. Does not read the CSV file.
std::optional<KeyFault> fault_of(const AdcDesign& design);

// Throws UserError for the fault of a design, or of a full scale (column sum at the end of the
// range, cell-code units) that is not positive.
void check(const AdcDesign& design);
void check_full_scale(int32_t full_scale);

// "ideal", "flash", "sar" or "ramp"; throws UserError (adc.type) for any other word.
AdcType adc_type_of(const std::string& name);
const char* name_of(AdcType type);

}  // namespace kintsugi
