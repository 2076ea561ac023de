#include <onnx/onnx_pb.h>

#include <charconv>
#include <fstream>
#include <functional>
#include <string>

#include "models/core/error.h"
#include "models/network/float_network.h"

namespace kintsugi {
namespace {

// Nine digits identify every float.
std::string exact_text(float value) {
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 9);
  return std::string(digits, end.ptr);
}

void add_metadata(onnx::ModelProto& model, const std::string& key, const std::string& value) {
  onnx::StringStringEntryProto* entry = model.add_metadata_props();
  entry->set_key("kintsugi." + key);
  entry->set_value(value);
}

void add_integers(onnx::NodeProto& node, const char* name, const std::vector<int>& values) {
  onnx::AttributeProto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INTS);
  for (const int value : values) attribute->add_ints(value);
}

void add_integer(onnx::NodeProto& node, const char* name, int value) {
  onnx::AttributeProto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

onnx::TensorProto& add_tensor(onnx::GraphProto& graph, const std::string& name,
                              const std::vector<int>& dims,
                              onnx::TensorProto::DataType type = onnx::TensorProto::FLOAT) {
  onnx::TensorProto& tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const int dim : dims) tensor.add_dims(dim);
  return tensor;
}

void describe(onnx::ValueInfoProto& value, const std::string& name, const std::vector<int>& dims) {
  value.set_name(name);
  onnx::TypeProto::Tensor& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param("N");
  for (const int dim : dims) type.mutable_shape()->add_dim()->set_dim_value(dim);
}

// Appends nodes; `tensor` is the name of the value that the next one reads.
class NodeWriter {
 public:
  explicit NodeWriter(onnx::GraphProto& graph) : graph_(graph) {}

  void read(std::string tensor) { tensor_ = std::move(tensor); }
  onnx::NodeProto& append(const std::string& op, const std::string& name) {
    onnx::NodeProto& node = *graph_.add_node();
    node.set_op_type(op);
    node.set_name(name);
    node.add_input(tensor_);
    tensor_ = name + ".out";
    node.add_output(tensor_);
    return node;
  }
  const std::string& tensor() const { return tensor_; }

 private:
  onnx::GraphProto& graph_;
  std::string tensor_;
};

std::vector<int> weight_dims(const Layer& layer) {
  if (layer.kind == LayerKind::Dense) return {layer.conv_out.channels, layer.rows()};
  return {layer.conv_out.channels, layer.in.channels, layer.kernel, layer.kernel};
}

// Adds weights to the graph and says the name of the tensor.
using AddWeights = std::function<std::string(onnx::GraphProto& graph, size_t layer)>;

void add_bias(onnx::GraphProto& graph, onnx::NodeProto& node, const Layer& layer) {
  onnx::TensorProto& bias = add_tensor(graph, layer.name + ".bias", {layer.conv_out.channels});
  for (const float value : layer.bias) bias.add_float_data(value);
  node.add_input(bias.name());
}

// `addend` is the name of the tensor that the layer adds, if it adds one.
void add_layer(onnx::GraphProto& graph, NodeWriter& chain, const Layer& layer,
               const std::string& weights, const std::string& addend) {
  if (layer.kind == LayerKind::Conv) {
    onnx::NodeProto& node = chain.append("Conv", layer.name);
    node.add_input(weights);
    add_bias(graph, node, layer);
    add_integers(node, "kernel_shape", {layer.kernel, layer.kernel});
    add_integers(node, "strides", {layer.stride, layer.stride});
    add_integers(node, "pads", {layer.pad, layer.pad, layer.pad, layer.pad});
  } else {
    if (layer.in.height * layer.in.width > 1) {
      add_integer(chain.append("Flatten", layer.name + ".flatten"), "axis", 1);
    }
    onnx::NodeProto& node = chain.append("Gemm", layer.name);
    node.add_input(weights);
    add_bias(graph, node, layer);
    add_integer(node, "transB", 1);
  }
  if (layer.addend != 0) chain.append("Add", layer.name + ".add").add_input(addend);
  if (layer.relu) chain.append("Relu", layer.name + ".relu");
  if (layer.pool > 1) {
    const bool average = layer.pool_kind == PoolKind::Average;
    onnx::NodeProto& pool = chain.append(average ? "AveragePool" : "MaxPool", layer.name + ".pool");
    add_integers(pool, "kernel_shape", {layer.pool, layer.pool});
    add_integers(pool, "strides", {layer.pool, layer.pool});
  }
}

