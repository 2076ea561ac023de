// How the table of normal quantiles is laid out (normal_table.h), for the kernels.
#pragma once

#include <cstdint>

namespace kintsugi {

// The low 31 bits of a word, as a float, name a tail probability on a logarithmic scale: 64
// segments an octave, with linear interpolation between their ends. The top bit is the sign.
constexpr int kNormalFractionBits = 17;
constexpr int32_t kNormalFirstSegment = 0x3f800000 >> kNormalFractionBits;  // of 1.0
constexpr int kNormalSegments = 32 * 64;
// A segment is one word: minus the quantile at its start, in steps of 2^-15, above the slope.
constexpr int kNormalSlopeBits = 13;
constexpr float kNormalBaseUnit = 1.0F / 32768.0F;
// Of slope times fraction: a quantile moves by less than 1/64 in a segment.
constexpr float kNormalSlopeUnit =
    1.0F / 64.0F / (1 << kNormalSlopeBits) / (1 << kNormalFractionBits);
// Philox4x32 passes its statistical tests from 7 rounds on (Salmon et al., SC 2011); dies are drawn
// with 10, a read's noise with 7.
constexpr int kNoiseRounds = 7;

}  // namespace kintsugi
