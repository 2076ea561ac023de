// A tile read one step at a time.
#include <algorithm>
#include <cmath>

#include "models/crossbar/normal_table.h"
#include "models/crossbar/read_job.h"
#include "models/crossbar/tile.h"

namespace kintsugi {
namespace {

// sums[k] = sum over rows of factor(digit) * values[row][k].
template <typename Value, typename Factor>
void weigh_rows(const Tile& tile, const std::vector<Value>& values, const uint8_t* inputs,
                int plane, Factor factor, int64_t* sums) {
  const int columns = tile.columns();
  std::fill(sums, sums + columns, 0);
  const Value* row = values.data();
  for (int r = 0; r < tile.rows; ++r, row += columns) {
    const int64_t f = factor(tile.input.digit(inputs[r], plane));
    if (f == 0) continue;
    for (int k = 0; k < columns; ++k) sums[k] += f * row[k];
  }
}

// In the units of conversion: digits times cell codes.
void digit_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums) {
  weigh_rows(
      tile, tile.codes, inputs, plane, [](int digit) { return int64_t{digit}; }, sums);
}

// The words of Philox at one counter, as the kernels draw them (read_kernel_impl.h).
void draw_words(const Tile& tile, uint32_t position_and_plane, uint32_t image, uint32_t stripe,
                uint32_t* words) {
  for (uint32_t quad = 0; quad < 4; ++quad) {
    const auto drawn = philox_words<kNoiseRounds>(tile.noise_key, {image, position_and_plane, stripe, quad});
    for (uint32_t w = 0; w < 4; ++w) words[4 * w + quad] = drawn[w];
  }
}

}  // namespace

void analog_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums) {
  digit_sums(tile, inputs, plane, sums);
  if (!tile.input.bipolar) return;
  for (size_t k = 0; k < tile.column_sums.size(); ++k) {
    sums[k] = 2 * sums[k] - (tile.input.digits() - 1) * tile.column_sums[k];
  }
}

void read_plane(const Tile& tile, const uint8_t* inputs, int plane, ReadKey key, int32_t* codes) {
  const auto columns = static_cast<size_t>(tile.columns());
  std::vector<int64_t> sums(columns);
  digit_sums(tile, inputs, plane, sums.data());
  if (!tile.noisy) {
    for (size_t k = 0; k < columns; ++k) {
      codes[k] = tile.conversion.code(k, static_cast<double>(sums[k]));
    }
    return;
  }
  std::vector<int64_t> variances(columns);
  weigh_rows(
      tile, tile.variances, inputs, plane,
      [&](int digit) { return int64_t{tile.input.square(digit)}; }, variances.data());
  uint32_t words[kNoiseLanes] = {};
  for (size_t k = 0; k < columns; ++k) {
    const auto stripe = static_cast<uint32_t>(k / kNoiseLanes);
    if (k % kNoiseLanes == 0) {
      draw_words(tile, key.position * kMostPlanes + static_cast<uint32_t>(plane), key.image, stripe,
                 words);
    }
    const float cells = static_cast<float>(variances[k]) * tile.variance_unit;
    const float sigma = std::sqrt(cells + tile.conversion.variance[k]);
    const float noise = sigma * normal_of_word(words[k % kNoiseLanes]);
    codes[k] = tile.conversion.code(k, static_cast<double>(sums[k]) + static_cast<double>(noise));
  }
}

}  // namespace kintsugi
