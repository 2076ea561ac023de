// The bulk draws as they are compiled for each instruction set. Private to models/core.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kintsugi {

// Everything of a Philox counter and key but the block number.
struct PhiloxStream {
  uint32_t counter[3];  // words 1 to 3 of the counter
  uint32_t key[2];
};

struct RandomKernel {
  // words[4 i + j] = word j of block first + i, for i in [0, count).
  void (*consecutive_blocks)(const PhiloxStream&, uint32_t first, size_t count, uint32_t* words);
  // normals[2 i], normals[2 i + 1] = Box-Muller of words[2 i], words[2 i + 1], i in [0, pairs).
  void (*normals)(const uint32_t* words, size_t pairs, double* normals);
  // normals[4 i + j] = normal j of block first + i, or of block blocks[i], in single precision.
  void (*consecutive_single_normals)(const PhiloxStream&, uint32_t first, size_t count,
                                     float* normals);
  void (*listed_single_normals)(const PhiloxStream&, const uint32_t* blocks, size_t count,
                                float* normals);
  void (*exp_of_line)(double slope, double shift, size_t count, double* values);
};

extern const RandomKernel kRandomKernelPortable;
extern const RandomKernel kRandomKernelAvx2;
extern const RandomKernel kRandomKernelAvx512;

}  // namespace kintsugi
