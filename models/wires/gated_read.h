// Reads of a 1T1R tile whose inputs are on the gates: exact column currents for one pattern of
// rows.
#pragma once

#include <cstdint>
#include <vector>

#include "models/core/aligned.h"
#include "models/wires/wire_design.h"

namespace kintsugi {

// A tile whose cells conduct only where their row's bit is 1. Each column is then a ladder of two
// lines that is different for every pattern: there is no effective matrix. Unipolar inputs of one
// bit at a time; a differential pair is two columns, subtracted by the caller.
struct GatedTile {
  GatedWireDesign design;
  double unit_siemens = 0.0;  // of one cell code
  int rows = 0;
  int columns = 0;
  int stride = 0;                       // columns, padded to 8
  AlignedVector<float> codes;           // [rows][stride]
  std::vector<double> bit_segments;     // [rows], conductance of n > 0 segments, in codes
  std::vector<double> source_segments;  // the same; both empty where the line is one node
};

// `codes` is [rows][columns], in steps of g_max / 2^13, not negative. Throws UserError for an
// impossible design, std::invalid_argument for other bad arguments.
GatedTile make_gated_tile(const GatedWireDesign& design, double g_max_siemens, int rows,
                          int columns, const int16_t* codes);

// Current of every column over the read voltage, in cell codes, not rounded: [columns]. `bits` is
// [rows], 0 or 1. Relative error below 1e-12; exactly sum of bit * code where nothing has
// resistance. Additions and divisions are in one fixed order: the same bits on every machine.
std::vector<double> gated_conductances(const GatedTile& tile, const uint8_t* bits);

// The same rounded to whole codes, halves up: `sums` is [columns]. Costs O(conducting rows *
// columns) a pattern.
void read_gated(const GatedTile& tile, const uint8_t* bits, int32_t* sums);

}  // namespace kintsugi
