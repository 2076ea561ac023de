// The untimed algorithm of the tuning controller: what the numbers must be, with no clock.
// The cycle-accurate reference, the scoreboard and the fast population path use these functions.
// Formats: docs/controller.md, section 3.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace kintsugi::tuning {

// log2 of a statistic in UQ5.8: 256 * (position of the leading one) + T[next 6 bits]; 0 for 0.
uint16_t log2_q8(uint32_t x);

// Entry m (0..63) of the table: floor(256 * log2(1 + m / 64) + 1/2), tabulated.
uint16_t log2_table(int m);

// A statistic as the projection sees it (13 bits): log2_q8(x), or min(x >> linear_shift, 8191).
uint16_t statistic_code(uint32_t x, bool log2_enabled, int linear_shift);

// One channel's part of its layer's scatter: |code - layer_code - nominal|. `code` is that of the
// channel's sum, `layer_code` of the layer's, `nominal` their difference on a chip without spread.
uint32_t scatter_term(uint16_t code, uint16_t layer_code, int16_t nominal);

// A scatter as the projection sees it (13 bits): min(scatter >> shift, 8191).
uint16_t scatter_code(uint32_t scatter, int shift);

inline uint32_t saturating_add(uint32_t a, uint32_t b) {
  const uint32_t sum = a + b;
  return sum < a ? UINT32_MAX : sum;
}

// |value| of a signed 24-bit signature value.
inline uint32_t magnitude(int32_t value) {
  return static_cast<uint32_t>(value < 0 ? -static_cast<int64_t>(value) : value);
}

// sums[4 * group + i] += weight i of the word * code, for the four int8 weights of a PROJ word.
void project_step(uint32_t proj_word, uint16_t code, int32_t* sums_of_group);

// Feature from its projection sum and mean: sat16((sum - mu + half) >>> shift).
int16_t finalise_feature(int32_t sum, int32_t mu, int shift);

// One term of the distance: weight * (f - c)^2, or weight * |f - c|.
uint64_t distance_term(int16_t feature, int16_t centroid, uint8_t weight, bool l1);

// Slope sum of an affine map or predictor: sum of slope * (feature - centre) over the four int8
// slopes of each word. `features` and `centres` are [features]; absent features have slope words'
// lanes ignored.
int32_t slope_sum(const std::vector<uint32_t>& slope_words, const std::vector<int16_t>& features,
                  const std::vector<int16_t>& centres);

// Predicted accuracy, points in Q8.8: sat16(base + ((sum + half) >>> shift)).
int16_t predicted_accuracy(int16_t base, int32_t sum, int shift);

// Entry f (0..63) of the table: floor(4096 * 2^(f / 64) + 1/2), tabulated.
uint16_t exp2_table(int f);

// base * 2^(octaves_q6 / 64), rounded to the nearest. `octaves_q6` is in -512 .. 511.
uint32_t scaled_gain(uint16_t base, int octaves_q6);

// {offset, gain} of an entry's base word moved by its slope sums, both clamped: the gain by
// (gain_sum + half) >>> gain_shift in octaves (Q4.6, saturated to -512 .. 511), the offset by
// addition.
uint32_t affine_tune_word(uint32_t base_word, int32_t gain_sum, int gain_shift, int32_t offset_sum,
                          int offset_shift, uint16_t gain_min, uint16_t gain_max,
                          int16_t offset_min, int16_t offset_max);

// {offset, gain} with both fields clamped: gain in [gain_min, gain_max], offset likewise (signed).
uint32_t clamp_tune_word(uint32_t word, uint16_t gain_min, uint16_t gain_max, int16_t offset_min,
                         int16_t offset_max);

}  // namespace kintsugi::tuning
