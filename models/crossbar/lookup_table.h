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

// Word i of an entry holds the sum of column i of a stripe of 8; of a stripe of 16, that of column
// i below 16 bits of column i + 8, both counted from the least that any pattern of the group gives,
// so that no sum is negative. A group whose sums would need more than 16 bits stands in several
// parts, each with some of its rows. (Tables of half the size cost less than taking them apart:
// what reads wait for is the cache.)
struct LookupTable {
  int lanes = 8;  // 8 or 16
  int stripes = 0;
  int patterns = 0;
  std::vector<int32_t> first_part;  // [stripes + 1], where a stripe's parts begin
  std::vector<int32_t> group;       // [parts], of the layer's groups
  AlignedVector<int32_t> entries;   // [parts][patterns][kEntryWords], see read_job.h
  std::vector<int32_t> least;       // [stripes * lanes], what the sums of all parts lack
};

// The same for the variances of read noise: [parts][patterns][kNoiseLanes], in units in which the
// sum of all rows of a column fits into 16 bits.
using VarianceTable = AlignedVector<uint16_t>;

struct TileTables {
  LookupTable sums;
  VarianceTable variances;  // empty where none are given
};

// Builds the tables of a tile holding layer rows [first_row, first_row + rows). `codes` and, where
// reads are noisy, `variances` are [rows][columns]; null otherwise.
TileTables build_tables(const RowGroups& groups, int first_row, int rows, int columns,
                        const int16_t* codes, const uint16_t* variances);

}  // namespace kintsugi
