// A network in floating point as an ONNX file holds it, before it is quantised.
#pragma once

#include <filesystem>
#include <vector>

#include "models/network/network.h"

namespace kintsugi {

struct FloatNetwork {
  Network structure;                        // layers without weights, biases included, scales 1
  std::vector<std::vector<float>> weights;  // [layers], in the order of Layer::weights
};

// Reads the graph of `path`: the nodes of docs/networks.md, with BatchNormalization folded into the
// product before it. Needs no metadata. Throws UserError naming the file, the node and what is
// allowed.
FloatNetwork load_float_onnx(const std::filesystem::path& path);

// Writes the same form, without metadata.
void save_float_onnx(const FloatNetwork& network, const std::filesystem::path& path);

}  // namespace kintsugi
