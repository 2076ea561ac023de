// A tile's matrix laid out for products of neighbouring rows: for inputs of more than one bit, and
// for DACs whose levels are not whole.
#pragma once

#include <cstdint>
#include <vector>

#include "models/core/aligned.h"

namespace kintsugi {

// entries: [stripes][row_pairs][lanes][2], the codes of rows 2k and 2k + 1 side by side; rows and
// columns past the tile's are zero. See stripes.h.
struct DigitMatrix {
  int row_pairs = 0;
  AlignedVector<int16_t> entries;
};

// `codes` is [rows][columns].
DigitMatrix build_digit_matrix(int rows, int columns, const int16_t* codes);

// Two neighbouring rows' digits as the kernels take them.
inline int32_t digit_pair(int32_t even, int32_t odd) {
  return static_cast<int32_t>((static_cast<uint32_t>(odd) << 16) |
                              (static_cast<uint32_t>(even) & 0xffffU));
}

}  // namespace kintsugi
