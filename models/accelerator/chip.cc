#include "models/accelerator/chip.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "models/core/error.h"
#include "models/core/fixed.h"
#include "models/crossbar/tile.h"
#include "models/digital/activation.h"

namespace kintsugi {
namespace {

void require(bool holds, const std::string& sentence) {
  if (!holds) throw UserError(sentence);
}

std::string text(double value) {
  std::string digits = std::to_string(value);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

void check_device(const Network& network, const DeviceConfig& device) {
  require(device.levels == network.weight_levels,
          "device.levels is " + std::to_string(device.levels) + ", but network '" + network.name +
              "' was trained for " + std::to_string(network.weight_levels) +
              " levels; set device.levels to that number or use another network.");
  require(device.levels >= 2 && device.levels <= 128,
          "device.levels is " + std::to_string(device.levels) + "; allowed are 2 to 128.");
  require(device.g_min >= 0.0 && device.g_min < 1.0,
          "device.g_min is " + text(device.g_min) + "; allowed is 0 up to, not including, 1.");
  for (const double sigma : {device.sigma_within, device.sigma_tile, device.sigma_die}) {
    require(sigma >= 0.0 && sigma <= 3.0,
            "A device sigma is " + text(sigma) + "; allowed are 0 to 3 (natural logarithm).");
  }
}

void check_crossbar(const CrossbarConfig& crossbar) {
  require(crossbar.rows >= 1,
          "crossbar.rows is " + std::to_string(crossbar.rows) + "; at least 1 is needed.");
  require(crossbar.columns >= 2, "crossbar.columns is " + std::to_string(crossbar.columns) +
                                     "; at least 2 are needed to hold one weight column.");
}

void check_adc(const Network& network, const AdcConfig& adc) {
  require(adc.bits >= 2 && adc.bits <= 16,
          "adc.bits is " + std::to_string(adc.bits) + "; allowed are 2 to 16.");
  require(
      adc.columns_per_adc >= 1,
      "adc.columns_per_adc is " + std::to_string(adc.columns_per_adc) + "; at least 1 is needed.");
  require(adc.gain_sigma >= 0.0 && adc.gain_sigma <= 0.2,
          "adc.gain_sigma is " + text(adc.gain_sigma) + "; allowed are 0 to 0.2.");
  require(adc.offset_sigma_lsb >= 0.0 && adc.offset_sigma_lsb <= 1000.0,
          "adc.offset_sigma_lsb is " + text(adc.offset_sigma_lsb) + "; allowed are 0 to 1000.");
  require(adc.full_scale.empty() || adc.full_scale.size() == network.layers.size(),
          "adc.full_scale has " + std::to_string(adc.full_scale.size()) +
              " entries, but network '" + network.name + "' has " +
              std::to_string(network.layers.size()) + " layers; give one entry a layer or none.");
  for (const int32_t full_scale : adc.full_scale) {
    require(full_scale >= 1, "An adc.full_scale entry is " + std::to_string(full_scale) +
                                 "; it must be positive, in cell-code units.");
  }
}

void check_layer(const Network& network, const Layer& layer, bool last) {
  const std::string name = "Layer '" + layer.name + "' of network '" + network.name + "' ";
  const size_t outputs = static_cast<size_t>(layer.conv_out.channels);
  require(layer.weights.size() == outputs * static_cast<size_t>(layer.rows()) &&
              layer.bias.size() == outputs,
          name + "has " + std::to_string(layer.weights.size()) + " weights and " +
              std::to_string(layer.bias.size()) + " biases, which do not fit its shape.");
  require(
      layer.weight_scale > 0.0F && layer.input_scale > 0.0F && (last || layer.output_scale > 0.0F),
      name + "has a scale that is not positive.");
  require(last || layer.relu, name + "has no Relu; every layer but the last needs one.");
  require(!last || (!layer.relu && layer.pool == 1),
          name + "is the last layer and must end without Relu and MaxPool.");
  const auto limit = static_cast<int8_t>(network.weight_levels - 1);
  require(std::all_of(layer.weights.begin(), layer.weights.end(),
                      [&](int8_t w) { return w >= -limit && w <= limit; }),
          name + "has a weight beyond " + std::to_string(limit) +
              " steps, the most that cells with " + std::to_string(network.weight_levels) +
              " levels can hold.");
}

void check_network(const Network& network) {
  require(!network.layers.empty(), "Network '" + network.name + "' has no layers.");
  require(network.activation_bits >= 1 && network.activation_bits <= 8,
          "Network '" + network.name + "' has " + std::to_string(network.activation_bits) +
              "-bit activations; allowed are 1 to 8.");
  for (const Layer& layer : network.layers) {
    check_layer(network, layer, &layer == &network.layers.back());
  }
}

// Whole tiles first, then the remainder; the blocks of one output range follow each other.
std::vector<TilePlacement> place(const Layer& layer, const CrossbarConfig& crossbar, int* next) {
  const int tile_outputs =
      crossbar.mapping == Mapping::Differential ? crossbar.columns / 2 : crossbar.columns - 1;
  std::vector<TilePlacement> tiles;
  for (int output = 0; output < layer.conv_out.channels; output += tile_outputs) {
    for (int row = 0; row < layer.rows(); row += crossbar.rows) {
      tiles.push_back({(*next)++, row, std::min(crossbar.rows, layer.rows() - row), output,
                       std::min(tile_outputs, layer.conv_out.channels - output)});
    }
  }
  return tiles;
}

// Weight steps of the network that one level of the deployed cells stands for.
int steps_per_level(Mapping mapping) { return mapping == Mapping::Differential ? 1 : 2; }

DigitalConstants digital_constants(const Network& network, const Layer& layer, bool last,
                                   const ChipConfig& config, int32_t full_scale) {
  const double sum_per_lsb = full_scale / std::ldexp(1.0, config.adc.bits - 1);
  const double levels_per_lsb =
      sum_per_lsb / level_spacing(config.device.levels, config.device.g_min);
  const double real_per_lsb = levels_per_lsb * steps_per_level(config.crossbar.mapping) *
                              static_cast<double>(layer.weight_scale) *
                              static_cast<double>(layer.input_scale);
  DigitalConstants digital;
  for (const float bias : layer.bias) {
    const double lsb = std::clamp(static_cast<double>(bias) / real_per_lsb, -1e9, 1e9);
    digital.bias.push_back(static_cast<int32_t>(saturate(std::llround(lsb), kAccumulatorBits)));
  }
  if (last) return digital;
  try {
    const FixedFactor factor = fixed_factor(real_per_lsb / static_cast<double>(layer.output_scale));
    digital.multiplier = factor.multiplier;
    digital.shift = factor.shift;
  } catch (const std::domain_error&) {
    throw UserError("Layer '" + layer.name + "' of network '" + network.name +
                    "': one accumulator LSB is " + text(real_per_lsb) +
                    " and one activation code " + text(static_cast<double>(layer.output_scale)) +
                    "; their ratio is outside 2^-30 to 2^15, so check the scales and full_scale.");
  }
  return digital;
}

}  // namespace

int32_t nominal_adc_full_scale(const Layer& layer, const ChipConfig& config) {
  const bool differential = config.crossbar.mapping == Mapping::Differential;
  const int levels = config.device.levels;
  double largest = 1.0;
  for (int o = 0; o < layer.conv_out.channels; ++o) {
    const int8_t* weights = layer.weights.data() + static_cast<ptrdiff_t>(o) * layer.rows();
    for (int first = 0; first < layer.rows(); first += config.crossbar.rows) {
      double sum = 0.0;
      double squares = 0.0;
      for (int r = first; r < std::min(first + config.crossbar.rows, layer.rows()); ++r) {
        const int level = differential
                              ? weights[r]
                              : single_ended_level(weights[r], levels) - reference_level(levels);
        sum += level;
        squares += level * level;
      }
      largest = std::max(largest, 0.5 * std::abs(sum) + 1.5 * std::sqrt(squares));
    }
  }
  const double full_scale = largest * level_spacing(levels, config.device.g_min);
  return static_cast<int32_t>(std::min(full_scale + 0.5, 2147483647.0));
}

Chip make_chip(const Network& network, const ChipConfig& config) {
  check_network(network);
  check_device(network, config.device);
  check_crossbar(config.crossbar);
  check_adc(network, config.adc);
  Chip chip;
  chip.network = network;
  chip.config = config;
  int next_tile = 0;
  for (size_t l = 0; l < network.layers.size(); ++l) {
    const bool last = l + 1 == network.layers.size();
    LayerPlan plan;
    plan.layer = network.layers[l];
    plan.tiles = place(plan.layer, config.crossbar, &next_tile);
    plan.adc_full_scale = config.adc.full_scale.empty() ? nominal_adc_full_scale(plan.layer, config)
                                                        : config.adc.full_scale[l];
    plan.digital = digital_constants(network, plan.layer, last, config, plan.adc_full_scale);
    chip.layers.push_back(plan);
  }
  return chip;
}

}  // namespace kintsugi
