// An ONNX file as its protobuf says it: metadata, tensors, attributes, and complaints about them.
// Private to this folder.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/network/network.h"

namespace kintsugi {

using Integers = std::vector<int64_t>;

std::string shape_text(const Integers& dims);
std::string shape_text(const Shape& shape);

class OnnxFile {
 public:
  // Throws UserError for a file that is missing, truncated or of another format.
  explicit OnnxFile(const std::filesystem::path& path);
  OnnxFile(const OnnxFile&) = delete;
  OnnxFile& operator=(const OnnxFile&) = delete;

  const onnx::GraphProto& graph() const { return model_.graph(); }

  [[noreturn]] void fail(const std::string& rest) const;
  [[noreturn]] void fail(const onnx::NodeProto& node, const std::string& rest) const;

  // --- metadata, keys without their "kintsugi." ---

  bool has_metadata(const std::string& key) const;
  int metadata_integer(const std::string& key, int low, int high) const;
  float metadata_scale(const std::string& key) const;

  // --- attributes ---

  const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const std::string& name) const;
  void allow_attributes(const onnx::NodeProto& node, const std::set<std::string>& names) const;
  // The one number that all `count` entries of a list attribute must share.
  int uniform(const onnx::NodeProto& node, const std::string& name, int count, int otherwise,
              int low) const;
  void require_integer(const onnx::NodeProto& node, const std::string& name, int64_t otherwise,
                       int64_t wanted) const;
  void require_one(const onnx::NodeProto& node, const std::string& name) const;

  // --- constants: initialisers, Constant and DequantizeLinear nodes ---

  void add_constant(const onnx::NodeProto& node);
  // Bytes times one scale; the file may keep weights so.
  void add_dequantised(const onnx::NodeProto& node);
  bool is_constant(const std::string& name) const { return tensors_.count(name) != 0; }
  // Of a node's input. Throws UserError when it is not a constant.
  const onnx::TensorProto& constant(const onnx::NodeProto& node, int input) const;
  Integers dims(const onnx::NodeProto& node, int input) const;
  std::vector<float> floats(const onnx::NodeProto& node, int input, const Integers& dims) const;
  Integers integers(const onnx::NodeProto& node, int input) const;

 private:
  template <typename Number>
  Number metadata_number(const std::string& key) const;

  std::string path_;
  onnx::ModelProto model_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, const onnx::TensorProto*> tensors_;
  std::deque<onnx::TensorProto> dequantised_;
};

}  // namespace kintsugi
