// A tile read one step at a time.
#include <algorithm>
#include <cmath>

#include "models/converter/fine_grid.h"
#include "models/crossbar/normal_table.h"
#include "models/crossbar/read_job.h"
#include "models/crossbar/tile.h"

namespace kintsugi {
namespace {

// Stripes of the draws that spread measured codes: apart from those of read noise.
constexpr uint32_t kSpreadStripes = 1U << 16;

// sums[k] = sum over rows of factor(row) * values[row][k].
template <typename Value, typename Factor>
void weigh_rows(const Tile& tile, const std::vector<Value>& values, Factor factor, int64_t* sums) {
  const int columns = tile.columns();
  std::fill(sums, sums + columns, 0);
  const Value* row = values.data();
  for (int r = 0; r < tile.rows; ++r, row += columns) {
    const int64_t f = factor(r);
    if (f == 0) continue;
    for (int k = 0; k < columns; ++k) sums[k] += f * row[k];
  }
}

void gated_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums) {
  std::vector<uint8_t> bits(static_cast<size_t>(tile.rows));
  for (size_t r = 0; r < bits.size(); ++r) {
    bits[r] = static_cast<uint8_t>(tile.input.digit(inputs[r], plane));
  }
  std::vector<int32_t> cells(static_cast<size_t>(tile.gated->columns));
  read_gated(*tile.gated, bits.data(), cells.data());
  effective_sums(tile.coding, cells.data(), tile.outputs, sums);
}

// In the units of conversion: levels of the drivers times cell codes.
void level_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums) {
  if (tile.gated != nullptr) return gated_sums(tile, inputs, plane, sums);
  weigh_rows(
      tile, tile.codes,
      [&](int r) { return int64_t{tile.level(r, tile.input.digit(inputs[r], plane))}; }, sums);
}

// Standard normals of a read, column by column, as the kernels draw them (read_kernel_impl.h).
class ReadDraws {
 public:
  ReadDraws(const Tile& tile, ReadKey key, int plane, uint32_t first_stripe = 0)
      : tile_(tile),
        key_(key),
        position_and_plane_(key.position * kMostPlanes + static_cast<uint32_t>(plane)),
        stripe_(first_stripe) {}

  // Of the next column.
  float next() {
    if (lane_ == 0) draw();
    const float z = normal_of_word(words_[lane_]);
    lane_ = (lane_ + 1) % kNoiseLanes;
    return z;
  }

 private:
  void draw() {
    for (uint32_t quad = 0; quad < 4; ++quad) {
      const auto drawn = philox_words<kNoiseRounds>(
          tile_.noise_key, {key_.image, position_and_plane_, stripe_, quad});
      for (uint32_t w = 0; w < 4; ++w) words_[4 * w + quad] = drawn[w];
    }
    ++stripe_;
  }

  const Tile& tile_;
  ReadKey key_;
  uint32_t position_and_plane_;
  uint32_t stripe_;
  uint32_t lane_ = 0;
  uint32_t words_[kNoiseLanes] = {};
};

// Adds the noise of cells and conversions to the sums, [columns].
void add_noise(const Tile& tile, const uint8_t* inputs, int plane, ReadKey key,
               std::vector<double>& sums) {
  std::vector<int64_t> variances(sums.size(), 0);
  if (tile.cells_are_noisy()) {
    weigh_rows(
        tile, tile.variances,
        [&](int r) { return int64_t{tile.input.square(tile.input.digit(inputs[r], plane))}; },
        variances.data());
  }
  ReadDraws draws(tile, key, plane);
  for (size_t k = 0; k < sums.size(); ++k) {
    const float cells = static_cast<float>(variances[k]) * tile.variance_unit;
    const float sigma = std::sqrt(cells + tile.conversion.variance[k]);
    sums[k] += static_cast<double>(sigma * draws.next());
  }
}

}  // namespace

void analog_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums) {
  level_sums(tile, inputs, plane, sums);
  const int64_t strength = tile.input.bipolar ? 2 : 1;
  for (size_t k = 0; k < tile.constants.size(); ++k) {
    sums[k] = strength * sums[k] / (int64_t{1} << tile.fraction_bits()) + tile.constants[k];
  }
}

void read_plane(const Tile& tile, const uint8_t* inputs, int plane, ReadKey key, int32_t* codes) {
  const auto columns = static_cast<size_t>(tile.columns());
  std::vector<int64_t> exact(columns);
  level_sums(tile, inputs, plane, exact.data());
  std::vector<double> sums(exact.begin(), exact.end());
  if (tile.noisy) add_noise(tile, inputs, plane, key, sums);
  ReadDraws spread(tile, key, plane, kSpreadStripes);
  for (size_t k = 0; k < columns; ++k) {
    if (!tile.spreads_codes()) {
      codes[k] = tile.conversion.code(k, sums[k]);
      continue;
    }
    const int32_t ideal =
        (tile.conversion.place(k, sums[k]) >> kFineBits) - tile.conversion.code_bias;
    codes[k] = measured_code(ideal, *tile.measured, static_cast<double>(spread.next()));
  }
}

}  // namespace kintsugi
