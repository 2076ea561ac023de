// A whole layer under a Setting: finer gains and the sparse array.
#include <algorithm>
#include <numeric>
#include <utility>

#include "models/accelerator/layer_evaluator.h"
#include "models/core/fixed.h"
#include "models/digital/activation.h"

namespace kintsugi {

void LayerEvaluator::set(LayerSetting setting, bool last) {
  setting_ = std::move(setting);
  set_ = true;
  last_ = last;
  shares_.resize(setting_.tiles.empty() ? 0 : accumulators_.size());
}

// One tile after the other, each through its own gain.
void LayerEvaluator::read_shares(const uint8_t* in, int images, uint32_t number) {
  std::fill(shares_.begin(), shares_.end(), 0);
  const int positions = images * plan_.layer.positions();
  for (size_t t = 0; t < tiles_.size(); ++t) {
    std::vector<int32_t>& reads = sliced() ? reads_ : accumulators_;
    std::fill(reads.begin(), reads.end(), 0);
    add_tile(t, in, images, number);
    if (sliced()) join_slices(images);
    const TilePlacement& tile = plan_.tiles[t];
    const int column = channel_column_[static_cast<size_t>(tile.first_output)];
    for (int i = 0; i < positions; ++i) {
      const ptrdiff_t at = static_cast<ptrdiff_t>(i) * stride_ + column;
      add_share(setting_, t, tile, accumulators_.data() + at, shares_.data() + at);
    }
  }
  accumulators_.swap(shares_);
}

// Accumulators become what the ReLU gets, without bias and offset: behind the gain in hidden layers
// and with the sparse array's share in all.
void LayerEvaluator::apply_setting(const uint8_t* in, int images) {
  const Layer& layer = plan_.layer;
  const bool sparse = !setting_.deltas.empty();
  if (last_ && !sparse) return;
  const int channels = layer.conv_out.channels;
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  std::vector<int32_t> share(static_cast<size_t>(channels));
  int32_t* sums = accumulators_.data();
  for (int i = 0; i < images; ++i, in += layer.in.size()) {
    for (int position = 0; position < layer.positions(); ++position, sums += stride_) {
      if (sparse) {
        gather_window(layer, in, position, rows.data());
        sparse_contribution(setting_, rows.data(), channels, share.data());
      }
      for (size_t c = 0; c < share.size(); ++c) {
        int32_t& sum = sums[channel_column_[c]];
        if (!last_) sum = gained_input(sum, setting_.channels[c].gain, 0, 0);
        sum += share[c];
      }
    }
  }
}

int32_t LayerEvaluator::set_input(size_t channel, int32_t gained) const {
  return gained + plan_.digital.bias[channel] + setting_.channels[channel].offset;
}

void LayerEvaluator::code_all_set(int image, const uint8_t* addend) {
  code_all(image, addend,
           [&](size_t channel, int32_t gained) { return set_input(channel, gained); });
}

void LayerEvaluator::codes(int image, uint8_t* out, const uint8_t* addend) {
  if (!largest_decides(plan_.layer)) {
    code_all_set(image, addend);
    pool_codes(plan_, activation_bits_, conv_codes_.data(), out);
    return;
  }
  pool(image);
  const int positions = plan_.layer.out.height * plan_.layer.out.width;
  for (size_t c = 0; c < channel_column_.size(); ++c) {
    const int32_t* pooled = pooled_.data() + channel_column_[c];
    for (int i = 0; i < positions; ++i, pooled += stride_) {
      *out++ = activation_code(plan_, activation_bits_, set_input(c, *pooled));
    }
  }
}

uint64_t LayerEvaluator::code_sum(int image, const uint8_t* addend) {
  code_all_set(image, addend);
  return std::accumulate(conv_codes_.begin(), conv_codes_.end(), uint64_t{0});
}

}  // namespace kintsugi
