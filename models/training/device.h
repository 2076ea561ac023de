// Where tensors are computed.
#pragma once

#include <torch/torch.h>

#include <string>

namespace kintsugi {

// "cpu" or "cuda": the first GPU, at full single precision (whole weight steps times codes stay
// whole). Throws UserError where libtorch finds no GPU.
torch::Device training_device(const std::string& name);

}  // namespace kintsugi
