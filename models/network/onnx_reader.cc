#include <onnx/onnx_pb.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "models/core/error.h"
#include "models/network/network.h"

namespace kintsugi {
namespace {

using Integers = std::vector<int64_t>;

onnx::ModelProto parse(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw UserError("Cannot open the network file " + path.string() +
                    "; check that it exists and is readable.");
  }
  onnx::ModelProto model;
  if (!model.ParseFromIstream(&file) || !model.has_graph()) {
    throw UserError("The network file " + path.string() +
                    " is not a complete ONNX model (truncated, or another format); write it again "
                    "with `kintsugi train` or copy it afresh.");
  }
  return model;
}

// Walks the chain of nodes and builds the layers, checking each step.
class Reader {
 public:
  Reader(const std::filesystem::path& path, const onnx::ModelProto& model)
      : path_(path.string()), graph_(model.graph()) {
    for (const auto& entry : model.metadata_props()) metadata_[entry.key()] = entry.value();
    for (const auto& tensor : graph_.initializer()) tensors_[tensor.name()] = &tensor;
  }

  Network read() {
    network_.name = graph_.name();
    network_.activation_bits = metadata_integer("activation_bits", 1, 8);
    network_.weight_levels = metadata_integer("weight_levels", 2, 128);
    read_input();
    for (const onnx::NodeProto& node : graph_.node()) read_node(node);
    if (network_.layers.empty()) fail("holds no Conv or Gemm node, so it is not a network.");
    return std::move(network_);
  }

 private:
  [[noreturn]] void fail(const std::string& rest) const {
    throw UserError("The network file " + path_ + " " + rest);
  }
  [[noreturn]] void fail(const onnx::NodeProto& node, const std::string& rest) const {
    throw UserError("The network file " + path_ + ", node '" + node.name() + "' (" +
                    node.op_type() + "): " + rest);
  }

  // --- metadata ---

  template <typename Number>
  Number metadata_number(const std::string& key) const {
    const auto entry = metadata_.find("kintsugi." + key);
    if (entry == metadata_.end()) {
      fail("has no metadata entry 'kintsugi." + key +
           "'; networks must be written by `kintsugi train` or carry this entry.");
    }
    const std::string& text = entry->second;
    Number number{};
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) {
      fail("has '" + text + "' in metadata entry 'kintsugi." + key + "'; a number is needed.");
    }
    return number;
  }
  int metadata_integer(const std::string& key, int low, int high) const {
    const int value = metadata_number<int>(key);
    if (value < low || value > high) {
      fail("has " + std::to_string(value) + " in metadata entry 'kintsugi." + key +
           "'; allowed are " + std::to_string(low) + " to " + std::to_string(high) + ".");
    }
    return value;
  }
  float metadata_scale(const std::string& key) const {
    const auto value = metadata_number<float>(key);
    if (!(value > 0.0F && std::isfinite(value))) {
      fail("has '" + metadata_.at("kintsugi." + key) + "' in metadata entry 'kintsugi." + key +
           "'; a positive number is needed.");
    }
    return value;
  }

  // --- attributes ---

  const onnx::AttributeProto* attribute(const onnx::NodeProto& node,
                                        const std::string& name) const {
    for (const auto& candidate : node.attribute()) {
      if (candidate.name() == name) return &candidate;
    }
    return nullptr;
  }
  void allow_attributes(const onnx::NodeProto& node, const std::set<std::string>& names) const {
    for (const auto& found : node.attribute()) {
      if (names.count(found.name()) == 0) {
        fail(node, "attribute '" + found.name() + "' is not supported.");
      }
    }
  }
  // The one number that all `count` entries of a list attribute must share.
  int uniform(const onnx::NodeProto& node, const std::string& name, int count, int otherwise,
              int low) const {
    const onnx::AttributeProto* found = attribute(node, name);
    if (found == nullptr) return otherwise;
    const Integers values(found->ints().begin(), found->ints().end());
    bool good = static_cast<int>(values.size()) == count;
    for (const int64_t value : values)
      good = good && value == values[0] && value >= low && value < 4096;
    if (!good) {
      fail(node, "attribute '" + name + "' must hold " + std::to_string(count) +
                     " equal numbers of at least " + std::to_string(low) +
                     " (square windows and even padding only).");
    }
    return static_cast<int>(values[0]);
  }
  void require_integer(const onnx::NodeProto& node, const std::string& name, int64_t otherwise,
                       int64_t wanted) const {
    const onnx::AttributeProto* found = attribute(node, name);
    const int64_t value = found == nullptr ? otherwise : found->i();
    if (value != wanted) {
      fail(node, "attribute '" + name + "' is " + std::to_string(value) + "; only " +
                     std::to_string(wanted) + " is supported.");
    }
  }
  void require_one(const onnx::NodeProto& node, const std::string& name) const {
    const onnx::AttributeProto* found = attribute(node, name);
    if (found != nullptr && found->f() != 1.0F) {
      fail(node,
           "attribute '" + name + "' is " + std::to_string(found->f()) + "; only 1 is supported.");
    }
  }

