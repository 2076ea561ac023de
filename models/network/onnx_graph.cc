#include "models/network/onnx_graph.h"

#include <algorithm>
#include <cmath>

namespace kintsugi {
namespace {

constexpr int64_t kLargestTensor = 1 << 24;

int64_t size_of(const Shape& shape) { return int64_t{shape.channels} * shape.height * shape.width; }

}  // namespace

FloatNetwork OnnxGraph::read() {
  result_.structure.name = graph_.name();
  read_input();
  for (const onnx::NodeProto& node : graph_.node()) {
    for (const std::string& input : node.input()) ++readers_[input];
  }
  for (const auto& output : graph_.output()) ++readers_[output.name()];
  for (const onnx::NodeProto& node : graph_.node()) read_node(node);
  check_end();
  return std::move(result_);
}

void OnnxGraph::read_input() {
  // Old files list their initialisers among the inputs.
  const auto input = std::find_if(graph_.input().begin(), graph_.input().end(),
                                  [&](const auto& i) { return !file_.is_constant(i.name()); });
  if (input == graph_.input().end()) file_.fail("declares no graph input.");
  const auto& dims = input->type().tensor_type().shape();
  for (int i = 1; i < dims.dim_size(); ++i) {
    if (dims.dim(i).dim_value() < 1 || dims.dim(i).dim_value() > 65536) {
      file_.fail("has an input whose dimension " + std::to_string(i) +
                 " is not a fixed positive size.");
    }
  }
  if (dims.dim_size() != 4) {
    file_.fail("must have an input of shape [N, channels, height, width].");
  }
  Shape& shape = result_.structure.input;
  shape = {static_cast<int>(dims.dim(1).dim_value()), static_cast<int>(dims.dim(2).dim_value()),
           static_cast<int>(dims.dim(3).dim_value())};
  if (size_of(shape) > kLargestTensor) {
    file_.fail("has an input of " + shape_text(shape) + "; at most 2^24 values are allowed.");
  }
  values_[input->name()] = Value{};
}

void OnnxGraph::read_node(const onnx::NodeProto& node) {
  using Read = Value (OnnxGraph::*)(const onnx::NodeProto&);
  static const std::map<std::string, Read> kReaders = {
      {"Conv", &OnnxGraph::read_conv},
      {"Relu", &OnnxGraph::read_relu},
      {"MaxPool", &OnnxGraph::read_pool},
      {"Flatten", &OnnxGraph::read_flatten},
      {"Gemm", &OnnxGraph::read_gemm},
      {"MatMul", &OnnxGraph::read_matmul},
      {"Add", &OnnxGraph::read_add},
      {"AveragePool", &OnnxGraph::read_pool},
      {"GlobalAveragePool", &OnnxGraph::read_pool},
      {"BatchNormalization", &OnnxGraph::read_normalisation},
      {"Reshape", &OnnxGraph::read_reshape}};
  if (node.op_type() == "Constant") return file_.add_constant(node);
  if (node.op_type() == "DequantizeLinear") return file_.add_dequantised(node);
  const auto reader = kReaders.find(node.op_type());
  if (reader == kReaders.end() || !(node.domain().empty() || node.domain() == "ai.onnx")) {
    file_.fail(node,
               "this operator is not supported; allowed are Conv, Relu, MaxPool, Flatten, Gemm, "
               "MatMul, Add, AveragePool, GlobalAveragePool, BatchNormalization, Reshape, "
               "DequantizeLinear and Constant.");
  }
  if (node.input_size() < 1 || node.output_size() != 1) {
    file_.fail(node, "must have inputs and one output.");
  }
  const Value output = (this->*reader->second)(node);
  if (!values_.emplace(node.output(0), output).second || file_.is_constant(node.output(0))) {
    file_.fail(node, "its output '" + node.output(0) + "' has the name of another tensor.");
  }
}

const OnnxGraph::Value& OnnxGraph::value(const onnx::NodeProto& node, int input) const {
  if (input >= node.input_size()) {
    file_.fail(node, "has no input " + std::to_string(input) + ".");
  }
  const auto found = values_.find(node.input(input));
  if (found == values_.end()) {
    file_.fail(node, "input '" + node.input(input) +
                         "' is neither the graph's input nor the output of a node before it.");
  }
  return found->second;
}

Layer& OnnxGraph::changed(const onnx::NodeProto& node, int input) {
  if (readers_[node.input(input)] > 1) {
    file_.fail(node, "its input '" + node.input(input) +
                         "' is read elsewhere too; of a layer only the last of Add, Relu and "
                         "pooling can be read.");
  }
  return result_.structure.layers[static_cast<size_t>(value(node, input).layer)];
}

const Shape& OnnxGraph::shape(const Value& value) const {
  return value.layer == kInputTensor
             ? result_.structure.input
             : result_.structure.layers[static_cast<size_t>(value.layer)].out;
}

// --- products ---

int OnnxGraph::outputs(const onnx::NodeProto& node, size_t dim) const {
  if (node.input_size() < 2 || !file_.is_constant(node.input(1))) {
    file_.fail(node, "its weights are not an initialiser of the file.");
  }
  const Integers dims = file_.dims(node, 1);
  if (dims.size() <= dim || dims[dim] < 1 || dims[dim] > 65536) {
    file_.fail(node, "its weights have shape " + shape_text(dims) + ", which gives no outputs.");
  }
  return static_cast<int>(dims[dim]);
}

std::vector<float> OnnxGraph::bias(const onnx::NodeProto& node, int outputs) const {
  if (node.input_size() < 3 || node.input(2).empty()) {
    return std::vector<float>(static_cast<size_t>(outputs), 0.0F);
  }
  const Integers row = {1, outputs};
  const bool as_row = node.op_type() == "Gemm" && file_.dims(node, 2) == row;
  return file_.floats(node, 2, as_row ? row : Integers{outputs});
}

OnnxGraph::Value OnnxGraph::add_layer(const onnx::NodeProto& node, const Value& source, Layer layer,
                                      std::vector<float> weights) {
  std::vector<Layer>& layers = result_.structure.layers;
  if (source.layer != kInputTensor && !layers[static_cast<size_t>(source.layer)].relu) {
    file_.fail(node, "the layer before it, '" + layers[static_cast<size_t>(source.layer)].name +
                         "', has no Relu.");
  }
  layer.name = node.name().empty() ? node.output(0) : node.name();
  for (const Layer& other : layers) {
    if (other.name == layer.name) file_.fail(node, "another node has the same name.");
  }
  layer.in = shape(source);
  layer.out = layer.conv_out;
  layer.relu = false;
  layer.source = static_cast<int>(layers.size()) - source.layer;
  if (size_of(layer.out) > kLargestTensor) {
    file_.fail(node,
               "its output is " + shape_text(layer.out) + "; at most 2^24 values are allowed.");
  }
  for (const std::vector<float>* numbers : {&weights, &layer.bias}) {
    for (size_t i = 0; i < numbers->size(); ++i) {
      if (std::isfinite((*numbers)[i])) continue;
      file_.fail(node, std::string(numbers == &weights ? "weight " : "bias ") + std::to_string(i) +
                           " is not a finite number.");
    }
  }
  layers.push_back(std::move(layer));
  result_.weights.push_back(std::move(weights));
  products_.push_back(&node);
  return {static_cast<int>(layers.size()) - 1, true, false};
}

OnnxGraph::Value OnnxGraph::read_conv(const onnx::NodeProto& node) {
  file_.allow_attributes(node,
                         {"kernel_shape", "strides", "pads", "dilations", "group", "auto_pad"});
  file_.require_integer(node, "group", 1, 1);
  const onnx::AttributeProto* auto_pad = file_.attribute(node, "auto_pad");
  if (auto_pad != nullptr && auto_pad->s() != "NOTSET") {
    file_.fail(node,
               "attribute 'auto_pad' is '" + auto_pad->s() + "'; give explicit 'pads' instead.");
  }
  if (file_.uniform(node, "dilations", 2, 1, 1) != 1) {
    file_.fail(node, "dilated windows are not supported; only 'dilations' of 1.");
  }
  const Value source = value(node, 0);
  if (source.flat) file_.fail(node, "a convolution cannot follow Flatten.");
  const Shape in = shape(source);
  Layer layer;
  layer.kind = LayerKind::Conv;
  layer.conv_out.channels = outputs(node, 0);
  const Integers dims = file_.dims(node, 1);
  const auto window = dims.size() == 4 ? static_cast<int>(std::min<int64_t>(dims[2], 4096)) : 0;
  layer.kernel = file_.uniform(node, "kernel_shape", 2, window, 1);
  if (layer.kernel == 0) file_.fail(node, "attribute 'kernel_shape' is missing.");
  layer.stride = file_.uniform(node, "strides", 2, 1, 1);
  layer.pad = file_.uniform(node, "pads", 4, 0, 0);
  const int height = in.height + 2 * layer.pad - layer.kernel;
  const int width = in.width + 2 * layer.pad - layer.kernel;
  if (height < 0 || width < 0 || layer.pad >= layer.kernel) {
    file_.fail(node, "a window of " + std::to_string(layer.kernel) + " with padding " +
                         std::to_string(layer.pad) + " does not fit an input of " +
                         std::to_string(in.height) + " x " + std::to_string(in.width) + ".");
  }
  layer.conv_out.height = height / layer.stride + 1;
  layer.conv_out.width = width / layer.stride + 1;
  layer.bias = bias(node, layer.conv_out.channels);
  std::vector<float> weights =
      file_.floats(node, 1, {layer.conv_out.channels, in.channels, layer.kernel, layer.kernel});
  return add_layer(node, source, std::move(layer), std::move(weights));
}

// Weights as [outputs][inputs], in the file the other way round where `transposed` is false.
OnnxGraph::Value OnnxGraph::add_dense(const onnx::NodeProto& node, bool transposed) {
  const Value source = value(node, 0);
  const Shape in = shape(source);
  if (!source.flat && in.height * in.width > 1) {
    file_.fail(node, "its input has height and width; a Flatten node must come first.");
  }
  Layer layer;
  layer.kind = LayerKind::Dense;
  layer.conv_out = {outputs(node, transposed ? 0 : 1), 1, 1};
  const auto rows = static_cast<size_t>(in.size());
  const auto columns = static_cast<size_t>(layer.conv_out.channels);
  const Integers out_in = {layer.conv_out.channels, in.size()};
  const Integers in_out = {in.size(), layer.conv_out.channels};
  std::vector<float> weights = file_.floats(node, 1, transposed ? out_in : in_out);
  if (!transposed) {
    const std::vector<float> given = weights;
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < columns; ++c) weights[c * rows + r] = given[r * columns + c];
    }
  }
  layer.bias = node.op_type() == "Gemm" ? bias(node, layer.conv_out.channels)
                                        : std::vector<float>(columns, 0.0F);
  return add_layer(node, source, std::move(layer), std::move(weights));
}

