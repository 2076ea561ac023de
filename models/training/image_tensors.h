// Images as tensors. Bytes stay bytes until a batch needs them: a batch is small, a data set not.
#pragma once

#include <torch/torch.h>

#include "models/datasets/dataset.h"
#include "models/network/network.h"

namespace kintsugi {

struct ImageTensors {
  torch::Tensor bytes;   // [count, input.size()] uint8, channel-major pixels 0 .. 255
  torch::Tensor labels;  // [count] int64
  int64_t count() const { return labels.size(0); }
  ImageTensors range(int64_t first, int64_t last) const;  // images [first, last)
  ImageTensors select(const torch::Tensor& indices) const;
  ImageTensors to(torch::Device device) const { return {bytes.to(device), labels.to(device)}; }
};

// Copies `data`. Throws UserError when its images or labels do not fit `network`.
ImageTensors to_tensors(const Dataset& data, const Network& network);

// Float pixels 0 .. 1, as the float network sees them.
torch::Tensor to_pixels(const torch::Tensor& bytes);

// Whole numbers 0 .. 2^bits - 1 in float, the same as activation_codes() gives.
torch::Tensor to_codes(const torch::Tensor& bytes, int bits);

}  // namespace kintsugi
