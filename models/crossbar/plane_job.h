// The arguments of a plane kernel, as plain pointers: kernels are compiled for instruction sets
// that not every processor has, so they must not instantiate any shared inline function.
#pragma once

#include <cstdint>

namespace kintsugi {

// One call: for every position, every plane p and every output of the tile,
//   accumulators[position][output] += 2^p * adc_code(column sum of plane p).
// The pattern of group g, plane p at position i is
//   patterns[position_offset[i] + group_offset[g] + p] / 8
// (patterns are stored times 8, the smallest stripe, which saves a multiplication a lookup).
struct PlaneJob {
  // The tile's table and transfer lines, see LookupTable.
  const int32_t* entries = nullptr;
  const double* slope = nullptr;
  const double* offset = nullptr;
  int lanes = 8;
  int stripes = 0;
  int groups = 0;
  int table_patterns = 0;
  int adc_bits = 8;
  int planes = 0;
  const uint16_t* patterns = nullptr;
  const int32_t* group_offset = nullptr;     // [groups]
  const int32_t* position_offset = nullptr;  // [positions]
  int positions = 0;
  int32_t* accumulators = nullptr;  // [positions][stride], stripes * lanes of each row are written
  int stride = 0;
};
constexpr int kPatternScale = 8;

}  // namespace kintsugi
