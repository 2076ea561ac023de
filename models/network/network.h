// A trained, quantised feed-forward network: integer weight levels and the real scales that give
// them meaning. Nothing here knows about crossbars.
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

enum class LayerKind { Conv, Dense };

// One crossbar layer: convolution or dense product, bias, ReLU (all but the last layer),
// requantisation to an activation code, then max pooling of codes.
struct Layer {
  std::string name;
  LayerKind kind = LayerKind::Dense;
  Shape in;
  Shape conv_out;  // before pooling
  Shape out;       // after pooling: what the next layer and the signature see
  int kernel = 1;  // convolution window (square), stride and zero padding
  int stride = 1;
  int pad = 0;
  int pool = 1;  // max-pool window and stride; 1 means none
  bool relu = true;

  // [conv_out.channels][in.channels][kernel][kernel] (dense: [out][in]); each entry is a whole
  // number of weight steps in [-(weight_levels - 1), weight_levels - 1].
  std::vector<int8_t> weights;
  std::vector<float> bias;    // real units, [conv_out.channels]
  float weight_scale = 1.0F;  // real value of one weight step
  float input_scale = 1.0F;   // real value of one input code
  float output_scale = 1.0F;  // real value of one activation code (unused in the last layer)

  int rows() const {
    return in.channels * (kind == LayerKind::Conv ? kernel * kernel : in.height * in.width);
  }
  int positions() const { return conv_out.height * conv_out.width; }
};

struct Network {
  std::string name;
  Shape input;
  int activation_bits = 4;  // activations are unsigned codes 0 .. 2^bits - 1
  int weight_levels = 10;   // levels of one cell; a differential pair holds 2 * levels - 1 weights
  std::vector<Layer> layers;

  int classes() const { return layers.back().out.channels; }
};

// Reads `path` (ONNX; Conv, Gemm, Relu, MaxPool, Flatten, plus metadata, see docs/networks.md).
// Throws UserError naming the file and the node for truncated files, unsupported nodes, weights
// that are not whole weight steps, and shapes that do not fit.
Network load_onnx(const std::filesystem::path& path);

// Writes the same form that load_onnx reads. The round trip is exact.
void save_onnx(const Network& network, const std::filesystem::path& path);

}  // namespace kintsugi
