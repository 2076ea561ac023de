// The shapes of the networks that Kintsugi trains itself: layers without weights.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "models/network/network.h"

namespace kintsugi {

// "lenet": 28x28x1; conv 5x5 pad 2 -> 6, pool 2; conv 5x5 -> 16, pool 2; 400 -> 120 -> 84 -> 10.
// "mlp":   784 -> 128 -> 64 -> 10.
// "convnet": 28x28x1; conv 5x5 pad 2 -> 8, pool 2; conv 3x3 pad 1 -> 16, pool 2; -> 24; -> 24, pool
//          2; 216 -> 64 -> 10.
// "vgg":   32x32x3; conv 3x3 pad 1 -> 24, pool 2, -> 64, pool 2, -> 128, pool 2, -> 128, -> 128,
//          pool 2; 512 -> 10: 14 million products an image.
// "vgg-slim": the same with 24, 36 and three times 56 channels; 224 -> 10: 5 million products.
// "resnet20": 32x32x3; He et al., CVPR 2016: conv 3x3 -> 16; three stages of three blocks of two
//          3x3 convolutions, 16, 32 and 64 channels, the last two stages at stride 2 with projected
//          shortcuts; mean of each map; 64 -> 10: 41 million products an image.
// "resnet18": the same with four stages of two blocks, 64, 128, 256 and 512 channels; 512 -> 10:
//          11 million weights, 556 million products an image. A matter of hours without a GPU.
// Every layer but the last and the projections has a ReLU. Weights and biases are left empty; the
// signature is what the controller can see (choose_signature()). Throws UserError for any other
// name.
Network architecture(const std::string& name);

inline constexpr std::array<std::string_view, 7> kArchitectures = {
    "lenet", "mlp", "convnet", "vgg", "vgg-slim", "resnet20", "resnet18"};
// "lenet, mlp, ... or resnet18"
std::string architecture_names();

}  // namespace kintsugi
