#include "models/accelerator/layer_evaluator.h"

#include <algorithm>

#include "models/crossbar/read_kernel.h"
#include "models/crossbar/stripes.h"
#include "models/crossbar/tile_reader.h"
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
  for (uint32_t i = 0; i < position_offset_.size(); ++i) {
    position_number_.push_back(i % static_cast<uint32_t>(plan_.layer.positions()));
  }
  image_number_.resize(position_offset_.size());
  // Tiles that share their outputs (a layer split over rows) add into the same columns.
  channel_column_.assign(static_cast<size_t>(plan_.layer.conv_out.channels), -1);
  std::vector<int32_t> read_column(channel_column_.size(), -1);
  for (const TilePlacement& tile : plan_.tiles) {
    const auto first = static_cast<size_t>(tile.first_output);
    if (channel_column_[first] < 0) {
      for (int o = 0; o < tile.outputs; ++o)
        channel_column_[first + static_cast<size_t>(o)] = stride_ + o;
      read_column[first] = read_stride_;
      stride_ += padded_columns(tile.outputs);
      read_stride_ += padded_columns(tile.outputs * plan_.coding.slices);
    }
    tile_column_.push_back(read_column[first]);
  }
  accumulators_.resize(position_offset_.size() * static_cast<size_t>(stride_));
  if (sliced()) reads_.resize(position_offset_.size() * static_cast<size_t>(read_stride_));
}

void LayerEvaluator::read(const uint8_t* in, int images, uint32_t number) {
  const size_t in_size = static_cast<size_t>(plan_.layer.in.size());
  const bool looks_up = std::any_of(tiles_.begin(), tiles_.end(), [](const Tile& tile) {
    return tile.sums == Tile::Sums::Lookups;
  });
  for (size_t i = 0; looks_up && i < static_cast<size_t>(images); ++i) {
    patterns_of_.encode(in + i * in_size, patterns_.data() + i * patterns_of_.patterns_per_image());
  }
  if (shares_.empty()) {
    std::vector<int32_t>& reads = sliced() ? reads_ : accumulators_;
    std::fill(reads.begin(), reads.end(), 0);
    for (size_t t = 0; t < tiles_.size(); ++t) add_tile(t, in, images, number);
    if (sliced()) join_slices(images);
  } else {
    read_shares(in, images, number);
  }
  if (plan_.coding.digital_reference()) take_off_reference(in, images);
  if (set_) apply_setting(in, images);
}

void LayerEvaluator::add_tile(size_t t, const uint8_t* in, int images, uint32_t number) {
  const Tile& tile = tiles_[t];
  const TilePlacement& placement = plan_.tiles[t];
  if (tile.sums == Tile::Sums::Single) {
    add_single_reads(tile, placement, tile_column_[t], in, images, number);
    return;
  }
  ReadJob job = read_job(tile, activation_bits_);
  job.positions = images * plan_.layer.positions();
  job.accumulators = (sliced() ? reads_ : accumulators_).data() + tile_column_[t];
  job.stride = sliced() ? read_stride_ : stride_;
  if (tile.noisy) {
    for (size_t i = 0; i < image_number_.size(); ++i) {
      image_number_[i] =
          number + static_cast<uint32_t>(i) / static_cast<uint32_t>(plan_.layer.positions());
    }
    job.image = image_number_.data();
    job.position = position_number_.data();
  }
  if (tile.sums == Tile::Sums::Products) {
    add_products(tile, placement, job, in, images);
    return;
  }
  job.patterns = patterns_.data();
  job.group_offset = patterns_of_.group_offset().data();
  job.position_offset = position_offset_.data();
  run_read_job(job);
}

