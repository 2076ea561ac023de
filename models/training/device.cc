#include "models/training/device.h"

#include <cstdlib>

#include "models/core/error.h"

namespace kintsugi {

torch::Device training_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  ::setenv("NVIDIA_TF32_OVERRIDE", "0", 1);  // read when cuBLAS and cuDNN start
  if (!torch::cuda::is_available()) {
    throw UserError(
        "--device is cuda, but libtorch finds no GPU; take --device cpu, or build against a "
        "libtorch with CUDA on a machine with a GPU (models/training/README.md).");
  }
  return {torch::kCUDA, 0};
}

}  // namespace kintsugi
