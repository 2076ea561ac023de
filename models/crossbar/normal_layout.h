// How the table of normal quantiles is laid out (normal_table.h), for the kernels.
#pragma once

#include <cstdint>

namespace kintsugi {

// The low 31 bits of a word, as a float, name a tail probability on a logarithmic scale: 64
// segments an octave, with linear interpolation between their ends. The top bit is the sign.
constexpr int kNormalFractionBits = 17;
constexpr int32_t kNormalFirstSegment = 0x3f800000 >> kNormalFractionBits;  // of 1.0
constexpr int kNormalSegments = 32 * 64;

}  // namespace kintsugi
