// The loops over the cells of a chunk as they are compiled for each instruction set, in single
// precision: its error, below 0.01 grid steps, is far below the rounding to the grid. Conductances
// are in grid steps; `words` are random words, one a cell. Private to models/device.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kintsugi {

// A random word, read as signed with the top bit flipped, is below this with `probability`. Whether
// a cell is stuck hangs on its whole word. Whether it has a trap hangs on the low half, to 2^-16,
// which says nothing about the other because a stuck cell has no trap.
inline int32_t word_threshold(double probability) {
  const double threshold = probability * 4294967296.0 - 2147483648.0;
  return threshold < 2147483647.0 ? static_cast<int32_t>(threshold) : 2147483647;
}

// Conductance while the trap is full = conductance * clamp(g / (slope g + offset), least, most).
struct TrapTerms {
  int32_t trapped = 0;  // threshold of having a trap
  int32_t full = 0;     // threshold of having one that is full at programming
  float slope = 1.0F;
  float offset = 0.0F;
  float least = 1.0F;
  float most = 1.0F;
  float occupancy = 0.0F;
};

struct StuckTerms {
  int32_t below_is_lrs = 0;  // thresholds
  int32_t above_is_hrs = 0;
  float lrs = 0.0F;  // conductances
  float hrs = 0.0F;
};

// Variance units: see kVarianceUnits in device_model.h.
struct VarianceTerms {
  float per_square = 0.0F;  // units per squared code
  float constant = 0.0F;    // units
  float per_extra = 0.0F;   // units per squared grid step of `extra`
};

struct CellKernel {
  // flags[i] = z[i] outside [lowest, highest]
  void (*outside)(size_t count, float lowest, float highest, const float* z, uint8_t* flags);
  // values[i] += shift + slope * z[i]
  void (*add_line)(size_t count, float shift, float slope, const float* z, float* values);
  // values[i] = level[levels[i]] * exp(sigma * z[i] + values[i])
  void (*log_normal)(size_t count, const float* level, const uint8_t* levels, float sigma,
                     const float* z, float* values);
  // values[i] = max(0, mean[levels[i]] + sigma[levels[i]] * z[i]) * exp(values[i])
  void (*gaussian)(size_t count, const float* mean, const float* sigma, const uint8_t* levels,
                   const float* z, float* values);
  // values[i] = max(0, values[i] + shift + slope * z[i])
  void (*shift_line)(size_t count, float shift, float slope, const float* z, float* values);
  void (*slow_traps)(size_t count, const TrapTerms& terms, const uint32_t* words, float* values);
  // extra[i] = variance the trap adds, squared grid steps
  void (*fast_traps)(size_t count, const TrapTerms& terms, const uint32_t* words, float* values,
                     float* extra);
  // A stuck cell has no trap: its `extra` becomes 0.
  void (*stuck)(size_t count, const StuckTerms& terms, const uint32_t* words, float* values,
                float* extra);
  // Rounds halves up and clips at kLargestCellCode; returns how many cells were clipped.
  int64_t (*codes)(size_t count, const float* values, int16_t* codes);
  // variance[i] = round(per_square * codes[i]^2 + constant + per_extra * extra[i])
  void (*variance)(size_t count, const VarianceTerms& terms, const int16_t* codes,
                   const float* extra, int32_t* variance);
};

extern const CellKernel kCellKernelPortable;
extern const CellKernel kCellKernelAvx2;
extern const CellKernel kCellKernelAvx512;

}  // namespace kintsugi
