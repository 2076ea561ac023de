#include "models/training/trainable_network.h"

#include <cmath>

#include "models/training/crossbar_product.h"
#include "models/training/image_tensors.h"
#include "models/training/network_tensors.h"

namespace kintsugi {
namespace {

constexpr double kNormMomentum = 0.1;
constexpr double kNormEpsilon = 1e-5;

torch::Tensor initial_weight(const Layer& layer) {
  const int64_t outputs = layer.conv_out.channels;
  auto weight = layer.kind == LayerKind::Conv
                    ? torch::empty({outputs, layer.in.channels, layer.kernel, layer.kernel})
                    : torch::empty({outputs, layer.in.size()});
  return torch::nn::init::kaiming_uniform_(weight, 0.0, torch::kFanIn, torch::kReLU);
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
    p.log_pool_step = torch::zeros({}).requires_grad_();
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
    p.log_pool_step.fill_(std::log(layer.pool_scale));
  }
  return result;
}

TrainableNetwork TrainableNetwork::on(torch::Device device) const {
  TrainableNetwork copy = *this;
  for (Parameters& p : copy.parameters_) {
    for (torch::Tensor* t :
         {&p.weight, &p.bias, &p.log_weight_step, &p.log_activation_step, &p.log_pool_step,
          &p.converter_range, &p.norm_scale, &p.norm_offset, &p.norm_mean, &p.norm_variance}) {
      const auto copied = t->detach().to(device, t->scalar_type(), false, true);
      *t = copied.requires_grad_(t->requires_grad());
    }
  }
  return copy;
}

torch::Tensor TrainableNetwork::forward_float(const torch::Tensor& images, bool learning) const {
  Tensors tensors(architecture_, arranged(architecture_, to_pixels(images)));
  for (size_t l = 0; l < parameters_.size(); ++l) {
    tensors.add(average(architecture_.layers[l],
                        float_layer(l, tensors.source(l), learning, [&](const torch::Tensor& x) {
                          return tensors.with_addend(l, x);
                        })));
  }
  return tensors.last();
}

torch::Tensor TrainableNetwork::float_layer(size_t l, const torch::Tensor& source, bool learning,
                                            const AddTo& add) const {
  const Layer& layer = architecture_.layers[l];
  const Parameters& p = parameters_[l];
  if (!normalised(l)) return rectify_and_pool(layer, add(product(layer, source, p.weight, p.bias)));
  const auto normal = [&](const torch::Tensor& x) {
    return torch::batch_norm(x, p.norm_scale.abs(), p.norm_offset, p.norm_mean, p.norm_variance,
                             learning, kNormMomentum, kNormEpsilon, false);
  };
  const auto x = product(layer, source, p.weight, {});
  if (layer.addend != 0) return rectify_and_pool(layer, add(normal(x)));
  // Its scale is not negative, so that the largest may be taken first: fewer values to normalise.
  const auto pooled = normal(averages(layer) ? x : pool(layer, x));
  return layer.relu ? torch::relu(pooled) : pooled;
}

torch::Tensor TrainableNetwork::states(const Parameters& p, const torch::Tensor& step) const {
  return round_through(torch::clamp(p.weight / step, -max_state(), max_state()));
}

torch::Tensor TrainableNetwork::codes(size_t l, const torch::Tensor& x,
                                      const torch::Tensor& unit) const {
  const bool unsigned_codes = architecture_.layers[l].relu;
  return round_through(torch::clamp(x / unit, unsigned_codes ? 0 : kLowestSigned,
                                    unsigned_codes ? max_code() : kHighestSigned));
}

torch::Tensor TrainableNetwork::forward(const torch::Tensor& images, const Loop& loop) const {
  const auto pixels = loop.quantised ? to_codes(images, architecture_.activation_bits) / max_code()
                                     : to_pixels(images);
  Tensors tensors(architecture_, arranged(architecture_, pixels));
  torch::Tensor die;
  if (loop.spread.sigma_die > 0.0) {
    die = (torch::randn({}, pixels.options()) * loop.spread.sigma_die).exp();
  }
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    const Parameters& p = parameters_[l];
    const auto step =
        loop.quantised ? p.log_weight_step.exp() : p.weight.detach().abs().max() / max_state();
    const auto whole = loop.quantised ? states(p, step) : p.weight / step;
    const auto held = loop.spread.none() ? whole : spread_states(cells_, loop.spread, whole, die);
    torch::Tensor x;
    if (loop.adc.bits == 0) {
      x = product(layer, tensors.source(l), held * step, p.bias);
    } else {
      const auto unit = input_unit(l);
      const auto sums = converted_product(layer, cells_, loop.adc.bits, p.converter_range,
                                          tensors.source(l) / unit, held);
      const auto bias = layer.kind == LayerKind::Conv ? p.bias.view({-1, 1, 1}) : p.bias;
      x = sums * (step * unit) + bias;
    }
    x = rectify_and_pool(layer, tensors.with_addend(l, x));
    if (loop.quantised && !is_last(l)) {
      const auto unit = p.log_activation_step.exp();
      x = codes(l, x, unit) * unit;
    }
    if (averages(layer)) {
      x = average(layer, x);
      if (loop.quantised) {
        const auto unit = p.log_pool_step.exp();
        x = codes(l, x, unit) * unit;
      }
    }
    tensors.add(x);
  }
  return tensors.last();
}

