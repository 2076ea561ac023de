// A network whose weights, biases and quantisation steps are tensors with gradients. It computes
// in float, or as the nominal chip quantises, or as a chip of spread cells, and becomes a
// kintsugi::Network.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <vector>

#include "models/network/float_network.h"
#include "models/training/settings.h"

namespace kintsugi {

// What a forward pass has in its loop.
struct Loop {
  bool quantised = true;  // input codes, whole weight states, activation codes
  TrainingSpread spread = {};
  ConverterInLoop adc = {};  // ranges come from calibrate_converters()
};

class TrainableNetwork {
 public:
  // Random initial weights from torch's default generator. The levels of `cells` become those of
  // the network.
  explicit TrainableNetwork(const Network& architecture, const CellMapping& cells = {},
                            bool batch_norm = false);

  // Weights, biases and steps of a trained network.
  static TrainableNetwork of(const Network& network);

  // A copy, on a device.
  TrainableNetwork on(torch::Device device) const;

  // Logits [n, classes] of images [n, input.size()] (uint8 pixels), nothing quantised. Batch norm
  // takes the batch's own statistics when `learning` and those it has gathered otherwise.
  torch::Tensor forward_float(const torch::Tensor& images, bool learning = false) const;

  // Logits with `loop`; straight-through gradients.
  torch::Tensor forward(const torch::Tensor& images, const Loop& loop) const;

  // As the chip computes them: input codes, whole weight steps, unsigned activation codes.
  torch::Tensor forward_quantised(const torch::Tensor& images, const TrainingSpread& spread) const {
    return forward(images, {true, spread, {}});
  }

  // Batch norm becomes part of weights and biases; without it nothing happens.
  void fold_batch_norm();

  // Initial quantisation steps: of weights from their mean magnitude (LSQ, Esser et al., ICLR
  // 2020), of activations from the 99.5 % quantile of what `images` cause in float.
  void calibrate(const torch::Tensor& images);

  // Quantisation after training: steps of least squared error, layer by layer behind the quantised
  // layers before it (clipping.h).
  void calibrate_by_error(const torch::Tensor& images);

  // Converter ranges: the largest sum of a tile that `images` cause, times `adc.range`.
  void calibrate_converters(const torch::Tensor& images, const ConverterInLoop& adc);

  std::vector<torch::Tensor> float_parameters() const;      // weights, biases, batch norm's
  std::vector<torch::Tensor> quantised_parameters() const;  // weights, biases, logarithms of steps
  std::vector<torch::Tensor> state() const;                 // all there is to save

  // Whole weight steps, biases and scales as they ship.
  Network to_network() const;

  // In floating point, batch norm folded (fold_batch_norm() first).
  FloatNetwork to_float_network() const;

 private:
  using AddTo = std::function<torch::Tensor(const torch::Tensor&)>;
  struct Parameters {
    torch::Tensor weight;  // conv [out, in, k, k], dense [out, in]
    torch::Tensor bias;    // [out]; unused while batch norm has its own
    // Logarithms, so that a step stays positive and learns at a relative rate. A weight's step is
    // that of a trained state (cell_mapping.h).
    torch::Tensor log_weight_step;
    torch::Tensor log_activation_step;
    torch::Tensor log_pool_step;    // of the means of average pooling
    torch::Tensor converter_range;  // of a tile's sum of state x code
    // Batch norm's scale (by magnitude), offset and gathered statistics, [out].
    torch::Tensor norm_scale;
    torch::Tensor norm_offset;
    torch::Tensor norm_mean;
    torch::Tensor norm_variance;
  };

  bool is_last(size_t layer) const { return layer + 1 == parameters_.size(); }
  bool normalised(size_t layer) const { return batch_norm_ && !is_last(layer); }
  int max_state() const { return cells_.largest_state(); }
  int max_code() const { return (1 << architecture_.activation_bits) - 1; }
  // Of one layer: product, norm, addend, ReLU and the largest of each window.
  torch::Tensor float_layer(size_t layer, const torch::Tensor& source, bool learning,
                            const AddTo& add) const;
  // Codes of a hidden layer's tensor, signed without a ReLU; straight-through gradients.
  torch::Tensor codes(size_t layer, const torch::Tensor& x, const torch::Tensor& unit) const;
  torch::Tensor input_unit(size_t layer) const;  // real value of one code of its source
  torch::Tensor states(const Parameters& p, const torch::Tensor& step) const;

  Network architecture_;
  CellMapping cells_;
  bool batch_norm_ = false;
  std::vector<Parameters> parameters_;
};

}  // namespace kintsugi
