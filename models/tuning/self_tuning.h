// What the self-tuning monitor computes of a layer: the gain that brings the layer's activations
// back to their nominal ratio to its input. docs/controller.md, section 7.11.
#pragma once

#include <cstdint>

namespace kintsugi::tuning {

struct SelfTuningLimits {
  uint16_t gain_min = 0;  // UQ4.12
  uint16_t gain_max = 0xFFFF;
  int dead_shift = 0;  // a change of at most gain >> dead_shift is not made
};

// expected = min((input_sum * ratio) >> 16, 2^32 - 1), `ratio` UQ8.16 in 24 bits; the next gain is
// gain * expected / sum, rounded to the nearest, at most 65535, clamped; `gain` itself inside the
// dead band, and before clamping if the sum or what is expected is 0.
uint16_t next_gain(uint16_t gain, uint32_t input_sum, uint32_t sum, uint32_t ratio,
                   const SelfTuningLimits& limits);

}  // namespace kintsugi::tuning