  // --- tensors ---

  std::vector<float> floats(const onnx::NodeProto& node, int input, const Integers& dims) const {
    if (input >= node.input_size())
      fail(node, "has no input " + std::to_string(input) + " (bias).");
    const auto entry = tensors_.find(node.input(input));
    if (entry == tensors_.end()) {
      fail(node, "input '" + node.input(input) + "' is not an initialiser of the file.");
    }
    const onnx::TensorProto& tensor = *entry->second;
    if (Integers(tensor.dims().begin(), tensor.dims().end()) != dims) {
      fail(node, "tensor '" + tensor.name() + "' has shape " +
                     shape_text(Integers(tensor.dims().begin(), tensor.dims().end())) + "; " +
                     shape_text(dims) + " is needed here.");
    }
    size_t size = 1;
    for (const int64_t dim : dims) size *= static_cast<size_t>(dim);
    std::vector<float> values(tensor.float_data().begin(), tensor.float_data().end());
    if (values.empty() && tensor.raw_data().size() == size * sizeof(float)) {
      values.resize(size);
      std::memcpy(values.data(), tensor.raw_data().data(), size * sizeof(float));
    }
    if (tensor.data_type() != onnx::TensorProto::FLOAT || values.size() != size) {
      fail(node,
           "tensor '" + tensor.name() + "' does not hold " + std::to_string(size) + " floats.");
    }
    return values;
  }
  static std::string shape_text(const Integers& dims) {
    std::string text = "[";
    for (const int64_t dim : dims) text += (text.size() > 1 ? ", " : "") + std::to_string(dim);
    return text + "]";
  }

  // --- the chain ---

  void read_input() {
    if (graph_.input_size() < 1) fail("declares no graph input.");
    const auto& shape = graph_.input(0).type().tensor_type().shape();
    for (int i = 1; i < shape.dim_size(); ++i) {
      if (shape.dim(i).dim_value() < 1 || shape.dim(i).dim_value() > 65536) {
        fail("has an input whose dimension " + std::to_string(i) +
             " is not a fixed positive size.");
      }
    }
    if (shape.dim_size() != 4) fail("must have an input of shape [N, channels, height, width].");
    network_.input = {static_cast<int>(shape.dim(1).dim_value()),
                      static_cast<int>(shape.dim(2).dim_value()),
                      static_cast<int>(shape.dim(3).dim_value())};
    shape_ = network_.input;
    tensor_ = graph_.input(0).name();
  }

  void read_node(const onnx::NodeProto& node) {
    if (node.input_size() < 1 || node.output_size() != 1 || node.input(0) != tensor_) {
      fail(node, "does not continue the chain from '" + tensor_ +
                     "'; only straight chains of nodes are supported.");
    }
    const std::string& op = node.op_type();
    if (op == "Conv") {
      read_conv(node);
    } else if (op == "Gemm") {
      read_gemm(node);
    } else if (op == "Relu") {
      read_relu(node);
    } else if (op == "MaxPool") {
      read_pool(node);
    } else if (op == "Flatten") {
      allow_attributes(node, {"axis"});
      require_integer(node, "axis", 1, 1);
      flat_ = true;
    } else {
      fail(node, "this operator is not supported; allowed are Conv, Relu, MaxPool, Flatten, Gemm.");
    }
    tensor_ = node.output(0);
  }

  void read_conv(const onnx::NodeProto& node) {
    allow_attributes(node, {"kernel_shape", "strides", "pads", "dilations", "group", "auto_pad"});
    require_integer(node, "group", 1, 1);
    const onnx::AttributeProto* auto_pad = attribute(node, "auto_pad");
    if (auto_pad != nullptr && auto_pad->s() != "NOTSET") {
      fail(node, "attribute 'auto_pad' is '" + auto_pad->s() + "'; give explicit 'pads' instead.");
    }
    if (uniform(node, "dilations", 2, 1, 1) != 1) fail(node, "dilated windows are not supported.");
    if (flat_) fail(node, "a convolution cannot follow Flatten.");
    Layer layer;
    layer.kind = LayerKind::Conv;
    layer.kernel = uniform(node, "kernel_shape", 2, 0, 1);
    if (layer.kernel == 0) fail(node, "attribute 'kernel_shape' is missing.");
    layer.stride = uniform(node, "strides", 2, 1, 1);
    layer.pad = uniform(node, "pads", 4, 0, 0);
    const int height = shape_.height + 2 * layer.pad - layer.kernel;
    const int width = shape_.width + 2 * layer.pad - layer.kernel;
    if (height < 0 || width < 0 || layer.pad >= layer.kernel) {
      fail(node, "a window of " + std::to_string(layer.kernel) + " with padding " +
                     std::to_string(layer.pad) + " does not fit an input of " +
                     std::to_string(shape_.height) + " x " + std::to_string(shape_.width) + ".");
    }
    layer.conv_out = {output_channels(node), height / layer.stride + 1, width / layer.stride + 1};
    add_layer(node, layer, {layer.conv_out.channels, shape_.channels, layer.kernel, layer.kernel});
  }

