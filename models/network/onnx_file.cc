#include "models/network/onnx_file.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>

#include "models/core/error.h"

namespace kintsugi {

std::string shape_text(const Integers& dims) {
  std::string text = "[";
  for (const int64_t dim : dims) text += (text.size() > 1 ? ", " : "") + std::to_string(dim);
  return text + "]";
}

std::string shape_text(const Shape& shape) {
  return shape_text(Integers{shape.channels, shape.height, shape.width});
}

OnnxFile::OnnxFile(const std::filesystem::path& path) : path_(path.string()) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw UserError("Cannot open the network file " + path_ +
                    "; check that it exists and is readable.");
  }
  if (!model_.ParseFromIstream(&file) || !model_.has_graph()) {
    throw UserError("The network file " + path_ +
                    " is not a complete ONNX model (truncated, or another format); write it again "
                    "with `kintsugi train` or copy it afresh.");
  }
  for (const auto& entry : model_.metadata_props()) metadata_[entry.key()] = entry.value();
  for (const auto& tensor : model_.graph().initializer()) tensors_[tensor.name()] = &tensor;
}

void OnnxFile::fail(const std::string& rest) const {
  throw UserError("The network file " + path_ + " " + rest);
}

void OnnxFile::fail(const onnx::NodeProto& node, const std::string& rest) const {
  throw UserError("The network file " + path_ + ", node '" + node.name() + "' (" + node.op_type() +
                  "): " + rest);
}

bool OnnxFile::has_metadata(const std::string& key) const {
  return metadata_.count("kintsugi." + key) != 0;
}

template <typename Number>
Number OnnxFile::metadata_number(const std::string& key) const {
  const auto entry = metadata_.find("kintsugi." + key);
  if (entry == metadata_.end()) {
    fail("has no metadata entry 'kintsugi." + key +
         "'; networks must be written by `kintsugi train` or `kintsugi quantise`, or carry this "
         "entry.");
  }
  const std::string& text = entry->second;
  Number number{};
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) {
    fail("has '" + text + "' in metadata entry 'kintsugi." + key + "'; a number is needed.");
  }
  return number;
}

int OnnxFile::metadata_integer(const std::string& key, int low, int high) const {
  const int value = metadata_number<int>(key);
  if (value < low || value > high) {
    fail("has " + std::to_string(value) + " in metadata entry 'kintsugi." + key +
         "'; allowed are " + std::to_string(low) + " to " + std::to_string(high) + ".");
  }
  return value;
}

float OnnxFile::metadata_scale(const std::string& key) const {
  const auto value = metadata_number<float>(key);
  if (!(value > 0.0F && std::isfinite(value))) {
    fail("has '" + metadata_.at("kintsugi." + key) + "' in metadata entry 'kintsugi." + key +
         "'; a positive number is needed.");
  }
  return value;
}

const onnx::AttributeProto* OnnxFile::attribute(const onnx::NodeProto& node,
                                                const std::string& name) const {
  for (const auto& candidate : node.attribute()) {
    if (candidate.name() == name) return &candidate;
  }
  return nullptr;
}

void OnnxFile::allow_attributes(const onnx::NodeProto& node,
                                const std::set<std::string>& names) const {
  for (const auto& found : node.attribute()) {
    if (names.count(found.name()) != 0) continue;
    std::string allowed;
    for (const std::string& name : names) allowed += (allowed.empty() ? "" : ", ") + name;
    fail(node, "attribute '" + found.name() + "' is not supported; allowed are " +
                   (allowed.empty() ? "none" : allowed) + ".");
  }
}

int OnnxFile::uniform(const onnx::NodeProto& node, const std::string& name, int count,
                      int otherwise, int low) const {
  const onnx::AttributeProto* found = attribute(node, name);
  if (found == nullptr) return otherwise;
  const Integers values(found->ints().begin(), found->ints().end());
  bool good = static_cast<int>(values.size()) == count;
  for (const int64_t value : values) {
    good = good && value == values[0] && value >= low && value < 4096;
  }
  if (!good) {
    fail(node, "attribute '" + name + "' is " + shape_text(values) + "; it must hold " +
                   std::to_string(count) + " equal numbers of at least " + std::to_string(low) +
                   " (square windows and even padding only).");
  }
  return static_cast<int>(values[0]);
}

void OnnxFile::require_integer(const onnx::NodeProto& node, const std::string& name,
                               int64_t otherwise, int64_t wanted) const {
  const onnx::AttributeProto* found = attribute(node, name);
  const int64_t value = found == nullptr ? otherwise : found->i();
  if (value != wanted) {
    fail(node, "attribute '" + name + "' is " + std::to_string(value) + "; only " +
                   std::to_string(wanted) + " is supported.");
  }
}

