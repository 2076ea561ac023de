#include <algorithm>
#include <cmath>

#include "models/training/clipping.h"
#include "models/training/crossbar_product.h"
#include "models/training/image_tensors.h"
#include "models/training/network_tensors.h"
#include "models/training/trainable_network.h"

namespace kintsugi {
namespace {

constexpr double kActivationQuantile = 0.995;
constexpr int64_t kClippingSample = 100000;

// Every so many of the values: enough for a step.
std::vector<float> sample(const torch::Tensor& tensor) {
  const auto flat = tensor.detach().reshape({-1});
  return to_vector<float>(flat.slice(0, 0, flat.numel(), 1 + flat.numel() / kClippingSample));
}

}  // namespace

void TrainableNetwork::calibrate(const torch::Tensor& images) {
  const torch::NoGradGuard no_grad;
  // The step at which the quantile is the highest code.
  const auto set_step = [](torch::Tensor& log_step, const torch::Tensor& x, int highest_code) {
    const auto sorted = std::get<0>(x.flatten().sort());
    const auto highest = static_cast<double>(x.numel() - 1);
    const auto rank = static_cast<int64_t>(kActivationQuantile * highest);
    const double high = std::max(sorted[rank].item<double>(), 1e-3);
    log_step.fill_(std::log(high / highest_code));
  };
  Tensors tensors(architecture_, arranged(architecture_, to_pixels(images)));
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    Parameters& p = parameters_[l];
    const double weight_step = 2.0 * p.weight.abs().mean().item<double>() / std::sqrt(max_state());
    p.log_weight_step.fill_(std::log(weight_step));
    auto x = rectify_and_pool(
        layer, tensors.with_addend(l, product(layer, tensors.source(l), p.weight, p.bias)));
    if (layer.relu) {
      set_step(p.log_activation_step, x, max_code());
    } else if (!is_last(l)) {
      set_step(p.log_activation_step, x.abs(), kHighestSigned);
    }
    x = average(layer, x);
    if (averages(layer)) set_step(p.log_pool_step, x, max_code());
    tensors.add(x);
  }
}

void TrainableNetwork::calibrate_by_error(const torch::Tensor& images) {
  const torch::NoGradGuard no_grad;
  Tensors tensors(
      architecture_,
      arranged(architecture_, to_codes(images, architecture_.activation_bits) / max_code()));
  // On codes of the step of least error, which it keeps.
  const auto on_codes = [&](size_t l, torch::Tensor& log_step, const torch::Tensor& x) {
    const bool relu = architecture_.layers[l].relu;
    log_step.fill_(std::log(
        least_error_step(sample(x), relu ? 0 : kLowestSigned, relu ? max_code() : kHighestSigned)));
    const auto unit = log_step.exp();
    return codes(l, x, unit) * unit;
  };
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    Parameters& p = parameters_[l];
    const double weight_step =
        least_error_step(to_vector<float>(p.weight), -max_state(), max_state());
    p.log_weight_step.fill_(std::log(weight_step));
    const auto step = p.log_weight_step.exp();
    auto x = rectify_and_pool(
        layer,
        tensors.with_addend(l, product(layer, tensors.source(l), states(p, step) * step, p.bias)));
    if (!is_last(l)) x = on_codes(l, p.log_activation_step, x);
    if (averages(layer)) x = on_codes(l, p.log_pool_step, average(layer, x));
    tensors.add(x);
  }
}

void TrainableNetwork::calibrate_converters(const torch::Tensor& images,
                                            const ConverterInLoop& adc) {
  const torch::NoGradGuard no_grad;
  Tensors tensors(
      architecture_,
      arranged(architecture_, to_codes(images, architecture_.activation_bits) / max_code()));
  for (size_t l = 0; l < parameters_.size(); ++l) {
    const Layer& layer = architecture_.layers[l];
    Parameters& p = parameters_[l];
    const auto step = p.log_weight_step.exp();
    const auto whole = states(p, step);
    const auto in = (tensors.source(l) / input_unit(l)).round();
    p.converter_range.fill_(adc.range * std::max(1.0, largest_tile_sum(layer, cells_, in, whole)));
    auto x = rectify_and_pool(
        layer, tensors.with_addend(l, product(layer, tensors.source(l), whole * step, p.bias)));
    if (!is_last(l)) x = codes(l, x, p.log_activation_step.exp()) * p.log_activation_step.exp();
    if (averages(layer)) {
      x = codes(l, average(layer, x), p.log_pool_step.exp()) * p.log_pool_step.exp();
    }
    tensors.add(x);
  }
}

}  // namespace kintsugi