OnnxGraph::Value OnnxGraph::read_gemm(const onnx::NodeProto& node) {
  file_.allow_attributes(node, {"alpha", "beta", "transA", "transB"});
  file_.require_integer(node, "transA", 0, 0);
  file_.require_one(node, "alpha");
  file_.require_one(node, "beta");
  const onnx::AttributeProto* transposed = file_.attribute(node, "transB");
  return add_dense(node, transposed != nullptr && transposed->i() != 0);
}

OnnxGraph::Value OnnxGraph::read_matmul(const onnx::NodeProto& node) {
  file_.allow_attributes(node, {});
  return add_dense(node, false);
}

void OnnxGraph::check_end() const {
  const std::vector<Layer>& layers = result_.structure.layers;
  if (layers.empty()) file_.fail("holds no Conv, Gemm or MatMul node, so it is not a network.");
  for (const onnx::NodeProto& node : graph_.node()) {
    if (node.output_size() != 1 || node.op_type() == "Constant") continue;
    if (readers_.count(node.output(0)) == 0) {
      file_.fail(node, "its output '" + node.output(0) + "' is read by no node.");
    }
  }
  const int last = static_cast<int>(layers.size()) - 1;
  const auto output =
      graph_.output_size() == 1 ? values_.find(graph_.output(0).name()) : values_.end();
  if (output == values_.end()) {
    file_.fail("must have one output, made by a node; it declares " +
               std::to_string(graph_.output_size()) + ".");
  }
  const Layer& end = layers.back();
  if (output->second.layer != last || !output->second.open || end.addend != 0) {
    file_.fail("must end with a Conv, Gemm or MatMul node (its last is '" + end.name +
               "') without Add, Relu and pooling behind it.");
  }
}

}  // namespace kintsugi
