// The static linearity of one converter, read off its transfer table, and its export.
#pragma once

#include <cstdint>
#include <ostream>
#include <vector>

#include "models/converter/adc.h"

namespace kintsugi {

// Definitions: IEEE Std 1241 (terminology and test methods for ADCs), without a fitted line: gain
// and offset are the converter's own (Converter), so INL and DNL are what the architecture adds.
// Unit: LSB, on the grid of 1/16 LSB. Codes count from 0.
struct TransferCurve {
  // [2^bits - 1], entry k - 1: the lowest input (above the bottom of the range) that reaches code k
  // or more; the end of the range where none does. Ideal: k.
  std::vector<double> transition;
  std::vector<double> inl;  // [2^bits - 1], transition - k
  std::vector<double> dnl;  // [2^bits - 2], entry k - 1: width of code k less 1; -1: missing code
};

// `table` is [fine_positions(bits)].
TransferCurve transfer_curve(const uint16_t* table, int bits);

// Writes CSV with the header `code,transition_sum,inl_lsb,dnl_lsb`, one line for each signed code
// but the lowest: the column sum (cell-code units, not rounded) from which on the converter yields
// the code or more, by `line` (transfer_line() of its gain, offset and full scale). The last code
// has no width, its dnl_lsb is empty.
void write_transfer_curve(std::ostream& out, const TransferCurve& curve, const TransferLine& line);

}  // namespace kintsugi