torch::Tensor TrainableNetwork::input_unit(size_t layer) const {
  const int source = source_of(architecture_, static_cast<int>(layer));
  if (source == kInputTensor) return torch::full({}, 1.0F / static_cast<float>(max_code()));
  const Parameters& p = parameters_[static_cast<size_t>(source)];
  return averages(architecture_.layers[static_cast<size_t>(source)]) ? p.log_pool_step.exp()
                                                                     : p.log_activation_step.exp();
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
    if (!is_last(l)) all.push_back(parameters_[l].log_activation_step);
    if (averages(architecture_.layers[l])) all.push_back(parameters_[l].log_pool_step);
  }
  return all;
}

std::vector<torch::Tensor> TrainableNetwork::state() const {
  std::vector<torch::Tensor> all;
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Parameters& p = parameters_[l];
    all.insert(all.end(),
               {p.weight, p.bias, p.log_weight_step, p.log_activation_step, p.converter_range,
                p.norm_scale, p.norm_offset, p.norm_mean, p.norm_variance});
    if (averages(architecture_.layers[l])) all.push_back(p.log_pool_step);
  }
  return all;
}

Network TrainableNetwork::to_network() const {
  const torch::NoGradGuard no_grad;
  Network network = architecture_;
  const int steps = cells_.steps_per_state();
  const auto scale_of = [&](int tensor) {
    if (tensor == kInputTensor) return 1.0F / static_cast<float>(max_code());
    const Layer& layer = network.layers[static_cast<size_t>(tensor)];
    return averages(layer) ? layer.pool_scale : layer.output_scale;
  };
  for (size_t l = 0; l < parameters_.size(); ++l) {
    Layer& layer = network.layers[l];
    const Parameters& p = parameters_[l];
    layer.weights = to_vector<int8_t>(states(p, p.log_weight_step.exp()).round() * steps);
    layer.bias = to_vector<float>(p.bias);
    layer.weight_scale = step_of(p.log_weight_step) / static_cast<float>(steps);
    layer.input_scale = scale_of(source_of(network, static_cast<int>(l)));
    layer.output_scale = is_last(l) ? 1.0F : step_of(p.log_activation_step);
    if (averages(layer)) layer.pool_scale = step_of(p.log_pool_step);
    if (layer.addend != 0) layer.addend_scale = scale_of(addend_of(network, static_cast<int>(l)));
  }
  return network;
}

FloatNetwork TrainableNetwork::to_float_network() const {
  const torch::NoGradGuard no_grad;
  FloatNetwork floats{architecture_, {}};
  for (size_t l = 0; l < parameters_.size(); ++l) {
    floats.structure.layers[l].bias = to_vector<float>(parameters_[l].bias);
    floats.weights.push_back(to_vector<float>(parameters_[l].weight));
  }
  return floats;
}

}  // namespace kintsugi
