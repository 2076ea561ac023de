// The arguments of a read kernel, as plain pointers: kernels are compiled for instruction sets that
// not every processor has, so they must not instantiate any shared inline function.
#pragma once

#include <cstdint>

namespace kintsugi {

// One tile read at many positions. For every position, every plane p and every column,
//   accumulators[position][column] += 2^(p * plane_bits) * adc_code(column sum of plane p).
// Columns come in stripes of `lanes`; lanes past the last column are computed and mean nothing.
struct ReadJob {
  int lanes = 8;  // 8 or 16
  int stripes = 0;
  int planes = 0;
  int plane_bits = 1;
  int positions = 0;

  // Sums by table lookup (see LookupTable). The pattern of part k, plane p at position i is
  //   patterns[position_offset[i] + group_offset[group[k]] + p] / kPatternScale
  // (patterns are stored times the words of an entry, which saves a multiplication a lookup).
  const int32_t* entries = nullptr;
  const int32_t* first_part = nullptr;  // [stripes + 1]
  const int32_t* group = nullptr;       // [parts]
  const int32_t* least = nullptr;       // [stripes * lanes]
  int table_patterns = 0;
  const uint16_t* patterns = nullptr;
  const int32_t* group_offset = nullptr;     // [groups of the layer]
  const int32_t* position_offset = nullptr;  // [positions]

  // Sums by products, where `entries` is null (see DigitMatrix).
  const int16_t* matrix = nullptr;
  int row_pairs = 0;
  const int32_t* digits = nullptr;  // [positions][planes][row_pairs], two int16 in each

  // Conversion, as convert() does it: top(slope * sum + offset), [stripes * lanes].
  const double* slope = nullptr;
  const double* offset = nullptr;
  int32_t top = 0;                         // largest position on the converter's grid
  const uint16_t* transfer = nullptr;      // grid position -> code counted from 0; null: the same
  const int32_t* transfer_base = nullptr;  // [stripes * lanes], where a column's curve begins
  int32_t code_bias = 0;                   // the code counted from 0 that means 0

  // Read noise, where has_noise is true: the variance of a sum is variance_unit * (sum of the
  // cells' variances, where they are given) + column_variance[column].
  bool has_noise = false;
  const uint16_t* variance_entries = nullptr;  // like `entries` (VarianceTable)
  const int16_t* variance_matrix = nullptr;    // like `matrix`
  const int32_t* squares = nullptr;            // [positions][planes][row_pairs], of `digits`
  float variance_unit = 0.0F;
  const float* column_variance = nullptr;  // [stripes * lanes]
  const int32_t* normal_table = nullptr;   // see normal_table.h
  uint32_t noise_key[2] = {0, 0};
  const uint32_t* image = nullptr;     // [positions], which image a position belongs to
  const uint32_t* position = nullptr;  // [positions], its number within the layer

  int32_t* accumulators = nullptr;  // [positions][stride], stripes * lanes of each row are written
  int stride = 0;
};
constexpr int kEntryWords = 8;  // of 32 bits: the sums of a stripe for one pattern
constexpr int kPatternScale = kEntryWords;
constexpr int kMostPlanes = 8;
constexpr int kNoiseLanes = 16;  // columns that draw their noise together

}  // namespace kintsugi
