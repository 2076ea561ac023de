#include "models/training/trainable_network.h"

#include <algorithm>
#include <cmath>

#include "models/training/clipping.h"
#include "models/training/crossbar_product.h"
#include "models/training/image_tensors.h"

namespace kintsugi {
namespace {

constexpr double kActivationQuantile = 0.995;
constexpr double kNormMomentum = 0.1;
constexpr double kNormEpsilon = 1e-5;
constexpr int64_t kClippingSample = 100000;

torch::Tensor pool(const Layer& layer, const torch::Tensor& x) {
  return layer.pool > 1 ? torch::max_pool2d(x, layer.pool, layer.pool) : x;
}

// The chip pools codes. Quantisation is monotone, so pooling first gives the same codes and leaves
// fewer values to quantise.
torch::Tensor rectify_and_pool(const Layer& layer, const torch::Tensor& x) {
  const auto pooled = pool(layer, x);
  return layer.relu ? torch::relu(pooled) : pooled;
}

torch::Tensor initial_weight(const Layer& layer) {
  const int64_t outputs = layer.conv_out.channels;
  auto weight = layer.kind == LayerKind::Conv
                    ? torch::empty({outputs, layer.in.channels, layer.kernel, layer.kernel})
                    : torch::empty({outputs, layer.in.size()});
  return torch::nn::init::kaiming_uniform_(weight, 0.0, torch::kFanIn, torch::kReLU);
}

// Colour images go through the kernels for channels-last maps, a third faster. Grey ones do not:
// what ships was made by the others, whose last digits differ.
torch::Tensor arranged(const Network& network, const torch::Tensor& pixels) {
  const Shape& in = network.input;
  if (in.channels == 1) return pixels;
  return pixels.view({pixels.size(0), in.channels, in.height, in.width})
      .contiguous(torch::MemoryFormat::ChannelsLast);
}

template <class T>
std::vector<T> to_vector(const torch::Tensor& tensor) {
  const torch::Tensor flat =
      tensor.detach().to(torch::CppTypeToScalarType<T>()).contiguous().flatten();
  return std::vector<T>(flat.data_ptr<T>(), flat.data_ptr<T>() + flat.numel());
}

// Every so many of the values: enough for a step.
std::vector<float> sample(const torch::Tensor& tensor) {
  const auto flat = tensor.detach().reshape({-1});
  return to_vector<float>(flat.slice(0, 0, flat.numel(), 1 + flat.numel() / kClippingSample));
}

float step_of(const torch::Tensor& log_step) { return std::exp(log_step.item<float>()); }

}  // namespace

TrainableNetwork::TrainableNetwork(const Network& architecture, const CellMapping& cells,
                                   bool batch_norm)
    : architecture_(architecture), cells_(cells), batch_norm_(batch_norm) {
  architecture_.weight_levels = cells.levels;
  for (const Layer& layer : architecture_.layers) {
    Parameters p;
    p.weight = initial_weight(layer).requires_grad_();
    p.bias = torch::zeros({layer.conv_out.channels}).requires_grad_();
    p.log_weight_step = torch::zeros({}).requires_grad_();
    p.log_activation_step = torch::zeros({}).requires_grad_();
    p.converter_range = torch::ones({});
    p.norm_scale = torch::ones({layer.conv_out.channels}).requires_grad_(batch_norm);
    p.norm_offset = torch::zeros({layer.conv_out.channels}).requires_grad_(batch_norm);
    p.norm_mean = torch::zeros({layer.conv_out.channels});
    p.norm_variance = torch::ones({layer.conv_out.channels});
    parameters_.push_back(p);
  }
}

TrainableNetwork TrainableNetwork::of(const Network& network) {
  CellMapping cells;
  cells.levels = network.weight_levels;
  TrainableNetwork result(network, cells);
  const torch::NoGradGuard no_grad;
  for (size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    Parameters& p = result.parameters_[l];
    std::vector<float> weights(layer.weights.begin(), layer.weights.end());
    p.weight.copy_(torch::tensor(weights).view(p.weight.sizes()) * layer.weight_scale);
    p.bias.copy_(torch::tensor(layer.bias));
    p.log_weight_step.fill_(std::log(layer.weight_scale));
    p.log_activation_step.fill_(std::log(layer.output_scale));
  }
  return result;
}

TrainableNetwork TrainableNetwork::clone() const {
  TrainableNetwork copy = *this;
  for (Parameters& p : copy.parameters_) {
    for (torch::Tensor* t :
         {&p.weight, &p.bias, &p.log_weight_step, &p.log_activation_step, &p.converter_range,
          &p.norm_scale, &p.norm_offset, &p.norm_mean, &p.norm_variance}) {
      *t = t->detach().clone().requires_grad_(t->requires_grad());
    }
  }
  return copy;
}

torch::Tensor TrainableNetwork::forward_float(const torch::Tensor& images, bool learning) const {
  torch::Tensor x = arranged(architecture_, to_pixels(images));
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    const Parameters& p = parameters_[l];
    if (!normalised(l)) {
      x = rectify_and_pool(layer, product(layer, x, p.weight, p.bias));
      continue;
    }
    // Its scale is not negative, so that pooling may come first: fewer values to normalise.
    x = pool(layer, product(layer, x, p.weight, {}));
    x = torch::relu(torch::batch_norm(x, p.norm_scale.abs(), p.norm_offset, p.norm_mean,
                                      p.norm_variance, learning, kNormMomentum, kNormEpsilon,
                                      false));
  }
  return x;
}

torch::Tensor TrainableNetwork::states(const Parameters& p, const torch::Tensor& step) const {
  return round_through(torch::clamp(p.weight / step, -max_state(), max_state()));
}

