// Columns travel through the kernels in stripes of 8 or 16; those past the tile's last are zero.
#pragma once

namespace kintsugi {

inline int lanes_for(int columns) { return columns <= 8 ? 8 : 16; }

inline int padded_columns(int columns) {
  const int lanes = lanes_for(columns);
  return (columns + lanes - 1) / lanes * lanes;
}

}  // namespace kintsugi
