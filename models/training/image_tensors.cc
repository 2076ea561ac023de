#include "models/training/image_tensors.h"

#include <algorithm>

#include "models/core/error.h"

namespace kintsugi {
namespace {

std::string describe(const Shape& shape) {
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

void check_fit(const Dataset& data, const Network& network) {
  const Shape& have = data.shape;
  const Shape& need = network.input;
  if (have.channels != need.channels || have.height != need.height || have.width != need.width) {
    throw UserError("The images are " + describe(have) + " (channels x height x width); network " +
                    network.name + " takes " + describe(need) + ".");
  }
  const auto high = std::max_element(data.labels.begin(), data.labels.end());
  if (high != data.labels.end() && *high >= network.classes()) {
    throw UserError("The labels go up to " + std::to_string(*high) + "; network " + network.name +
                    " has classes 0 to " + std::to_string(network.classes() - 1) + ".");
  }
}

torch::Tensor copy_bytes(const std::vector<uint8_t>& bytes) {
  auto tensor = torch::empty({static_cast<int64_t>(bytes.size())}, torch::kUInt8);
  std::copy(bytes.begin(), bytes.end(), tensor.data_ptr<uint8_t>());
  return tensor;
}

}  // namespace

ImageTensors ImageTensors::range(int64_t first, int64_t last) const {
  return {bytes.slice(0, first, last), labels.slice(0, first, last)};
}

ImageTensors ImageTensors::select(const torch::Tensor& indices) const {
  return {bytes.index_select(0, indices), labels.index_select(0, indices)};
}

ImageTensors to_tensors(const Dataset& data, const Network& network) {
  check_fit(data, network);
  return {copy_bytes(data.pixels).view({data.count, data.shape.size()}),
          copy_bytes(data.labels).to(torch::kLong)};
}

torch::Tensor to_pixels(const torch::Tensor& bytes) { return bytes.to(torch::kFloat) / 255; }

torch::Tensor to_codes(const torch::Tensor& bytes, int bits) {
  return (bytes.to(torch::kFloat) * ((1 << bits) - 1) / 255).round();
}

}  // namespace kintsugi