  void read_gemm(const onnx::NodeProto& node) {
    allow_attributes(node, {"alpha", "beta", "transA", "transB"});
    require_integer(node, "transA", 0, 0);
    require_integer(node, "transB", 0, 1);
    require_one(node, "alpha");
    require_one(node, "beta");
    if (!flat_ && shape_.height * shape_.width > 1) {
      fail(node, "its input has height and width; a Flatten node must come first.");
    }
    Layer layer;
    layer.kind = LayerKind::Dense;
    layer.conv_out = {output_channels(node), 1, 1};
    add_layer(node, layer, {layer.conv_out.channels, shape_.size()});
  }

  int output_channels(const onnx::NodeProto& node) const {
    const auto entry = node.input_size() > 1 ? tensors_.find(node.input(1)) : tensors_.end();
    if (entry == tensors_.end() || entry->second->dims_size() < 1 || entry->second->dims(0) < 1 ||
        entry->second->dims(0) > 65536) {
      fail(node, "its weights are not an initialiser of the file.");
    }
    return static_cast<int>(entry->second->dims(0));
  }

  void add_layer(const onnx::NodeProto& node, Layer& layer, const Integers& weight_shape) {
    if (!network_.layers.empty() && !network_.layers.back().relu) {
      fail(node, "the layer before it, '" + network_.layers.back().name + "', has no Relu.");
    }
    layer.name = node.name();
    layer.in = shape_;
    layer.out = layer.conv_out;
    layer.relu = false;
    layer.weight_scale = metadata_scale(layer.name + ".weight_scale");
    layer.input_scale = metadata_scale(layer.name + ".input_scale");
    layer.output_scale = metadata_scale(layer.name + ".output_scale");
    layer.weights = levels(node, layer, floats(node, 1, weight_shape));
    layer.bias = floats(node, 2, {layer.conv_out.channels});
    shape_ = layer.out;
    network_.layers.push_back(layer);
  }

  std::vector<int8_t> levels(const onnx::NodeProto& node, const Layer& layer,
                             const std::vector<float>& weights) const {
    const int limit = network_.weight_levels - 1;
    std::vector<int8_t> result;
    for (const float weight : weights) {
      const double steps = static_cast<double>(weight) / static_cast<double>(layer.weight_scale);
      const double level = std::round(steps);
      if (!(std::abs(steps - level) <= 1e-3)) {
        fail(node,
             "weight " + std::to_string(result.size()) + " is " + std::to_string(steps) +
                 " steps of its weight_scale; whole steps are needed (quantise the network).");
      }
      if (std::abs(level) > limit) {
        fail(node, "weight " + std::to_string(result.size()) + " is " + std::to_string(steps) +
                       " steps; with " + std::to_string(network_.weight_levels) +
                       " levels at most " + std::to_string(limit) + " are allowed.");
      }
      result.push_back(static_cast<int8_t>(level));
    }
    return result;
  }

  void read_relu(const onnx::NodeProto& node) {
    if (network_.layers.empty() || network_.layers.back().relu) {
      fail(node, "a Relu must directly follow a Conv or Gemm node.");
    }
    network_.layers.back().relu = true;
  }

  void read_pool(const onnx::NodeProto& node) {
    allow_attributes(node, {"kernel_shape", "strides", "pads", "dilations", "ceil_mode", "auto_pad",
                            "storage_order"});
    require_integer(node, "ceil_mode", 0, 0);
    Layer* layer = network_.layers.empty() ? nullptr : &network_.layers.back();
    if (layer == nullptr || !layer->relu || layer->pool > 1 || layer->kind != LayerKind::Conv) {
      fail(node, "a MaxPool must directly follow the Relu of a Conv node.");
    }
    layer->pool = uniform(node, "kernel_shape", 2, 0, 1);
    if (layer->pool == 0 || uniform(node, "strides", 2, 1, 1) != layer->pool ||
        uniform(node, "pads", 4, 0, 0) != 0) {
      fail(node, "only windows with equal strides and no padding are supported.");
    }
    layer->out.height = layer->conv_out.height / layer->pool;
    layer->out.width = layer->conv_out.width / layer->pool;
    if (layer->out.size() == 0) fail(node, "the window is larger than its input.");
    shape_ = layer->out;
  }

  std::string path_;
  const onnx::GraphProto& graph_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, const onnx::TensorProto*> tensors_;
  Network network_;
  Shape shape_;         // of the current tensor
  std::string tensor_;  // name of the current tensor
  bool flat_ = false;   // a Flatten has been passed
};

}  // namespace

Network load_onnx(const std::filesystem::path& path) {
  const onnx::ModelProto model = parse(path);
  return Reader(path, model).read();
}

}  // namespace kintsugi
