#include "models/tuning/algorithm.h"

#include <algorithm>

#include "models/core/fixed.h"

namespace kintsugi::tuning {
namespace {

// floor(256 * log2(1 + m / 64) + 1/2) for m = 0 .. 63; a test recomputes it from the formula.
constexpr std::array<uint8_t, 64> kLog2Table = {
    0,   6,   11,  17,  22,  28,  33,  38,  44,  49,  54,  59,  63,  68,  73,  78,
    82,  87,  92,  96,  100, 105, 109, 113, 118, 122, 126, 130, 134, 138, 142, 146,
    150, 154, 157, 161, 165, 169, 172, 176, 179, 183, 186, 190, 193, 197, 200, 203,
    207, 210, 213, 216, 220, 223, 226, 229, 232, 235, 238, 241, 244, 247, 250, 253,
};

// floor(4096 * 2^(f / 64) + 1/2) for f = 0 .. 63; a test recomputes it from the formula.
constexpr std::array<uint16_t, 64> kExp2Table = {
    4096, 4141, 4186, 4231, 4277, 4324, 4371, 4419, 4467, 4515, 4565, 4614, 4664, 4715, 4767, 4819,
    4871, 4924, 4978, 5032, 5087, 5142, 5198, 5255, 5312, 5370, 5428, 5487, 5547, 5607, 5668, 5730,
    5793, 5856, 5919, 5984, 6049, 6115, 6182, 6249, 6317, 6386, 6455, 6526, 6597, 6668, 6741, 6814,
    6889, 6964, 7039, 7116, 7194, 7272, 7351, 7431, 7512, 7594, 7677, 7760, 7845, 7930, 8016, 8104,
};

int32_t signed_byte(uint32_t word, int i) {
  return static_cast<int8_t>(static_cast<uint8_t>(word >> (8 * i)));
}

}  // namespace

uint16_t log2_table(int m) { return kLog2Table[static_cast<size_t>(m)]; }

uint16_t exp2_table(int f) { return kExp2Table[static_cast<size_t>(f)]; }

uint16_t log2_q8(uint32_t x) {
  if (x == 0) return 0;
  int leading = 31;
  while ((x >> leading) == 0) --leading;
  const uint32_t aligned = x << (31 - leading);  // leading one at bit 31
  const auto mantissa = static_cast<int>((aligned >> 25) & 63U);
  return static_cast<uint16_t>(256 * leading + log2_table(mantissa));
}

uint16_t statistic_code(uint32_t x, bool log2_enabled, int linear_shift) {
  if (log2_enabled) return log2_q8(x);
  return static_cast<uint16_t>(std::min<uint32_t>(x >> linear_shift, 8191));
}

uint32_t scatter_term(uint16_t code, uint16_t layer_code, int16_t nominal) {
  const int32_t difference = int32_t{code} - int32_t{layer_code} - int32_t{nominal};
  return static_cast<uint32_t>(difference < 0 ? -difference : difference);
}

uint16_t scatter_code(uint32_t scatter, int shift) {
  return static_cast<uint16_t>(std::min<uint32_t>(scatter >> shift, 8191));
}

void project_step(uint32_t proj_word, uint16_t code, int32_t* sums_of_group) {
  for (int i = 0; i < 4; ++i) sums_of_group[i] += signed_byte(proj_word, i) * code;
}

int16_t finalise_feature(int32_t sum, int32_t mu, int shift) {
  const int64_t half = shift == 0 ? 0 : int64_t{1} << (shift - 1);
  const int64_t value = (int64_t{sum} - mu + half) >> shift;
  return static_cast<int16_t>(std::clamp<int64_t>(value, INT16_MIN, INT16_MAX));
}

uint64_t distance_term(int16_t feature, int16_t centroid, uint8_t weight, bool l1) {
  const int64_t difference = int64_t{feature} - centroid;
  const int64_t size = l1 ? (difference < 0 ? -difference : difference) : difference * difference;
  return static_cast<uint64_t>(size) * weight;
}

int32_t slope_sum(const std::vector<uint32_t>& slope_words, const std::vector<int16_t>& features,
                  const std::vector<int16_t>& centres) {
  int32_t sum = 0;
  for (size_t d = 0; d < features.size(); ++d) {
    sum += signed_byte(slope_words[d / 4], static_cast<int>(d % 4)) * (features[d] - centres[d]);
  }
  return sum;
}

int16_t predicted_accuracy(int16_t base, int32_t sum, int shift) {
  return static_cast<int16_t>(
      std::clamp<int64_t>(base + rounding_shift_right(sum, shift), INT16_MIN, INT16_MAX));
}

uint32_t scaled_gain(uint16_t base, int octaves_q6) {
  const int whole = octaves_q6 >> 6;
  const uint32_t product = uint32_t{base} * exp2_table(octaves_q6 & 63);
  return (product + (1U << (11 - whole))) >> (12 - whole);
}

uint32_t affine_tune_word(uint32_t base_word, int32_t gain_sum, int gain_shift, int32_t offset_sum,
                          int offset_shift, uint16_t gain_min, uint16_t gain_max,
                          int16_t offset_min, int16_t offset_max) {
  const auto octaves =
      static_cast<int>(std::clamp<int64_t>(rounding_shift_right(gain_sum, gain_shift), -512, 511));
  const int64_t gain = scaled_gain(static_cast<uint16_t>(base_word), octaves);
  const int64_t offset = int64_t{static_cast<int16_t>(static_cast<uint16_t>(base_word >> 16))} +
                         rounding_shift_right(offset_sum, offset_shift);
  const auto g =
      static_cast<uint16_t>(std::min<int64_t>(std::max<int64_t>(gain, gain_min), gain_max));
  const auto o =
      static_cast<int16_t>(std::min<int64_t>(std::max<int64_t>(offset, offset_min), offset_max));
  return static_cast<uint32_t>(static_cast<uint16_t>(o)) << 16 | g;
}

uint32_t clamp_tune_word(uint32_t word, uint16_t gain_min, uint16_t gain_max, int16_t offset_min,
                         int16_t offset_max) {
  return affine_tune_word(word, 0, 0, 0, 0, gain_min, gain_max, offset_min, offset_max);
}

}  // namespace kintsugi::tuning
