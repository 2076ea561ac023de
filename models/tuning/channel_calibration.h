// The field's corrections of single channels, beside which those of the host (offchip.h) stand:
// both see a die as the host does and know the design, and both need channel gains.
#pragma once

#include <cstdint>

#include "models/accelerator/setting.h"

namespace kintsugi::tuning {

enum class ChannelFit {
  // Mean and spread of a channel's sums over the images become those of the nominal chip: batch
  // normalisation recomputed on the die.
  Statistics,
  // The line through pairs of a channel's sum and what the nominal layer makes of the same inputs,
  // by least squares.
  Affine,
};

// Gains and offsets of all channels from neutral layers, layer by layer, those before in force.
// `images` is [count][input.size()] activation codes of training images, without labels; `reads`
// and `windows` are those of look_at_layer(). Throws UserError for a network that require_sight()
// refuses.
Setting calibrate_channels(const Die& die, ChannelFit fit, const uint8_t* images, int count,
                           int reads = 4, int windows = 1500);

}  // namespace kintsugi::tuning
