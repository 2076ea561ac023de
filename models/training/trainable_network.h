// A network whose weights, biases and quantisation steps are tensors with gradients. It computes
// either in float or exactly as the nominal chip quantises, and becomes a kintsugi::Network.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "models/network/network.h"
#include "models/training/spread.h"

namespace kintsugi {

class TrainableNetwork {
 public:
  // Random initial weights from torch's default generator.
  explicit TrainableNetwork(const Network& architecture);

  // Logits [n, classes] of images [n, input.size()] (uint8 pixels), nothing quantised.
  torch::Tensor forward_float(const torch::Tensor& images) const;

  // Logits as the chip computes them: input codes, whole weight steps, unsigned activation codes;
  // straight-through gradients.
  torch::Tensor forward_quantised(const torch::Tensor& images, const TrainingSpread& spread) const;

  // Initial quantisation steps: of weights from their mean magnitude (LSQ, Esser et al., ICLR
  // 2020), of activations from the 99.5 % quantile of what `images` cause in float.
  void calibrate(const torch::Tensor& images);

  std::vector<torch::Tensor> float_parameters() const;      // weights and biases
  std::vector<torch::Tensor> quantised_parameters() const;  // and the logarithms of the steps

  // Whole weight steps, biases and scales as they ship.
  Network to_network() const;

 private:
  struct Parameters {
    torch::Tensor weight;  // conv [out, in, k, k], dense [out, in]
    torch::Tensor bias;    // [out]
    // Logarithms, so that a step stays positive and learns at a relative rate.
    torch::Tensor log_weight_step;
    torch::Tensor log_activation_step;
  };

  int max_weight() const { return architecture_.weight_levels - 1; }
  int max_code() const { return (1 << architecture_.activation_bits) - 1; }
  torch::Tensor spread_weights(const torch::Tensor& weight_steps,
                               const TrainingSpread& spread) const;

  Network architecture_;
  std::vector<Parameters> parameters_;
};

}  // namespace kintsugi
