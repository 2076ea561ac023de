#include "models/accelerator/bit_patterns.h"

#include <algorithm>
#include <cstring>

#include "models/crossbar/read_job.h"

namespace kintsugi {
namespace {

constexpr int kDenseGroup = 4;
constexpr int kWidestSegment = 5;
constexpr int kWordBytes = 8;

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "byte k of a word must be bits 8k..8k+7");

int segments_of(const Layer& layer) { return (layer.kernel + kWidestSegment - 1) / kWidestSegment; }

int segment_length_of(const Layer& layer) {
  if (layer.kind == LayerKind::Dense) return kDenseGroup;
  return (layer.kernel + segments_of(layer) - 1) / segments_of(layer);
}

int padded_height(const Layer& layer) { return layer.in.height + 2 * layer.pad; }

// Writes the patterns of all planes of up to eight neighbouring inputs. The multiplication gathers
// bit 0 of byte k into bit 56 + k.
void write_patterns(const uint8_t* inputs, uint64_t byte_mask, int planes, uint16_t* patterns) {
  uint64_t word = 0;
  std::memcpy(&word, inputs, sizeof word);
  word &= byte_mask;
  for (int p = 0; p < planes; ++p) {
    const uint64_t bits = (word >> p) & 0x0101010101010101;
    patterns[p] = static_cast<uint16_t>((bits * 0x0102040810204080) >> 56) * kPatternScale;
  }
}

uint64_t first_bytes(int count) {
  return count >= kWordBytes ? ~uint64_t{0} : (uint64_t{1} << (8 * count)) - 1;
}

}  // namespace

RowGroups row_groups(const Layer& layer) {
  RowGroups groups;
  groups.pattern_bits = segment_length_of(layer);
  const bool dense = layer.kind == LayerKind::Dense;
  const int line = dense ? layer.rows() : layer.kernel;
  for (int first = 0; first < layer.rows(); first += line) {
    for (int i = 0; i < line; i += groups.pattern_bits) {
      groups.first_row.push_back(first + i);
      groups.rows.push_back(std::min(groups.pattern_bits, line - i));
    }
  }
  return groups;
}

BitPatterns::BitPatterns(const Layer& layer, int planes)
    : layer_(layer), planes_(planes), segment_length_(segment_length_of(layer)) {
  if (layer.kind == LayerKind::Conv) {
    lay_out_convolution();
  } else {
    lay_out_dense();
  }
}

void BitPatterns::encode(const uint8_t* in, uint16_t* patterns) {
  if (layer_.kind == LayerKind::Conv) {
    encode_convolution(in, patterns);
  } else {
    encode_dense(in, patterns);
  }
}

// patterns: [channel][segment][padded row][output column][plane]. The pattern under kernel row ky
// at output row y is that of padded row y * stride + ky.
void BitPatterns::lay_out_convolution() {
  segments_ = segments_of(layer_);
  const int out_width = layer_.conv_out.width;
  const int row_size = out_width * planes_;
  const int map_size = padded_height(layer_) * row_size;
  patterns_per_image_ = static_cast<size_t>(layer_.in.channels * segments_ * map_size);
  for (int c = 0; c < layer_.in.channels; ++c) {
    for (int ky = 0; ky < layer_.kernel; ++ky) {
      for (int s = 0; s < segments_; ++s) {
        group_offset_.push_back((c * segments_ + s) * map_size + ky * row_size);
      }
    }
  }
  for (int y = 0; y < layer_.conv_out.height; ++y) {
    for (int x = 0; x < out_width; ++x) {
      position_offset_.push_back(y * layer_.stride * row_size + x * planes_);
    }
  }
  line_.assign(static_cast<size_t>(layer_.in.width + 2 * layer_.pad + kWordBytes), 0);
}

// patterns: [group][plane].
void BitPatterns::lay_out_dense() {
  const int groups = (layer_.rows() + kDenseGroup - 1) / kDenseGroup;
  patterns_per_image_ = static_cast<size_t>(groups * planes_);
  for (int g = 0; g < groups; ++g) group_offset_.push_back(g * planes_);
  position_offset_ = {0};
  line_.assign(static_cast<size_t>(layer_.rows() + kWordBytes), 0);
}

void BitPatterns::encode_convolution(const uint8_t* in, uint16_t* patterns) {
  const int out_width = layer_.conv_out.width;
  for (int c = 0; c < layer_.in.channels; ++c) {
    for (int y = 0; y < layer_.in.height; ++y, in += layer_.in.width) {
      std::copy(in, in + layer_.in.width, line_.begin() + layer_.pad);
      for (int s = 0; s < segments_; ++s) {
        const int first = s * segment_length_;
        const uint64_t mask = first_bytes(std::min(segment_length_, layer_.kernel - first));
        const int row = (c * segments_ + s) * padded_height(layer_) + y + layer_.pad;
        uint16_t* out = patterns + static_cast<ptrdiff_t>(row) * out_width * planes_;
        for (int x = 0; x < out_width; ++x, out += planes_) {
          write_patterns(line_.data() + x * layer_.stride + first, mask, planes_, out);
        }
      }
    }
  }
}

void BitPatterns::encode_dense(const uint8_t* in, uint16_t* patterns) {
  std::copy(in, in + layer_.rows(), line_.begin());
  const uint64_t mask = first_bytes(kDenseGroup);
  for (size_t g = 0; g < group_offset_.size(); ++g) {
    write_patterns(line_.data() + g * kDenseGroup, mask, planes_,
                   patterns + g * static_cast<size_t>(planes_));
  }
}

}  // namespace kintsugi
