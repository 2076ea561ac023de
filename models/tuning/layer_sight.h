// What a host sees of one layer of a die through the signature stream.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/accelerator/setting.h"

namespace kintsugi::tuning {

// Activation codes of some images at the input of a layer.
struct LayerCodes {
  std::vector<uint8_t> codes;  // [count][size]
  int count = 0;
  int size = 0;
  const uint8_t* image(int i) const { return codes.data() + static_cast<ptrdiff_t>(i) * size; }
};

// What layer `layer` makes of them under a setting.
LayerCodes next_codes(const Die& die, int layer, const Setting& setting, const LayerCodes& in);

// For each pooling window looked at, the inputs of its positions and the largest accumulator of
// each channel.
struct LayerSight {
  int candidates = 1;      // positions a window
  Eigen::MatrixXd inputs;  // [windows x candidates][rows], codes
  Eigen::MatrixXd values;  // [windows][channels], accumulator LSB; NaN: out of the range of codes
  // [windows][channels]: -1 where a value is at most, 1 where it is at least that; or empty.
  Eigen::MatrixXi bounds;
  double noise = 1.0;  // variance of a value
};

// Throws UserError unless the network is a plain chain with max pooling, all in the signature: of
// others a host does not see the layers one by one.
void require_sight(const Network& network);

// A hidden layer is read through its own registers, without deltas: with half the gain and an
// offset of half the range no accumulator of use is cut off by the ReLU, and `reads` plays with
// offsets a part of a code apart see finer than a code. Accumulators of the last layer leave as
// they are. At most `windows` windows, spread over images and positions.
LayerSight look_at_layer(const Die& die, int layer, const LayerCodes& in, int reads, int windows);

// What plays under the neutral tuning say, without looking any closer: of each image its `outputs`,
// [in.count] of [out.size()], as the signature stream carries them. Codes at the ends of the range
// are bounds. All windows.
LayerSight sight_of_outputs(const Chip& chip, int layer, const LayerCodes& in,
                            const std::vector<const int32_t*>& outputs);

// Second moments of a position's input codes with a 1 behind them, [rows + 1][rows + 1], over some
// positions of every image.
Eigen::MatrixXd input_moment(const Layer& layer, const LayerCodes& in);

}  // namespace kintsugi::tuning