torch::Tensor TrainableNetwork::forward(const torch::Tensor& images, const Loop& loop) const {
  torch::Tensor x = loop.quantised ? to_codes(images, architecture_.activation_bits) / max_code()
                                   : to_pixels(images);
  x = arranged(architecture_, x);
  torch::Tensor die;
  if (loop.spread.sigma_die > 0.0) die = (torch::randn({}) * loop.spread.sigma_die).exp();
  torch::Tensor input_unit = torch::full({}, 1.0F / static_cast<float>(max_code()));
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    const Parameters& p = parameters_[l];
    const auto step =
        loop.quantised ? p.log_weight_step.exp() : p.weight.detach().abs().max() / max_state();
    const auto whole = loop.quantised ? states(p, step) : p.weight / step;
    const auto held = loop.spread.none() ? whole : spread_states(cells_, loop.spread, whole, die);
    if (loop.adc.bits == 0) {
      x = product(layer, x, held * step, p.bias);
    } else {
      const auto sums =
          converted_product(layer, cells_, loop.adc.bits, p.converter_range, x / input_unit, held);
      const auto bias = layer.kind == LayerKind::Conv ? p.bias.view({-1, 1, 1}) : p.bias;
      x = sums * (step * input_unit) + bias;
    }
    x = rectify_and_pool(layer, x);
    if (!layer.relu || !loop.quantised) continue;
    input_unit = p.log_activation_step.exp();
    x = round_through(torch::clamp(x / input_unit, 0, max_code())) * input_unit;
  }
  return x;
}

void TrainableNetwork::fold_batch_norm() {
  const torch::NoGradGuard no_grad;
  for (size_t l = 0; l < parameters_.size(); ++l) {
    Parameters& p = parameters_[l];
    if (!normalised(l)) continue;
    const auto factor = p.norm_scale.abs() / (p.norm_variance + kNormEpsilon).sqrt();
    p.weight.mul_(factor.view(architecture_.layers[l].kind == LayerKind::Conv
                                  ? torch::IntArrayRef{-1, 1, 1, 1}
                                  : torch::IntArrayRef{-1, 1}));
    p.bias.copy_(p.norm_offset - p.norm_mean * factor);
  }
  batch_norm_ = false;
}

void TrainableNetwork::calibrate(const torch::Tensor& images) {
  const torch::NoGradGuard no_grad;
  torch::Tensor x = arranged(architecture_, to_pixels(images));
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    Parameters& p = parameters_[l];
    const double weight_step = 2.0 * p.weight.abs().mean().item<double>() / std::sqrt(max_state());
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

void TrainableNetwork::calibrate_by_error(const torch::Tensor& images) {
  const torch::NoGradGuard no_grad;
  torch::Tensor x =
      arranged(architecture_, to_codes(images, architecture_.activation_bits) / max_code());
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    Parameters& p = parameters_[l];
    const double weight_step =
        least_error_step(to_vector<float>(p.weight), -max_state(), max_state());
    p.log_weight_step.fill_(std::log(weight_step));
    const auto step = p.log_weight_step.exp();
    x = rectify_and_pool(layer, product(layer, x, states(p, step) * step, p.bias));
    if (!layer.relu) continue;
    p.log_activation_step.fill_(std::log(least_error_step(sample(x), 0, max_code())));
    const auto unit = p.log_activation_step.exp();
    x = torch::clamp((x / unit).round(), 0, max_code()) * unit;
  }
}

void TrainableNetwork::calibrate_converters(const torch::Tensor& images,
                                            const ConverterInLoop& adc) {
  const torch::NoGradGuard no_grad;
  torch::Tensor x = arranged(architecture_, to_codes(images, architecture_.activation_bits));
  torch::Tensor unit = torch::full({}, 1.0F / static_cast<float>(max_code()));
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    Parameters& p = parameters_[l];
    const auto step = p.log_weight_step.exp();
    const auto whole = states(p, step);
    p.converter_range.fill_(adc.range * std::max(1.0, largest_tile_sum(layer, cells_, x, whole)));
    x = rectify_and_pool(layer, product(layer, x * unit, whole * step, p.bias));
    unit = p.log_activation_step.exp();
    x = torch::clamp((x / unit).round(), 0, max_code());
  }
}

std::vector<torch::Tensor> TrainableNetwork::float_parameters() const {
  std::vector<torch::Tensor> all;
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Parameters& p = parameters_[l];
    if (normalised(l)) {
      all.insert(all.end(), {p.weight, p.norm_scale, p.norm_offset});
    } else {
      all.insert(all.end(), {p.weight, p.bias});
    }
  }
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

std::vector<torch::Tensor> TrainableNetwork::state() const {
  std::vector<torch::Tensor> all;
  for (const Parameters& p : parameters_) {
    all.insert(all.end(),
               {p.weight, p.bias, p.log_weight_step, p.log_activation_step, p.converter_range,
                p.norm_scale, p.norm_offset, p.norm_mean, p.norm_variance});
  }
  return all;
}

Network TrainableNetwork::to_network() const {
  const torch::NoGradGuard no_grad;
  Network network = architecture_;
  const int steps = cells_.steps_per_state();
  float input_scale = 1.0F / static_cast<float>(max_code());
  for (size_t l = 0; l < parameters_.size(); ++l) {
    Layer& layer = network.layers[l];
    const Parameters& p = parameters_[l];
    layer.weights = to_vector<int8_t>(states(p, p.log_weight_step.exp()).round() * steps);
    layer.bias = to_vector<float>(p.bias);
    layer.weight_scale = step_of(p.log_weight_step) / static_cast<float>(steps);
    layer.input_scale = input_scale;
    layer.output_scale = layer.relu ? step_of(p.log_activation_step) : 1.0F;
    input_scale = layer.output_scale;
  }
  return network;
}

}  // namespace kintsugi
