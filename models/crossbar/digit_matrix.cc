#include "models/crossbar/digit_matrix.h"

#include <cstddef>

#include "models/crossbar/stripes.h"

namespace kintsugi {

DigitMatrix build_digit_matrix(int rows, int columns, const int16_t* codes) {
  const int lanes = lanes_for(columns);
  DigitMatrix matrix;
  matrix.row_pairs = (rows + 1) / 2;
  const auto pairs = static_cast<size_t>(matrix.row_pairs);
  matrix.entries.assign(pairs * 2 * static_cast<size_t>(padded_columns(columns)), 0);
  for (int r = 0; r < rows; ++r) {
    for (int k = 0; k < columns; ++k) {
      const size_t pair = static_cast<size_t>(k / lanes) * pairs + static_cast<size_t>(r / 2);
      const size_t lane = pair * static_cast<size_t>(lanes) + static_cast<size_t>(k % lanes);
      matrix.entries[2 * lane + static_cast<size_t>(r % 2)] =
          codes[static_cast<ptrdiff_t>(r) * columns + k];
    }
  }
  return matrix;
}

}  // namespace kintsugi
