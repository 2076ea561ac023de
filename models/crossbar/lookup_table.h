// Partial sums of small groups of rows for every bit pattern on their word lines.
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi {

// The rows of a layer's matrix cut into consecutive groups of at most `pattern_bits` rows.
// Groups belong to the layer, not to the tile: a tile whose edge cuts a group treats the rows
// that are not its own as zero, so that all tiles of a layer share one set of patterns.
struct RowGroups {
  int pattern_bits = 4;
  std::vector<int> first_row;  // [groups]
  std::vector<int> rows;       // [groups], 1 .. pattern_bits

  int count() const { return static_cast<int>(first_row.size()); }
  int patterns() const { return 1 << pattern_bits; }
};

// entries: [stripes][groups][patterns][lanes]. A stripe is `lanes` consecutive outputs; outputs
// past the tile's are zero.
struct LookupTable {
  int lanes = 8;  // 8 or 16
  int stripes = 0;
  int first_group = 0;  // of the layer's groups
  int groups = 0;
  int patterns = 0;
  std::vector<int32_t> entries;
  std::vector<double> slope;   // [stripes * lanes], converters of the outputs, 0 past the last
  std::vector<double> offset;  // [stripes * lanes]

  int padded_outputs() const { return stripes * lanes; }
  // Entry offset (in int32) of a pattern is pattern * lanes.
};

// Lanes a stripe of a tile with this many outputs uses, and the padded output count.
int lanes_for(int outputs);
int padded_outputs(int outputs);

// Builds the table of a tile holding layer rows [first_row, first_row + rows). `codes` is
// [rows][outputs].
LookupTable build_lookup_table(const RowGroups& groups, int first_row, int rows, int outputs,
                               const int16_t* codes);

}  // namespace kintsugi
