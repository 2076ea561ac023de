// What the nodes behind a product make of its layer.
#include <algorithm>
#include <cmath>

#include "models/network/onnx_graph.h"

namespace kintsugi {
OnnxGraph::Value OnnxGraph::read_normalisation(const onnx::NodeProto& node) {
  file_.allow_attributes(node, {"epsilon", "momentum", "training_mode", "spatial"});
  file_.require_integer(node, "training_mode", 0, 0);
  file_.require_integer(node, "spatial", 1, 1);
  const Value input = value(node, 0);
  if (!input.open || result_.structure.layers[static_cast<size_t>(input.layer)].addend != 0) {
    file_.fail(node, "must directly follow a Conv, Gemm or MatMul node, into which it is folded.");
  }
  Layer& layer = changed(node, 0);
  const Integers channels = {layer.conv_out.channels};
  const std::vector<float> gain = file_.floats(node, 1, channels);
  const std::vector<float> shift = file_.floats(node, 2, channels);
  const std::vector<float> mean = file_.floats(node, 3, channels);
  const std::vector<float> variance = file_.floats(node, 4, channels);
  const onnx::AttributeProto* epsilon = file_.attribute(node, "epsilon");
  const double more = epsilon == nullptr ? 1e-5 : static_cast<double>(epsilon->f());
  std::vector<float>& weights = result_.weights[static_cast<size_t>(input.layer)];
  const auto rows = static_cast<size_t>(layer.rows());
  for (size_t c = 0; c < gain.size(); ++c) {
    const double spread = static_cast<double>(variance[c]) + more;
    if (!(spread > 0.0 && std::isfinite(spread))) {
      file_.fail(node, "the variance of channel " + std::to_string(c) + " is " +
                           std::to_string(variance[c]) + "; it must be positive.");
    }
    const double factor = static_cast<double>(gain[c]) / std::sqrt(spread);
    for (size_t r = c * rows; r < (c + 1) * rows; ++r) {
      weights[r] = static_cast<float>(weights[r] * factor);
    }
    layer.bias[c] = static_cast<float>(
        (static_cast<double>(layer.bias[c]) - static_cast<double>(mean[c])) * factor +
        static_cast<double>(shift[c]));
  }
  return input;
}

OnnxGraph::Value OnnxGraph::read_add(const onnx::NodeProto& node) {
  file_.allow_attributes(node, {});
  if (node.input_size() != 2) file_.fail(node, "must have two inputs.");
  for (const int input : {0, 1}) {
    if (file_.is_constant(node.input(input))) return add_bias(node, input);
  }
  return add_residual(node);
}

// One number a channel: [C] behind a dense product, [C, 1, 1] behind a convolution, each with or
// without leading dimensions of 1.
OnnxGraph::Value OnnxGraph::add_bias(const onnx::NodeProto& node, int constant) {
  const Value input = value(node, 1 - constant);
  if (!input.open || result_.structure.layers[static_cast<size_t>(input.layer)].addend != 0) {
    file_.fail(node,
               "a constant can only be added, as a bias, directly behind a Conv, Gemm or "
               "MatMul node.");
  }
  Layer& layer = changed(node, 1 - constant);
  const Integers found = file_.dims(node, constant);
  Integers wanted = {layer.conv_out.channels};
  if (layer.kind == LayerKind::Conv) wanted.insert(wanted.end(), {1, 1});
  if (found.size() == wanted.size() + 1) wanted.insert(wanted.begin(), 1);
  const std::vector<float> bias = file_.floats(node, constant, wanted);
  for (size_t c = 0; c < bias.size(); ++c) layer.bias[c] += bias[c];
  return input;
}

// The later of two tensors must be a product that is still open; it gets the other as addend.
OnnxGraph::Value OnnxGraph::add_residual(const onnx::NodeProto& node) {
  const int later = value(node, 0).layer > value(node, 1).layer ? 0 : 1;
  const Value base = value(node, later);
  const Value other = value(node, 1 - later);
  if (!base.open || base.layer == other.layer ||
      result_.structure.layers[static_cast<size_t>(base.layer)].addend != 0) {
    file_.fail(node,
               "of two tensors added, the one whose Conv, Gemm or MatMul node comes later in "
               "the file must be that node's result (a BatchNormalization or bias may lie "
               "between), and a layer adds one other only.");
  }
  Layer& layer = changed(node, later);
  const bool flattened = other.flat != base.flat && layer.positions() > 1;
  if (!(layer.conv_out == shape(other)) || flattened) {
    file_.fail(node, "its inputs have shapes " + shape_text(layer.conv_out) + " and " +
                         shape_text(shape(other)) + "; both must be the same, not flattened.");
  }
  layer.addend = base.layer - other.layer;
  return base;
}

OnnxGraph::Value OnnxGraph::read_relu(const onnx::NodeProto& node) {
  Value input = value(node, 0);
  if (!input.open) {
    file_.fail(node,
               "a Relu must directly follow a Conv, Gemm or MatMul node, its "
               "BatchNormalization or an Add.");
  }
  file_.allow_attributes(node, {});
  changed(node, 0).relu = true;
  input.open = false;
  return input;
}

OnnxGraph::Value OnnxGraph::read_pool(const onnx::NodeProto& node) {
  const bool global = node.op_type() == "GlobalAveragePool";
  const bool average = global || node.op_type() == "AveragePool";
  if (global) {
    file_.allow_attributes(node, {});
  } else if (average) {
    file_.allow_attributes(node, {"kernel_shape", "strides", "pads", "dilations", "ceil_mode",
                                  "auto_pad", "count_include_pad"});
  } else {
    file_.allow_attributes(node, {"kernel_shape", "strides", "pads", "dilations", "ceil_mode",
                                  "auto_pad", "storage_order"});
  }
  const Value input = value(node, 0);
  const std::string where =
      "a " + node.op_type() + " must directly follow the Relu of a Conv node.";
  if (input.layer == kInputTensor || input.flat) file_.fail(node, where);
  Layer& layer = changed(node, 0);
  if (!layer.relu || layer.pool > 1 || layer.kind != LayerKind::Conv) file_.fail(node, where);
  const Shape& in = layer.conv_out;
  if (global && in.height != in.width) {
    file_.fail(node, "its input is " + shape_text(in) + "; only square maps are supported.");
  }
  file_.require_integer(node, "ceil_mode", 0, 0);
  const onnx::AttributeProto* auto_pad = file_.attribute(node, "auto_pad");
  const bool padded = auto_pad != nullptr && auto_pad->s() != "NOTSET" && auto_pad->s() != "VALID";
  layer.pool = global ? in.height : file_.uniform(node, "kernel_shape", 2, 0, 1);
  if (!global && (layer.pool == 0 || file_.uniform(node, "strides", 2, 1, 1) != layer.pool ||
                  file_.uniform(node, "pads", 4, 0, 0) != 0 || padded ||
                  file_.uniform(node, "dilations", 2, 1, 1) != 1)) {
    file_.fail(node, "only windows with equal strides and no padding are supported.");
  }
  if (layer.pool > kLargestPool) {
    file_.fail(node, "the window is " + std::to_string(layer.pool) + " wide; at most " +
                         std::to_string(kLargestPool) + " is supported.");
  }
  layer.pool_kind = average ? PoolKind::Average : PoolKind::Max;
  layer.out.height = in.height / layer.pool;
  layer.out.width = in.width / layer.pool;
  if (layer.out.size() == 0) file_.fail(node, "the window is larger than its input.");
  return input;
}

OnnxGraph::Value OnnxGraph::read_flatten(const onnx::NodeProto& node) {
  file_.allow_attributes(node, {"axis"});
  file_.require_integer(node, "axis", 1, 1);
  Value input = value(node, 0);
  input.flat = true;
  return input;
}

// Only to [N, values].
OnnxGraph::Value OnnxGraph::read_reshape(const onnx::NodeProto& node) {
  file_.allow_attributes(node, {"allowzero"});
  file_.require_integer(node, "allowzero", 0, 0);
  Value input = value(node, 0);
  const Integers wanted = file_.integers(node, 1);
  const int64_t size = shape(input).size();
  const bool batch = wanted.size() == 2 && wanted[0] >= -1 && wanted[0] <= 1;
  const bool rest = batch && (wanted[1] == size || (wanted[1] == -1 && wanted[0] >= 0));
  if (!rest) {
    file_.fail(node, "reshapes to " + shape_text(wanted) + "; only to [0, -1], [-1, " +
                         std::to_string(size) + "] or the like, as Flatten does.");
  }
  input.flat = true;
  return input;
}

}  // namespace kintsugi
