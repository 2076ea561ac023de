// Partial sums of small groups of rows for every bit pattern on their word lines.
#pragma once

#include <cstdint>
#include <vector>

#include "models/core/aligned.h"

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

// entries: [stripes][groups][patterns][lanes], see stripes.h.
struct LookupTable {
  int lanes = 8;  // 8 or 16
  int stripes = 0;
  int first_group = 0;  // of the layer's groups
  int groups = 0;
  int patterns = 0;
  AlignedVector<int32_t> entries;  // entry of a pattern begins at pattern * lanes
};

// The same for the variances of read noise: [stripes][groups][patterns][kNoiseLanes], in units in
// which the sum of all rows of a column fits into 16 bits.
using VarianceTable = AlignedVector<uint16_t>;

// Builds the table of a tile holding layer rows [first_row, first_row + rows). `codes` is
// [rows][columns].
LookupTable build_lookup_table(const RowGroups& groups, int first_row, int rows, int columns,
                               const int16_t* codes);
VarianceTable build_variance_table(const LookupTable& like, const RowGroups& groups, int first_row,
                                   int rows, int columns, const uint16_t* variances);

}  // namespace kintsugi
