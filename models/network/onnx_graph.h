// From the nodes of an ONNX graph to layers. Private to this folder.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/network/float_network.h"
#include "models/network/onnx_file.h"

namespace kintsugi {

// A layer grows while its nodes are read: a product (Conv, Gemm, MatMul) opens it, what follows
// changes it, and each step's output is another name for the layer.
class OnnxGraph {
 public:
  explicit OnnxGraph(OnnxFile& file) : file_(file), graph_(file.graph()) {}
  FloatNetwork read();
  const onnx::NodeProto& product(size_t layer) const { return *products_[layer]; }

 private:
  // What a tensor's name stands for.
  struct Value {
    int layer = kInputTensor;
    bool open = false;  // a product, perhaps with an addend, without ReLU and pooling
    bool flat = false;  // behind a Flatten
  };

  void read_input();
  void read_node(const onnx::NodeProto& node);
  Value read_conv(const onnx::NodeProto& node);
  Value read_gemm(const onnx::NodeProto& node);
  Value read_matmul(const onnx::NodeProto& node);
  Value read_normalisation(const onnx::NodeProto& node);
  Value read_add(const onnx::NodeProto& node);
  Value add_bias(const onnx::NodeProto& node, int constant);
  Value add_residual(const onnx::NodeProto& node);
  Value read_relu(const onnx::NodeProto& node);
  Value read_pool(const onnx::NodeProto& node);
  Value read_flatten(const onnx::NodeProto& node);
  Value read_reshape(const onnx::NodeProto& node);
  void check_end() const;

  const Value& value(const onnx::NodeProto& node, int input) const;
  // The layer that a node changes, of which nobody else may read this state.
  Layer& changed(const onnx::NodeProto& node, int input);
  const Shape& shape(const Value& value) const;
  std::vector<float> bias(const onnx::NodeProto& node, int outputs) const;
  int outputs(const onnx::NodeProto& node, size_t dim) const;
  Value add_layer(const onnx::NodeProto& node, const Value& source, Layer layer,
                  std::vector<float> weights);
  Value add_dense(const onnx::NodeProto& node, bool transposed);

  OnnxFile& file_;
  const onnx::GraphProto& graph_;
  FloatNetwork result_;
  std::vector<const onnx::NodeProto*> products_;
  std::map<std::string, Value> values_;
  std::map<std::string, int> readers_;  // how many nodes and graph outputs read a name
};

}  // namespace kintsugi
