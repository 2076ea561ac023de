#include "models/accelerator/layer_evaluator.h"

#include <algorithm>

#include "models/crossbar/plane_kernel.h"
#include "models/digital/activation.h"

namespace kintsugi {
namespace {

constexpr int kPositionsPerRead = 64;
constexpr int kColumnBlock = 8;  // accumulator columns come in whole stripes of at least 8

// Column by column, the largest of a square window of accumulators, for kColumnBlock columns.
// Fixed loop bounds keep the block in registers.
void largest_of_window(const int32_t* window, ptrdiff_t line, ptrdiff_t stride, int size,
                       int32_t* out) {
  int32_t largest[kColumnBlock];
  for (int i = 0; i < kColumnBlock; ++i) largest[i] = window[i];
  for (int y = 0; y < size; ++y, window += line) {
    for (int x = 0; x < size; ++x) {
      for (int i = 0; i < kColumnBlock; ++i) {
        largest[i] = std::max(largest[i], window[x * stride + i]);
      }
    }
  }
  for (int i = 0; i < kColumnBlock; ++i) out[i] = largest[i];
}

}  // namespace

LayerEvaluator::LayerEvaluator(const Die& die, int layer)
    : plan_(die.chip().layers[static_cast<size_t>(layer)]),
      tiles_(die.tiles(layer)),
      activation_bits_(die.chip().activation_bits()),
      images_per_read_(std::max(1, kPositionsPerRead / plan_.layer.positions())),
      patterns_of_(plan_.layer, activation_bits_) {
  const size_t images = static_cast<size_t>(images_per_read_);
  patterns_.assign(images * patterns_of_.patterns_per_image(), 0);
  for (size_t i = 0; i < images; ++i) {
    const auto start = static_cast<int32_t>(i * patterns_of_.patterns_per_image());
    for (int32_t offset : patterns_of_.position_offset())
      position_offset_.push_back(start + offset);
  }
  // Tiles that share their outputs (a layer split over rows) add into the same columns.
  channel_column_.assign(static_cast<size_t>(plan_.layer.conv_out.channels), -1);
  for (const TilePlacement& tile : plan_.tiles) {
    int32_t& first = channel_column_[static_cast<size_t>(tile.first_output)];
    if (first < 0) {
      for (int o = 0; o < tile.outputs; ++o) {
        channel_column_[static_cast<size_t>(tile.first_output + o)] = stride_ + o;
      }
      stride_ += padded_outputs(tile.outputs);
    }
    tile_column_.push_back(first);
  }
  accumulators_.resize(position_offset_.size() * static_cast<size_t>(stride_));
}

void LayerEvaluator::read(const uint8_t* in, int images) {
  const size_t in_size = static_cast<size_t>(plan_.layer.in.size());
  for (size_t i = 0; i < static_cast<size_t>(images); ++i) {
    patterns_of_.encode(in + i * in_size, patterns_.data() + i * patterns_of_.patterns_per_image());
  }
  std::fill(accumulators_.begin(), accumulators_.end(), 0);
  for (size_t t = 0; t < tiles_.size(); ++t) {
    if (tiles_[t].needs_wide_sums()) {
      read_wide_tile(tiles_[t], plan_.tiles[t], tile_column_[t], in, images);
    } else {
      read_tile(tiles_[t], tiles_[t].table.first_group, tile_column_[t], images);
    }
  }
}

void LayerEvaluator::read_tile(const Tile& tile, int first_group, int column, int images) {
  PlaneJob job = plane_job(tile.table, tile.adc_bits, activation_bits_);
  job.patterns = patterns_.data();
  job.group_offset = patterns_of_.group_offset().data() + first_group;
  job.position_offset = position_offset_.data();
  job.positions = images * plan_.layer.positions();
  job.accumulators = accumulators_.data() + column;
  job.stride = stride_;
  read_planes(job);
}

void LayerEvaluator::read_wide_tile(const Tile& tile, const TilePlacement& placement, int column,
                                    const uint8_t* in, int images) {
  const Layer& layer = plan_.layer;
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  std::vector<int32_t> codes(static_cast<size_t>(tile.outputs));
  int32_t* out = accumulators_.data() + column;
  for (int i = 0; i < images; ++i, in += layer.in.size()) {
    for (int position = 0; position < layer.positions(); ++position, out += stride_) {
      gather_window(layer, in, position, rows.data());
      for (int plane = 0; plane < activation_bits_; ++plane) {
        read_plane(tile, placement, rows.data(), plane, codes.data());
        for (size_t o = 0; o < codes.size(); ++o) out[o] += codes[o] * (1 << plane);
      }
    }
  }
}

void LayerEvaluator::accumulators(int image, int32_t* out) const {
  const int positions = plan_.layer.positions();
  const int32_t* rows = accumulators_.data() + static_cast<ptrdiff_t>(image) * positions * stride_;
  for (const int32_t column : channel_column_) {
    for (int i = 0; i < positions; ++i) *out++ = rows[static_cast<ptrdiff_t>(i) * stride_ + column];
  }
}

void LayerEvaluator::values(int image, int32_t* out) const {
  accumulators(image, out);
  for (const int32_t bias : plan_.digital.bias) {
    for (int i = 0; i < plan_.layer.positions(); ++i) *out++ += bias;
  }
}

void LayerEvaluator::pool(int image) {
  const Layer& layer = plan_.layer;
  pooled_.resize(static_cast<size_t>(layer.out.height * layer.out.width * stride_));
  int32_t* pooled = pooled_.data();
  const ptrdiff_t line = static_cast<ptrdiff_t>(layer.conv_out.width) * stride_;
  const int32_t* rows = accumulators_.data() + image * layer.conv_out.height * line;
  for (int y = 0; y < layer.out.height; ++y) {
    for (int x = 0; x < layer.out.width; ++x, pooled += stride_) {
      const int32_t* window = rows + y * layer.pool * line + x * layer.pool * stride_;
      for (int column = 0; column < stride_; column += kColumnBlock) {
        largest_of_window(window + column, line, stride_, layer.pool, pooled + column);
      }
    }
  }
}

// Pools accumulators instead of codes: gain and multiplier are not negative, so the largest
// accumulator of a window has the largest code, and a quarter of the requantisations remains.
void LayerEvaluator::codes(int image, LayerTuning tuning, uint8_t* out) {
  pool(image);
  const int positions = plan_.layer.out.height * plan_.layer.out.width;
  const DigitalConstants& digital = plan_.digital;
  for (size_t c = 0; c < channel_column_.size(); ++c) {
    const int32_t* pooled = pooled_.data() + channel_column_[c];
    for (int i = 0; i < positions; ++i, pooled += stride_) {
      const int32_t relu_in = gained_input(*pooled, tuning.gain, digital.bias[c], tuning.offset);
      *out++ = requantise(relu_in, digital.multiplier, digital.shift, activation_bits_);
    }
  }
}

void LayerEvaluator::pooled_accumulators(int image, int32_t* out) {
  pool(image);
  const int positions = plan_.layer.out.height * plan_.layer.out.width;
  for (const int32_t column : channel_column_) {
    const int32_t* pooled = pooled_.data() + column;
    for (int i = 0; i < positions; ++i, pooled += stride_) *out++ = *pooled;
  }
}

}  // namespace kintsugi
