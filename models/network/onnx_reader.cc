// The quantised form: the graph's floats are whole weight steps, metadata has the scales.
#include <cmath>

#include "models/network/onnx_graph.h"

namespace kintsugi {
namespace {

std::vector<int8_t> levels(const OnnxFile& file, const onnx::NodeProto& node, int weight_levels,
                           float weight_scale, const std::vector<float>& weights) {
  const int limit = weight_levels - 1;
  std::vector<int8_t> result;
  for (const float weight : weights) {
    const double steps = static_cast<double>(weight) / static_cast<double>(weight_scale);
    const double level = std::round(steps);
    const std::string name = "weight " + std::to_string(result.size()) + " is ";
    if (!(std::abs(steps - level) <= 1e-3)) {
      file.fail(node, name + std::to_string(steps) +
                          " steps of its weight_scale; whole steps are needed (quantise the "
                          "network with `kintsugi quantise`).");
    }
    if (std::abs(level) > limit) {
      file.fail(node, name + std::to_string(steps) + " steps; with " +
                          std::to_string(weight_levels) + " levels at most " +
                          std::to_string(limit) + " are allowed.");
    }
    result.push_back(static_cast<int8_t>(level));
  }
  return result;
}

}  // namespace

Network load_onnx(const std::filesystem::path& path) {
  OnnxFile file(path);
  const int activation_bits = file.metadata_integer("activation_bits", 1, 8);
  const int weight_levels = file.metadata_integer("weight_levels", 2, 128);
  OnnxGraph graph(file);
  FloatNetwork floats = graph.read();
  Network network = std::move(floats.structure);
  network.activation_bits = activation_bits;
  network.weight_levels = weight_levels;
  for (size_t l = 0; l < network.layers.size(); ++l) {
    Layer& layer = network.layers[l];
    const auto scale = [&](const char* key) { return file.metadata_scale(layer.name + "." + key); };
    layer.weight_scale = scale("weight_scale");
    layer.input_scale = scale("input_scale");
    layer.output_scale = scale("output_scale");
    if (layer.addend != 0) layer.addend_scale = scale("addend_scale");
    if (layer.pool > 1 && layer.pool_kind == PoolKind::Average) {
      layer.pool_scale = scale("pool_scale");
    }
    if (file.has_metadata(layer.name + ".signature")) {
      layer.in_signature = file.metadata_integer(layer.name + ".signature", 0, 1) != 0;
    }
    layer.weights =
        levels(file, graph.product(l), weight_levels, layer.weight_scale, floats.weights[l]);
  }
  return network;
}

FloatNetwork load_float_onnx(const std::filesystem::path& path) {
  OnnxFile file(path);
  return OnnxGraph(file).read();
}

}  // namespace kintsugi
