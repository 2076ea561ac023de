#include "models/tuning/self_tuning.h"

#include <algorithm>

namespace kintsugi::tuning {

uint16_t next_gain(uint16_t gain, uint32_t input_sum, uint32_t sum, uint32_t ratio,
                   const SelfTuningLimits& limits) {
  const uint64_t expected = std::min<uint64_t>((uint64_t{input_sum} * ratio) >> 16, UINT32_MAX);
  uint64_t next = gain;
  if (sum != 0 && expected != 0) {
    next = std::min<uint64_t>((gain * expected + sum / 2) / sum, UINT16_MAX);
  }
  next = std::min<uint64_t>(std::max<uint64_t>(next, limits.gain_min), limits.gain_max);
  const uint64_t change = next > gain ? next - gain : gain - next;
  return static_cast<uint16_t>(change <= static_cast<uint64_t>(gain >> limits.dead_shift) ? gain
                                                                                          : next);
}

}  // namespace kintsugi::tuning
