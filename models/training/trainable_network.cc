#include "models/training/trainable_network.h"

#include <algorithm>
#include <cmath>

#include "models/training/image_tensors.h"

namespace kintsugi {
namespace {

constexpr double kActivationQuantile = 0.995;

// Rounds in the forward pass and is the identity in the backward pass.
torch::Tensor round_through(const torch::Tensor& x) { return x + (x.round() - x).detach(); }

torch::Tensor product(const Layer& layer, const torch::Tensor& x, const torch::Tensor& weight,
                      const torch::Tensor& bias) {
  const int64_t count = x.size(0);
  if (layer.kind == LayerKind::Dense) return torch::linear(x.view({count, -1}), weight, bias);
  const auto maps = x.view({count, layer.in.channels, layer.in.height, layer.in.width});
  return torch::conv2d(maps, weight, bias, layer.stride, layer.pad);
}

// The chip pools codes. Quantisation is monotone, so pooling first gives the same codes and leaves
// fewer values to quantise.
torch::Tensor rectify_and_pool(const Layer& layer, const torch::Tensor& x) {
  const auto pooled = layer.pool > 1 ? torch::max_pool2d(x, layer.pool, layer.pool) : x;
  return layer.relu ? torch::relu(pooled) : pooled;
}

torch::Tensor initial_weight(const Layer& layer) {
  const int64_t outputs = layer.conv_out.channels;
  auto weight = layer.kind == LayerKind::Conv
                    ? torch::empty({outputs, layer.in.channels, layer.kernel, layer.kernel})
                    : torch::empty({outputs, layer.in.size()});
  return torch::nn::init::kaiming_uniform_(weight, 0.0, torch::kFanIn, torch::kReLU);
}

template <class T>
std::vector<T> to_vector(const torch::Tensor& tensor) {
  const torch::Tensor flat =
      tensor.detach().to(torch::CppTypeToScalarType<T>()).contiguous().flatten();
  return std::vector<T>(flat.data_ptr<T>(), flat.data_ptr<T>() + flat.numel());
}

float step_of(const torch::Tensor& log_step) { return std::exp(log_step.item<float>()); }

}  // namespace

TrainableNetwork::TrainableNetwork(const Network& architecture) : architecture_(architecture) {
  for (const Layer& layer : architecture_.layers) {
    Parameters p;
    p.weight = initial_weight(layer).requires_grad_();
    p.bias = torch::zeros({layer.conv_out.channels}).requires_grad_();
    p.log_weight_step = torch::zeros({}).requires_grad_();
    p.log_activation_step = torch::zeros({}).requires_grad_();
    parameters_.push_back(p);
  }
}

torch::Tensor TrainableNetwork::forward_float(const torch::Tensor& images) const {
  torch::Tensor x = to_pixels(images);
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    const Parameters& p = parameters_[l];
    x = rectify_and_pool(layer, product(layer, x, p.weight, p.bias));
  }
  return x;
}

torch::Tensor TrainableNetwork::forward_quantised(const torch::Tensor& images,
                                                  const TrainingSpread& spread) const {
  torch::Tensor x = to_codes(images, architecture_.activation_bits) / max_code();
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    const Parameters& p = parameters_[l];
    const auto step = p.log_weight_step.exp();
    const auto whole = round_through(torch::clamp(p.weight / step, -max_weight(), max_weight()));
    const auto weight = spread.none() ? whole : spread_weights(whole, spread);
    x = rectify_and_pool(layer, product(layer, x, weight * step, p.bias));
    if (!layer.relu) continue;
    const auto unit = p.log_activation_step.exp();
    x = round_through(torch::clamp(x / unit, 0, max_code())) * unit;
  }
  return x;
}

// A weight of k steps is a pair of cells: one k levels above the lowest, the other at the lowest,
// which still conducts g_min. Both halves keep half the gradient at weight zero.
torch::Tensor TrainableNetwork::spread_weights(const torch::Tensor& weight_steps,
                                               const TrainingSpread& spread) const {
  const double floor = spread.g_min * max_weight() / (1.0 - spread.g_min);
  const auto factors = [&] {
    return (torch::randn_like(weight_steps) * spread.sigma_within).exp();
  };
  const auto magnitude = weight_steps.abs();
  const auto plus = ((magnitude + weight_steps) / 2 + floor) * factors();
  const auto minus = ((magnitude - weight_steps) / 2 + floor) * factors();
  const auto common = (torch::randn({}) * spread.sigma_common).exp();
  return (plus - minus) * common;
}

void TrainableNetwork::calibrate(const torch::Tensor& images) {
  const torch::NoGradGuard no_grad;
  torch::Tensor x = to_pixels(images);
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    Parameters& p = parameters_[l];
    const double weight_step = 2.0 * p.weight.abs().mean().item<double>() / std::sqrt(max_weight());
    p.log_weight_step.fill_(std::log(weight_step));
    x = rectify_and_pool(layer, product(layer, x, p.weight, p.bias));
    if (!layer.relu) continue;
    const auto sorted = std::get<0>(x.flatten().sort());
    const auto highest = static_cast<double>(x.numel() - 1);
    const auto rank = static_cast<int64_t>(kActivationQuantile * highest);
    const double high = std::max(sorted[rank].item<double>(), 1e-3);
    p.log_activation_step.fill_(std::log(high / max_code()));
  }
}

std::vector<torch::Tensor> TrainableNetwork::float_parameters() const {
  std::vector<torch::Tensor> all;
  for (const Parameters& p : parameters_) all.insert(all.end(), {p.weight, p.bias});
  return all;
}

std::vector<torch::Tensor> TrainableNetwork::quantised_parameters() const {
  std::vector<torch::Tensor> all = float_parameters();
  for (size_t l = 0; l < parameters_.size(); ++l) {
    all.push_back(parameters_[l].log_weight_step);
    if (architecture_.layers[l].relu) all.push_back(parameters_[l].log_activation_step);
  }
  return all;
}

Network TrainableNetwork::to_network() const {
  const torch::NoGradGuard no_grad;
  Network network = architecture_;
  float input_scale = 1.0F / static_cast<float>(max_code());
  for (size_t l = 0; l < parameters_.size(); ++l) {
    Layer& layer = network.layers[l];
    const Parameters& p = parameters_[l];
    const auto steps = p.weight / p.log_weight_step.exp();
    layer.weights = to_vector<int8_t>(torch::clamp(steps, -max_weight(), max_weight()).round());
    layer.bias = to_vector<float>(p.bias);
    layer.weight_scale = step_of(p.log_weight_step);
    layer.input_scale = input_scale;
    layer.output_scale = layer.relu ? step_of(p.log_activation_step) : 1.0F;
    input_scale = layer.output_scale;
  }
  return network;
}

}  // namespace kintsugi
