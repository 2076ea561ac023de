// A trained, quantised feed-forward network: integer weight levels and the real scales that give
// them meaning. A chain of layers, or a small graph: docs/networks.md. Nothing here knows about
// crossbars.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi {

// Feature-map shape; a dense layer's output is {channels, 1, 1}.
struct Shape {
  int channels = 0;
  int height = 1;
  int width = 1;
  int size() const { return channels * height * width; }
};

inline bool operator==(const Shape& a, const Shape& b) {
  return a.channels == b.channels && a.height == b.height && a.width == b.width;
}

enum class LayerKind { Conv, Dense };
enum class PoolKind { Max, Average };

// One crossbar layer: convolution or dense product, bias, an addend, ReLU, requantisation to an
// activation code, then pooling of codes. The last layer has neither addend, ReLU, codes nor
// pooling. Another layer without ReLU has signed 8-bit codes, is not pooled and can only be an
// addend.
struct Layer {
  std::string name;
  LayerKind kind = LayerKind::Dense;
  Shape in;
  Shape conv_out;  // before pooling
  Shape out;       // after pooling: what later layers and the signature see
  int kernel = 1;  // convolution window (square), stride and zero padding
  int stride = 1;
  int pad = 0;
  int pool = 1;  // pooling window and stride; 1 means none
  PoolKind pool_kind = PoolKind::Max;
  bool relu = true;
  // Whose codes the layer reads and whose it adds before the ReLU: so many layers back, where one
  // before the first layer is the network's input. The addend has the shape of conv_out.
  int source = 1;
  int addend = 0;            // 0: none
  bool in_signature = true;  // seen and tuned by the controller; see signature_layers()

  // [conv_out.channels][in.channels][kernel][kernel] (dense: [out][in]); each entry is a whole
  // number of weight steps in [-(weight_levels - 1), weight_levels - 1].
  std::vector<int8_t> weights;
  std::vector<float> bias;    // real units, [conv_out.channels]
  float weight_scale = 1.0F;  // real value of one weight step
  float input_scale = 1.0F;   // real value of one input code
  float output_scale = 1.0F;  // real value of one activation code (unused in the last layer)
  float addend_scale = 1.0F;  // real value of one code of the addend (if there is one)
  float pool_scale = 1.0F;    // real value of one code behind average pooling (if there is any)

  int rows() const {
    return in.channels * (kind == LayerKind::Conv ? kernel * kernel : in.height * in.width);
  }
  int positions() const { return conv_out.height * conv_out.width; }
};

constexpr int kLargestPool = 64;  // codes of a window, and their sum, stay small

struct Network {
  std::string name;
  Shape input;
  int activation_bits = 4;  // activations are unsigned codes 0 .. 2^bits - 1
  int weight_levels = 10;   // levels of one cell; a differential pair holds 2 * levels - 1 weights
  std::vector<Layer> layers;

  int classes() const { return layers.back().out.channels; }
};

// A tensor of codes: the output of a layer, or kInputTensor, the network's input.
constexpr int kInputTensor = -1;
inline int source_of(const Network& network, int layer) {
  return layer - network.layers[static_cast<size_t>(layer)].source;
}
// The tensor that `layer` adds. Only for a layer that has one.
inline int addend_of(const Network& network, int layer) {
  return layer - network.layers[static_cast<size_t>(layer)].addend;
}

// The layers whose outputs the signature stream carries, in order: those with `in_signature` and a
// ReLU, and the last one. All of these but the last are tuned; every other layer keeps a gain of 1
// and no offset.
std::vector<int> signature_layers(const Network& network);

// Whether every layer reads the one before it, adds nothing and is in the signature.
bool is_chain(const Network& network);

// Throws UserError naming the layer where shapes, sources, addends, pooling or numbers of weights
// do not fit each other, or a layer's codes are read by none.
void check_network(const Network& network);

// Reads `path` (ONNX nodes and metadata, see docs/networks.md).
// Throws UserError naming the file and the node for truncated files, unsupported nodes, weights
// that are not whole weight steps, and shapes that do not fit.
Network load_onnx(const std::filesystem::path& path);

// Writes the same form that load_onnx reads. The round trip is exact.
void save_onnx(const Network& network, const std::filesystem::path& path);

}  // namespace kintsugi
