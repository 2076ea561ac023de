#include "models/training/die_bank.h"

#include <cmath>

#include "models/accelerator/die.h"
#include "models/core/error.h"
#include "models/training/crossbar_product.h"

namespace kintsugi {
namespace {

// Effective codes of a layer, [outputs][rows].
std::vector<float> effective_codes_of(const Die& die, int layer) {
  const LayerPlan& plan = die.chip().layers[static_cast<size_t>(layer)];
  const auto rows = static_cast<size_t>(plan.layer.rows());
  std::vector<float> out(static_cast<size_t>(plan.layer.conv_out.channels) * rows);
  for (size_t t = 0; t < plan.tiles.size(); ++t) {
    const TilePlacement& place = plan.tiles[t];
    const Tile& tile = die.tiles(layer)[t];
    for (int r = 0; r < place.rows; ++r) {
      for (int o = 0; o < place.outputs; ++o) {
        out[static_cast<size_t>(place.first_output + o) * rows +
            static_cast<size_t>(place.first_row + r)] =
            static_cast<float>(tile.codes[static_cast<size_t>(r * tile.columns() + o)]);
      }
    }
  }
  return out;
}

// Real value of one effective code of each layer.
std::vector<double> code_units(const Die& nominal) {
  std::vector<double> units;
  for (int l = 0; l < nominal.chip().layer_count(); ++l) {
    const Layer& layer = nominal.chip().layers[static_cast<size_t>(l)].layer;
    const std::vector<float> codes = effective_codes_of(nominal, l);
    double product = 0;
    double square = 0;
    for (size_t i = 0; i < codes.size(); ++i) {
      product += codes[i] * layer.weights[i];
      square += static_cast<double>(codes[i]) * codes[i];
    }
    units.push_back(layer.weight_scale * product / std::max(square, 1.0));
  }
  return units;
}

torch::Tensor octaves(const torch::Tensor& sum) { return torch::log2(1.0 + sum); }

torch::Tensor standard(const torch::Tensor& x) {
  const auto centred = x - x.mean(0, true);
  // Columns without spread become 0, with a gradient of 0.
  return centred / (centred.square().mean(0, true) + 1e-8).sqrt();
}

}  // namespace

DieBank::DieBank(const Chip& chip, int dies) : network_(chip.network), dies_(dies) {
  if (!is_chain(network_) || chip.config.crossbar.slices != 1) {
    throw UserError("Test images can be made for chains of unsliced layers only; network '" +
                    network_.name + "' on this chip is none.");
  }
  for (const Layer& layer : network_.layers) {
    weights_.push_back(torch::empty({dies, layer.conv_out.channels, layer.rows()}));
    bias_.push_back(torch::tensor(layer.bias));
  }
}

void DieBank::add_die(int place, const Die& die, const std::vector<double>& units) {
  for (size_t l = 0; l < weights_.size(); ++l) {
    const auto codes = effective_codes_of(die, static_cast<int>(l));
    weights_[l][place].copy_(torch::tensor(codes).view(weights_[l][place].sizes()) * units[l]);
  }
}

DieBank::DieBank(const Chip& chip, uint64_t seed, uint32_t first, int dies) : DieBank(chip, dies) {
  const auto units = code_units(Die::nominal(chip));
  for (int d = 0; d < dies; ++d) {
    add_die(d, Die(chip, DieKey{seed, first + static_cast<uint32_t>(d)}), units);
  }
}

DieBank DieBank::nominal(const Chip& chip) {
  DieBank bank(chip, 1);
  const Die die = Die::nominal(chip);
  bank.add_die(0, die, code_units(die));
  return bank;
}

BankAnswers DieBank::answer(const torch::Tensor& pixels) const {
  const auto highest = static_cast<double>((1 << network_.activation_bits) - 1);
  const int64_t n = pixels.size(0);
  BankAnswers out;
  // [n, dies x channels, height, width]; the dies share their input.
  auto x = round_through(torch::clamp(pixels, 0, 1) * highest);  // codes, between all layers
  x = x.view({n, network_.input.channels, network_.input.height, network_.input.width});
  bool shared = true;
  for (size_t l = 0; l < network_.layers.size(); ++l) {
    const Layer& layer = network_.layers[l];
    const int64_t outputs = layer.conv_out.channels;
    x = x * layer.input_scale;
    if (layer.kind == LayerKind::Conv) {
      const auto kernels =
          weights_[l].view({dies_ * outputs, layer.in.channels, layer.kernel, layer.kernel});
      x = torch::conv2d(x, kernels, bias_[l].repeat({dies_}), layer.stride, layer.pad, 1,
                        shared ? 1 : dies_);
      if (layer.pool > 1) x = torch::max_pool2d(x, layer.pool, layer.pool);
    } else {
      const auto rows = shared ? x.reshape({1, n, -1}).expand({dies_, n, layer.rows()})
                               : x.reshape({n, dies_, -1}).transpose(0, 1);
      const auto sums = torch::bmm(rows, weights_[l].transpose(1, 2)) + bias_[l];
      x = sums.transpose(0, 1).reshape({n, dies_ * outputs, 1, 1});
    }
    shared = false;
    if (!layer.relu) continue;
    const auto codes = round_through(torch::clamp(x / layer.output_scale, 0, highest));
    out.codes.push_back(codes.reshape({n, dies_, outputs, -1}).transpose(0, 1));
    x = codes;
  }
  out.logits = x.reshape({n, dies_, -1}).transpose(0, 1);
  return out;
}

BankColumns columns_of(const BankAnswers& answers) {
  const int64_t dies = answers.logits.size(0);
  const int64_t n = answers.logits.size(1);
  std::vector<torch::Tensor> layers;
  std::vector<torch::Tensor> details;
  for (const torch::Tensor& codes : answers.codes) {
    const auto channels = codes.sum(3);
    const auto active = codes.clamp_max(1.0);  // a code is 0 or at least 1
    layers.push_back(torch::stack({octaves(channels.sum(2)), octaves(active.sum({2, 3})),
                                   octaves(codes.square().sum({2, 3}))},
                                  2));
    details.push_back(octaves(channels));
  }
  const auto magnitude = answers.logits.abs().sum(2) + 1e-6;
  const auto best = std::get<0>(answers.logits.topk(2, 2));
  layers.push_back(torch::stack(
      {torch::log2(magnitude), (best.select(2, 0) - best.select(2, 1)) / magnitude}, 2));
  details.push_back(answers.logits);
  return {torch::cat(layers, 2).reshape({dies, -1}),
          torch::cat(details, 2).reshape({dies, n == 0 ? 0 : -1})};
}

torch::Tensor left_out_error(const BankColumns& columns, const torch::Tensor& accuracy,
                             double width, double details, double ridge) {
  const auto a = standard(columns.layers);
  const auto b = standard(columns.details);
  const auto norms = a.square().sum(1, true);
  const auto distance =
      torch::relu(norms + norms.t() - 2.0 * torch::mm(a, a.t())) / static_cast<double>(a.size(1));
  auto k = torch::exp(distance / (-2.0 * width * width)) +
           details * torch::mm(b, b.t()) / static_cast<double>(b.size(1));
  k = k + ridge * torch::eye(k.size(0));
  const auto y = standard(accuracy.view({-1, 1}));
  const auto inverse = torch::linalg_inv(k.to(torch::kDouble));
  const auto residual = torch::mm(inverse, y.to(torch::kDouble)) / inverse.diagonal().view({-1, 1});
  return residual.square().mean();
}

}  // namespace kintsugi
