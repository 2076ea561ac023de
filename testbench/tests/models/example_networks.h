// Small networks with pseudo-random weights, for tests of shapes, exactness and speed. They have
// learnt nothing.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "models/core/random.h"
#include "models/network/network.h"

namespace kintsugi::testing {

// Numbers in [low, high], the same on every machine.
class Numbers {
 public:
  explicit Numbers(uint64_t seed) { key_.seed = seed; }
  int between(int low, int high) {
    const auto span = static_cast<uint32_t>(high - low + 1);
    return low + static_cast<int>(random_word(key_, index_++) % span);
  }

 private:
  RandomKey key_;
  uint64_t index_ = 0;
};

struct LayerShape {
  LayerKind kind = LayerKind::Dense;
  int outputs = 1;
  int kernel = 1;
  int stride = 1;
  int pad = 0;
  int pool = 1;
};

inline Network random_network(Shape input, const std::vector<LayerShape>& shapes,
                              int activation_bits = 4, int levels = 10) {
  Numbers numbers(shapes.size() * 1000 + static_cast<uint64_t>(input.size()));
  Network network;
  network.name = "example";
  network.input = input;
  network.activation_bits = activation_bits;
  network.weight_levels = levels;
  Shape in = input;
  for (const LayerShape& shape : shapes) {
    Layer layer;
    layer.name = "layer" + std::to_string(network.layers.size());
    layer.kind = shape.kind;
    layer.in = in;
    layer.kernel = shape.kernel;
    layer.stride = shape.stride;
    layer.pad = shape.pad;
    layer.pool = shape.pool;
    layer.conv_out = {shape.outputs, 1, 1};
    if (shape.kind == LayerKind::Conv) {
      layer.conv_out.height = (in.height + 2 * shape.pad - shape.kernel) / shape.stride + 1;
      layer.conv_out.width = (in.width + 2 * shape.pad - shape.kernel) / shape.stride + 1;
    }
    layer.out = {shape.outputs, layer.conv_out.height / shape.pool,
                 layer.conv_out.width / shape.pool};
    for (int i = 0; i < layer.rows() * shape.outputs; ++i) {
      layer.weights.push_back(static_cast<int8_t>(numbers.between(-(levels - 1), levels - 1)));
    }
    layer.weight_scale = 0.013F;
    layer.input_scale = 0.11F;
    // The top code stands at about two sigma of the layer's sums, so that codes neither all
    // saturate nor all vanish.
    layer.output_scale = layer.weight_scale * layer.input_scale * 0.6F *
                         static_cast<float>(levels) * std::sqrt(static_cast<float>(layer.rows()));
    for (int i = 0; i < shape.outputs; ++i) {
      layer.bias.push_back(static_cast<float>(numbers.between(-100, 100)) * 0.02F *
                           layer.output_scale);
    }
    network.layers.push_back(layer);
    in = layer.out;
  }
  network.layers.back().relu = false;
  return network;
}

inline Network lenet_shaped(int activation_bits = 4) {
  return random_network({1, 28, 28},
                        {{LayerKind::Conv, 6, 5, 1, 2, 2},
                         {LayerKind::Conv, 16, 5, 1, 0, 2},
                         {LayerKind::Dense, 120},
                         {LayerKind::Dense, 84},
                         {LayerKind::Dense, 10}},
                        activation_bits);
}

// Strides, padding, a wide window in two segments, a 1 x 1 window, odd sizes.
inline Network odd_shaped(int activation_bits = 3) {
  return random_network({2, 13, 11},
                        {{LayerKind::Conv, 5, 7, 2, 3, 1},
                         {LayerKind::Conv, 19, 3, 1, 1, 2},
                         {LayerKind::Conv, 9, 1, 1, 0, 1},
                         {LayerKind::Dense, 33},
                         {LayerKind::Dense, 7}},
                        activation_bits);
}

inline std::vector<uint8_t> random_images(const Network& network, int count) {
  Numbers numbers(77);
  std::vector<uint8_t> codes;
  const int top = (1 << network.activation_bits) - 1;
  for (int i = 0; i < count * network.input.size(); ++i) {
    // A third of the pixels is dark, as in real images.
    codes.push_back(static_cast<uint8_t>(std::max(0, numbers.between(-top / 2, top))));
  }
  return codes;
}

}  // namespace kintsugi::testing