void LayerEvaluator::add_products(const Tile& tile, const TilePlacement& placement, ReadJob& job,
                                  const uint8_t* in, int images) {
  const Layer& layer = plan_.layer;
  const size_t size = static_cast<size_t>(job.planes) * static_cast<size_t>(job.row_pairs);
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  digits_.resize(size * static_cast<size_t>(job.positions));
  if (tile.noisy) squares_.resize(digits_.size());
  size_t at = 0;
  for (int i = 0; i < images; ++i, in += layer.in.size()) {
    for (int position = 0; position < layer.positions(); ++position, at += size) {
      gather_window(layer, in, position, rows.data());
      encode_digits(tile, activation_bits_, rows.data() + placement.first_row, digits_.data() + at,
                    tile.noisy ? squares_.data() + at : nullptr);
    }
  }
  job.digits = digits_.data();
  job.squares = squares_.data();
  run_read_job(job);
}

void LayerEvaluator::add_single_reads(const Tile& tile, const TilePlacement& placement, int column,
                                      const uint8_t* in, int images, uint32_t number) {
  const Layer& layer = plan_.layer;
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  std::vector<int32_t> codes(static_cast<size_t>(tile.columns()));
  const int stride = sliced() ? read_stride_ : stride_;
  int32_t* out = (sliced() ? reads_ : accumulators_).data() + column;
  for (int i = 0; i < images; ++i, in += layer.in.size()) {
    for (int position = 0; position < layer.positions(); ++position, out += stride) {
      gather_window(layer, in, position, rows.data());
      const ReadKey key{number + static_cast<uint32_t>(i), static_cast<uint32_t>(position)};
      for (int plane = 0; plane < tile.input.planes(activation_bits_); ++plane) {
        read_plane(tile, rows.data() + placement.first_row, plane, key, codes.data());
        const int shift = plane * tile.input.plane_bits;
        for (size_t k = 0; k < codes.size(); ++k) out[k] += codes[k] * (1 << shift);
      }
    }
  }
}

// Weighs the slices of each output and adds them.
void LayerEvaluator::join_slices(int images) {
  const int slices = plan_.coding.slices;
  std::vector<int32_t> weights;
  for (int s = 0; s < slices; ++s) {
    weights.push_back(static_cast<int32_t>(plan_.coding.slice_weight(s)));
  }
  const int positions = images * plan_.layer.positions();
  for (size_t t = 0; t < tiles_.size(); ++t) {
    const TilePlacement& tile = plan_.tiles[t];
    if (tile.first_row > 0) continue;  // shares the columns of the tile above it
    const int column = channel_column_[static_cast<size_t>(tile.first_output)];
    for (int i = 0; i < positions; ++i) {
      const int32_t* read =
          reads_.data() + static_cast<ptrdiff_t>(i) * read_stride_ + tile_column_[t];
      int32_t* out = accumulators_.data() + static_cast<ptrdiff_t>(i) * stride_ + column;
      for (int o = 0; o < tile.outputs; ++o) {
        int32_t sum = 0;
        for (int s = 0; s < slices; ++s) sum += *read++ * weights[static_cast<size_t>(s)];
        out[o] = sum;
      }
    }
  }
}

void LayerEvaluator::take_off_reference(const uint8_t* in, int images) {
  const Layer& layer = plan_.layer;
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  int32_t* out = accumulators_.data();
  for (int i = 0; i < images; ++i, in += layer.in.size()) {
    for (int position = 0; position < layer.positions(); ++position, out += stride_) {
      gather_window(layer, in, position, rows.data());
      const int32_t share = reference_share(plan_, rows.data());
      for (int k = 0; k < stride_; ++k) out[k] -= share;
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
void LayerEvaluator::codes(int image, LayerTuning tuning, uint8_t* out, const uint8_t* addend) {
  if (!largest_decides(plan_.layer)) {
    code_all(image, addend, [&](size_t channel, int32_t accumulator) {
      return relu_input(plan_, static_cast<int>(channel), accumulator, tuning);
    });
    pool_codes(plan_, activation_bits_, conv_codes_.data(), out);
    return;
  }
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
