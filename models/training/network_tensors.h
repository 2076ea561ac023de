// What the files of TrainableNetwork share. Private to this folder.
#pragma once

#include <torch/torch.h>

#include <utility>
#include <vector>

#include "models/network/network.h"

namespace kintsugi {

constexpr int kLowestSigned = -128;  // codes of a layer that can only be added
constexpr int kHighestSigned = 127;

inline torch::Tensor pool(const Layer& layer, const torch::Tensor& x) {
  return layer.pool > 1 ? torch::max_pool2d(x, layer.pool, layer.pool) : x;
}

inline bool averages(const Layer& layer) {
  return layer.pool > 1 && layer.pool_kind == PoolKind::Average;
}

// The chip pools codes. Quantisation is monotone, so the largest may be taken first: the same
// codes, and fewer values to quantise. A mean comes last, see average().
inline torch::Tensor rectify_and_pool(const Layer& layer, const torch::Tensor& x) {
  const auto pooled = averages(layer) ? x : pool(layer, x);
  return layer.relu ? torch::relu(pooled) : pooled;
}

inline torch::Tensor average(const Layer& layer, const torch::Tensor& x) {
  return averages(layer) ? torch::avg_pool2d(x, layer.pool, layer.pool) : x;
}

// What layers read: the tensors of the layers so far, and the input.
class Tensors {
 public:
  Tensors(const Network& network, torch::Tensor input)
      : network_(network), input_(std::move(input)) {}

  const torch::Tensor& source(size_t layer) const {
    return at(source_of(network_, static_cast<int>(layer)));
  }
  torch::Tensor with_addend(size_t layer, const torch::Tensor& x) const {
    return network_.layers[layer].addend == 0
               ? x
               : x + at(addend_of(network_, static_cast<int>(layer)));
  }
  void add(torch::Tensor x) { outputs_.push_back(std::move(x)); }
  const torch::Tensor& last() const { return outputs_.back(); }

 private:
  const torch::Tensor& at(int tensor) const {
    return tensor == kInputTensor ? input_ : outputs_[static_cast<size_t>(tensor)];
  }
  const Network& network_;
  torch::Tensor input_;
  std::vector<torch::Tensor> outputs_;
};

// Colour images go through the kernels for channels-last maps, a third faster. Grey ones do not:
// what ships was made by the others, whose last digits differ.
inline torch::Tensor arranged(const Network& network, const torch::Tensor& pixels) {
  const Shape& in = network.input;
  if (in.channels == 1) return pixels;
  return pixels.view({pixels.size(0), in.channels, in.height, in.width})
      .contiguous(torch::MemoryFormat::ChannelsLast);
}

template <class T>
std::vector<T> to_vector(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.detach()
                                 .to(torch::kCPU, torch::CppTypeToScalarType<T>())
                                 .contiguous()
                                 .flatten();
  return std::vector<T>(flat.data_ptr<T>(), flat.data_ptr<T>() + flat.numel());
}

}  // namespace kintsugi