void add_layer_metadata(onnx::ModelProto& model, const Layer& layer) {
  add_metadata(model, layer.name + ".weight_scale", exact_text(layer.weight_scale));
  add_metadata(model, layer.name + ".input_scale", exact_text(layer.input_scale));
  add_metadata(model, layer.name + ".output_scale", exact_text(layer.output_scale));
  if (layer.addend != 0) {
    add_metadata(model, layer.name + ".addend_scale", exact_text(layer.addend_scale));
  }
  if (layer.pool > 1 && layer.pool_kind == PoolKind::Average) {
    add_metadata(model, layer.name + ".pool_scale", exact_text(layer.pool_scale));
  }
  if (!layer.in_signature) add_metadata(model, layer.name + ".signature", "0");
}

// Without metadata.
onnx::ModelProto to_model(const Network& network, const AddWeights& add_weights) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.set_producer_name("kintsugi");
  model.add_opset_import()->set_version(13);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name(network.name);
  describe(*graph.add_input(), "input",
           {network.input.channels, network.input.height, network.input.width});
  NodeWriter nodes(graph);
  std::vector<std::string> tensors;  // of the layers
  const auto name_of = [&](int tensor) {
    return tensor == kInputTensor ? "input" : tensors[static_cast<size_t>(tensor)];
  };
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
    const Layer& layer = network.layers[static_cast<size_t>(l)];
    nodes.read(name_of(source_of(network, l)));
    add_layer(graph, nodes, layer, add_weights(graph, static_cast<size_t>(l)),
              layer.addend == 0 ? "" : name_of(addend_of(network, l)));
    tensors.push_back(nodes.tensor());
  }
  describe(*graph.add_output(), nodes.tensor(), {network.classes()});
  return model;
}

void write(const onnx::ModelProto& model, const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::binary);
  const bool written = file && model.SerializeToOstream(&file) && file.flush();
  if (!written) {
    throw UserError("Cannot write the network to " + path.string() +
                    "; check that the folder exists and is writable.");
  }
}

}  // namespace

void save_onnx(const Network& network, const std::filesystem::path& path) {
  // A byte a weight, and their scale.
  onnx::ModelProto model = to_model(network, [&](onnx::GraphProto& graph, size_t l) {
    const Layer& layer = network.layers[l];
    const std::string name = layer.name + ".weight";
    add_tensor(graph, name + ".steps", weight_dims(layer), onnx::TensorProto::INT8)
        .set_raw_data(layer.weights.data(), layer.weights.size());
    add_tensor(graph, name + ".scale", {}).add_float_data(layer.weight_scale);
    onnx::NodeProto& node = *graph.add_node();
    node.set_op_type("DequantizeLinear");
    node.set_name(name);
    node.add_input(name + ".steps");
    node.add_input(name + ".scale");
    node.add_output(name);
    return name;
  });
  add_metadata(model, "activation_bits", std::to_string(network.activation_bits));
  add_metadata(model, "weight_levels", std::to_string(network.weight_levels));
  for (const Layer& layer : network.layers) add_layer_metadata(model, layer);
  write(model, path);
}

void save_float_onnx(const FloatNetwork& network, const std::filesystem::path& path) {
  const auto add_floats = [&](onnx::GraphProto& graph, size_t l) {
    const Layer& layer = network.structure.layers[l];
    onnx::TensorProto& weights = add_tensor(graph, layer.name + ".weight", weight_dims(layer));
    for (const float value : network.weights[l]) weights.add_float_data(value);
    return weights.name();
  };
  write(to_model(network.structure, add_floats), path);
}

}  // namespace kintsugi
