// Whole layers for blocks of images: the fast path behind classify(), run_image() and
// layer_accumulators(). Same bits as the single steps in die.h.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "models/accelerator/bit_patterns.h"
#include "models/accelerator/die.h"
#include "models/accelerator/setting.h"
#include "models/crossbar/read_job.h"

namespace kintsugi {

// Evaluates one layer of one die. Holds scratch memory: one evaluator a thread.
class LayerEvaluator {
 public:
  LayerEvaluator(const Die& die, int layer);

  // How many images read() takes at once: few for large feature maps, so that the scratch stays in
  // cache; many for dense layers, so that each table stripe is fetched once for all of them.
  int images_per_read() const { return images_per_read_; }

  // From now on the layer computes with `setting`; `last` of the chip's layers has no ReLU. What
  // accumulators() then gives is what the ReLU gets, without bias, offset and addend.
  void set(LayerSetting setting, bool last);

  // Reads the tiles for `images` <= images_per_read() inputs, [images][in.size()] codes, which are
  // the die's images `number` and following.
  void read(const uint8_t* in, int images, uint32_t number = 0);

  // Results of the last read() for one of its images, channel-major.
  void accumulators(int image, int32_t* out) const;  // raw, [conv_out.size()]
  void values(int image, int32_t* out) const;        // + bias, [conv_out.size()]
  // Pooled codes, [out.size()]. A layer with an addend needs the codes of it, [conv_out.size()].
  void codes(int image, LayerTuning tuning, uint8_t* out, const uint8_t* addend = nullptr);
  // Under the setting: pooled codes, [out.size()], and the sum of the codes before pooling.
  void codes(int image, uint8_t* out, const uint8_t* addend = nullptr);
  uint64_t code_sum(int image, const uint8_t* addend = nullptr);
  // Where largest_decides(): largest raw accumulator of each pooling window, [out.size()]. Its code
  // is the pooled code, under any tuning.
  void pooled_accumulators(int image, int32_t* out);

 private:
  // Codes before pooling, into conv_codes_, channel-major; relu_input(channel, accumulator) knows
  // of no addend.
  template <typename ReluInput>
  void code_all(int image, const uint8_t* addend, ReluInput relu_input) {
    if ((addend == nullptr) != (plan_.layer.addend == 0)) {
      throw std::invalid_argument("a layer with an addend needs its codes, another has none");
    }
    const int positions = plan_.layer.positions();
    const int32_t* rows =
        accumulators_.data() + static_cast<ptrdiff_t>(image) * positions * stride_;
    conv_codes_.resize(static_cast<size_t>(plan_.layer.conv_out.size()));
    uint8_t* out = conv_codes_.data();
    for (size_t c = 0; c < channel_column_.size(); ++c) {
      const int32_t* row = rows + channel_column_[c];
      for (int i = 0; i < positions; ++i, row += stride_) {
        int32_t input = relu_input(c, *row);
        if (addend != nullptr) input += addend_share(plan_, *addend++);
        *out++ = activation_code(plan_, activation_bits_, input);
      }
    }
  }
  void code_all_set(int image, const uint8_t* addend);
  void pool(int image);
  void add_tile(size_t tile, const uint8_t* in, int images, uint32_t number);
  void add_products(const Tile& tile, const TilePlacement& placement, ReadJob& job,
                    const uint8_t* in, int images);
  void add_single_reads(const Tile& tile, const TilePlacement& placement, int column,
                        const uint8_t* in, int images, uint32_t number);
  bool sliced() const { return plan_.coding.slices > 1; }
  void join_slices(int images);
  void take_off_reference(const uint8_t* in, int images);
  void read_shares(const uint8_t* in, int images, uint32_t number);
  void apply_setting(const uint8_t* in, int images);
  int32_t set_input(size_t channel, int32_t gained) const;

  const LayerPlan& plan_;
  const std::vector<Tile>& tiles_;
  int activation_bits_;
  int images_per_read_;
  BitPatterns patterns_of_;
  std::vector<uint16_t> patterns_;        // [images_per_read][patterns_per_image]
  std::vector<int32_t> position_offset_;  // [images_per_read * positions]
  std::vector<int32_t> digits_;           // of one tile, see encode_digits()
  std::vector<int32_t> squares_;
  std::vector<uint32_t> image_number_;  // [images_per_read * positions]
  std::vector<uint32_t> position_number_;
  std::vector<int32_t> tile_column_;     // first converted column of each tile
  std::vector<int32_t> channel_column_;  // accumulator column of each channel
  int read_stride_ = 0;                  // converted columns: accumulators times slices
  int stride_ = 0;                       // accumulator columns
  std::vector<int32_t> reads_;           // [images_per_read * positions][read_stride], if sliced
  std::vector<int32_t> accumulators_;    // [images_per_read * positions][stride]
  std::vector<int32_t> pooled_;          // of pool(), [out positions][stride]
  std::vector<uint8_t> conv_codes_;      // of code_all(), [conv_out.size()]
  bool set_ = false;                     // with a setting
  bool last_ = false;
  LayerSetting setting_;
  std::vector<int32_t> shares_;  // sums of gained shares, as accumulators_, with tile gains
};

}  // namespace kintsugi
