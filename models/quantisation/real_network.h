// The forward pass in float, one image at a time: of a network in floating point, or of a quantised
// one with its codes rounded where a chip rounds them.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/network/float_network.h"

namespace kintsugi {

using Maps = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// [rows()][positions()]: what each output position of the layer reads of `in` [channels][pixels].
Maps windows(const Layer& layer, const Maps& in);
// [out.channels][pixels] of the pooled map.
Maps pooled(const Layer& layer, const Maps& in);

// A layer's weights, [outputs][rows()], in real units.
Maps weight_matrix(const Layer& layer, const std::vector<float>& weights);
Maps weight_matrix(const Layer& layer);  // quantised

// Real values -> the nearest codes of `scale` within low .. high, times the scale; halves go up.
Maps on_codes(const Maps& values, float scale, float low, float high);

// The image as the network takes it: pixels 0 .. 255 over 255, times `white`; or on the codes of
// the quantised network's input.
Maps real_input(const Shape& shape, const uint8_t* pixels, float white);
Maps coded_input(const Network& network, const uint8_t* pixels);

class RealNetwork {
 public:
  explicit RealNetwork(const FloatNetwork& network);
  explicit RealNetwork(const Network& quantised);

  // Product, bias and addend of a layer, from the tensors of its source and addend (may be null).
  Maps before_relu(int layer, const Maps& source, const Maps* addend) const;
  // What the layer makes of it: ReLU, codes, pooling. Of the last layer: nothing.
  Maps after(int layer, const Maps& before) const;
  Eigen::VectorXf logits(const Maps& input) const;

  // `layer` from now on as it is quantised, its codes of so many bits.
  void quantise(int layer, const Layer& quantised);
  void set_activation_bits(int bits) { network_.activation_bits = bits; }
  int layers() const { return static_cast<int>(network_.layers.size()); }

 private:
  Network network_;
  std::vector<Maps> weights_;
  std::vector<bool> coded_;  // by layer: whether its codes are rounded
};

// Share of `count` images ([count][shape.size()] pixels) whose largest logit is that of the label.
// `coded` rounds the images to the codes of `structure` first.
double real_accuracy(const RealNetwork& network, const Network& structure, bool coded, float white,
                     const uint8_t* pixels, const uint8_t* labels, int count);

}  // namespace kintsugi
