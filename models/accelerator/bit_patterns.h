// Input codes of a layer as bit patterns on its row groups: the addresses of the table lookups.
#pragma once

#include <cstdint>
#include <vector>

#include "models/crossbar/lookup_table.h"
#include "models/network/network.h"

namespace kintsugi {

// Row groups of a layer. Convolution: one kernel row (windows wider than 5 in equal parts), so
// that a window's patterns are shared by all output positions that slide over the same pixels.
// Dense: four consecutive inputs.
RowGroups row_groups(const Layer& layer);

// Encodes feature maps and says where each position finds each group's pattern (see PlaneJob).
class BitPatterns {
 public:
  BitPatterns(const Layer& layer, int planes);

  size_t patterns_per_image() const { return patterns_per_image_; }
  const std::vector<int32_t>& group_offset() const { return group_offset_; }
  // Of one image; image i adds i * patterns_per_image().
  const std::vector<int32_t>& position_offset() const { return position_offset_; }

  // `in` is [in.size()] codes; `patterns` is [patterns_per_image()] and zero at the first call
  // (places over the padding are never written).
  void encode(const uint8_t* in, uint16_t* patterns);

 private:
  void lay_out_convolution();
  void lay_out_dense();
  void encode_convolution(const uint8_t* in, uint16_t* patterns);
  void encode_dense(const uint8_t* in, uint16_t* patterns);

  const Layer& layer_;
  int planes_;
  int segments_ = 1;        // parts of a kernel row
  int segment_length_ = 4;  // rows (word lines) in a group
  size_t patterns_per_image_ = 0;
  std::vector<int32_t> group_offset_;
  std::vector<int32_t> position_offset_;
  std::vector<uint8_t> line_;  // one padded line of inputs
};

}  // namespace kintsugi