void OnnxFile::require_one(const onnx::NodeProto& node, const std::string& name) const {
  const onnx::AttributeProto* found = attribute(node, name);
  if (found != nullptr && found->f() != 1.0F) {
    fail(node,
         "attribute '" + name + "' is " + std::to_string(found->f()) + "; only 1 is supported.");
  }
}

void OnnxFile::add_constant(const onnx::NodeProto& node) {
  allow_attributes(node, {"value"});
  const onnx::AttributeProto* value = attribute(node, "value");
  if (value == nullptr || !value->has_t() || node.output_size() != 1) {
    fail(node, "only a Constant with a tensor in attribute 'value' is supported.");
  }
  tensors_[node.output(0)] = &value->t();
}

void OnnxFile::add_dequantised(const onnx::NodeProto& node) {
  allow_attributes(node, {"axis"});
  const onnx::TensorProto& codes = constant(node, 0);
  const float scale = floats(node, 1, {})[0];
  const std::string& bytes = codes.raw_data();
  size_t size = 1;
  for (const int64_t dim : codes.dims()) {
    if (dim < 0 || static_cast<size_t>(dim) > bytes.size()) size = bytes.size() + 1;
    if (size <= bytes.size()) size *= static_cast<size_t>(dim);
  }
  if (codes.data_type() != onnx::TensorProto::INT8 || size != bytes.size()) {
    fail(node, "tensor '" + node.input(0) + "', of shape " + shape_text(dims(node, 0)) +
                   ", does not hold as many signed bytes as raw data.");
  }
  if (node.input_size() > 2 || node.output_size() != 1) {
    fail(node, "must have signed bytes, one scale and one output; a zero point is not supported.");
  }
  onnx::TensorProto& values = dequantised_.emplace_back();
  values.set_data_type(onnx::TensorProto::FLOAT);
  *values.mutable_dims() = codes.dims();
  values.mutable_float_data()->Reserve(static_cast<int>(size));
  for (const char byte : bytes) {
    values.add_float_data(static_cast<float>(static_cast<int8_t>(byte)) * scale);
  }
  tensors_[node.output(0)] = &values;
}

const onnx::TensorProto& OnnxFile::constant(const onnx::NodeProto& node, int input) const {
  if (input >= node.input_size()) fail(node, "has no input " + std::to_string(input) + ".");
  const auto entry = tensors_.find(node.input(input));
  if (entry == tensors_.end()) {
    fail(node, "input '" + node.input(input) +
                   "' is not an initialiser of the file; only constants are supported there.");
  }
  return *entry->second;
}

Integers OnnxFile::dims(const onnx::NodeProto& node, int input) const {
  const onnx::TensorProto& tensor = constant(node, input);
  return {tensor.dims().begin(), tensor.dims().end()};
}

std::vector<float> OnnxFile::floats(const onnx::NodeProto& node, int input,
                                    const Integers& wanted) const {
  const onnx::TensorProto& tensor = constant(node, input);
  const Integers found = dims(node, input);
  if (found != wanted) {
    fail(node, "tensor '" + node.input(input) + "' has shape " + shape_text(found) + "; " +
                   shape_text(wanted) + " is needed here.");
  }
  size_t size = 1;
  for (const int64_t dim : wanted) size *= static_cast<size_t>(dim);
  std::vector<float> values(tensor.float_data().begin(), tensor.float_data().end());
  if (values.empty() && tensor.raw_data().size() == size * sizeof(float)) {
    values.resize(size);
    std::memcpy(values.data(), tensor.raw_data().data(), size * sizeof(float));
  }
  if (tensor.data_type() != onnx::TensorProto::FLOAT || values.size() != size) {
    fail(node,
         "tensor '" + node.input(input) + "' does not hold " + std::to_string(size) + " floats.");
  }
  return values;
}

Integers OnnxFile::integers(const onnx::NodeProto& node, int input) const {
  const onnx::TensorProto& tensor = constant(node, input);
  Integers values(tensor.int64_data().begin(), tensor.int64_data().end());
  if (values.empty() && tensor.raw_data().size() % sizeof(int64_t) == 0) {
    values.resize(tensor.raw_data().size() / sizeof(int64_t));
    std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
  }
  if (tensor.data_type() != onnx::TensorProto::INT64 || values.empty()) {
    fail(node, "tensor '" + node.input(input) + "' does not hold 64-bit integers.");
  }
  return values;
}

}  // namespace kintsugi
