#include "models/accelerator/chip.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "models/accelerator/adaptation_design.h"
#include "models/core/error.h"
#include "models/core/fixed.h"
#include "models/digital/activation.h"

namespace kintsugi {
namespace {

std::string text(double value) {
  std::string digits = std::to_string(value);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

// The cells must hold the network's weights, without a slice to spare.
void check_levels(const Network& network, const ChipConfig& config) {
  const WeightCoding coding = weight_coding(network, config);
  const std::string levels = std::to_string(network.weight_levels);
  if (coding.slices == 1 && coding.mapping == Mapping::Differential) {
    require(config.device.levels == network.weight_levels,
            "device.levels is " + std::to_string(config.device.levels) + ", but network '" +
                network.name + "' was trained for " + levels +
                " levels; set device.levels to that number, use another network, or cut its "
                "weights into slices of fewer levels with crossbar.slices.");
  }
  const std::string found = "crossbar.slices is " + std::to_string(coding.slices) +
                            " of device.levels " + std::to_string(coding.levels);
  require(coding.slices >= 1 && coding.slices <= 8,
          "crossbar.slices is " + std::to_string(coding.slices) + "; allowed are 1 to 8.");
  require(coding.states() <= 65536, found +
                                        ", which is more than 65536 states of a weight; "
                                        "use fewer slices or levels.");
  require(coding.slices == 1 || coding.states() / coding.levels < network.weight_levels * 2 - 1,
          found + ", but network '" + network.name + "' has weights of " + levels +
              " levels, which fit into fewer; use fewer slices.");
  const int64_t needed = coding.mapping == Mapping::Differential ? network.weight_levels
                                                                 : network.weight_levels * 2 - 1;
  const bool single_cell = coding.slices == 1 && coding.mapping == Mapping::SingleEnded;
  require(coding.states() >= (single_cell ? network.weight_levels : needed),
          found + ", which hold " + std::to_string(coding.states()) +
              " states; the weights of network '" + network.name + "' need " +
              std::to_string(needed) + "; use more slices or levels.");
  require(coding.mapping != Mapping::OffsetBinary || (coding.levels & (coding.levels - 1)) == 0,
          "crossbar.mapping is offset-binary with device.levels " + std::to_string(coding.levels) +
              "; allowed are powers of two: 2, 4, 8, ... 256.");
}

void check_crossbar(const Network& network, const ChipConfig& config) {
  const CrossbarConfig& crossbar = config.crossbar;
  require(crossbar.rows >= 1,
          "crossbar.rows is " + std::to_string(crossbar.rows) + "; at least 1 is needed.");
  require(crossbar.columns >= 2, "crossbar.columns is " + std::to_string(crossbar.columns) +
                                     "; at least 2 are needed to hold one weight column.");
  const int needed = weight_coding(network, config).physical_columns(1);
  require(crossbar.columns >= needed,
          "crossbar.columns is " + std::to_string(crossbar.columns) + "; at least " +
              std::to_string(needed) +
              " are needed to hold the cells of one weight in this mapping and its slices.");
}

void check_dac(const Network& network, const DacConfig& dac) {
  require(dac.bits >= 1 && dac.bits <= network.activation_bits,
          "dac.bits is " + std::to_string(dac.bits) + "; allowed are 1 to " +
              std::to_string(network.activation_bits) + ", the activation bits of network '" +
              network.name + "'.");
  check(dac);
}

void check_adc(const Network& network, const AdcConfig& adc) {
  check(adc);
  require(adc.bits >= 2, "adc.bits: found 1; allowed 2 to 16, as one bit is the sign.");
  require(
      adc.columns_per_adc >= 1,
      "adc.columns_per_adc is " + std::to_string(adc.columns_per_adc) + "; at least 1 is needed.");
  require(adc.full_scale.empty() || adc.full_scale.size() == network.layers.size(),
          "adc.full_scale has " + std::to_string(adc.full_scale.size()) +
              " entries, but network '" + network.name + "' has " +
              std::to_string(network.layers.size()) + " layers; give one entry a layer or none.");
  for (const int32_t full_scale : adc.full_scale) {
    require(full_scale >= 1, "An adc.full_scale entry is " + std::to_string(full_scale) +
                                 "; it must be positive, in cell-code units.");
  }
}

// Whole tiles first, then the remainder; the blocks of one output range follow each other.
std::vector<TilePlacement> place(const Layer& layer, const WeightCoding& coding,
                                 const CrossbarConfig& crossbar, int* next) {
  const int tile_outputs = coding.outputs_of(crossbar.columns);
  std::vector<TilePlacement> tiles;
  for (int output = 0; output < layer.conv_out.channels; output += tile_outputs) {
    for (int row = 0; row < layer.rows(); row += crossbar.rows) {
      tiles.push_back({(*next)++, row, std::min(crossbar.rows, layer.rows() - row), output,
                       std::min(tile_outputs, layer.conv_out.channels - output)});
    }
  }
  return tiles;
}

// Conductance of the lowest level and the mean distance of two neighbours, in grid steps.
double lowest_code(const DeviceStatistics& device) {
  return level_fractions(device).front() * kCodesPerGmax;
}

double spacing_of(const DeviceStatistics& device) {
  const bool listed = !device.conductances.empty() || !device.conductances_us.empty();
  if (!listed) return level_spacing(device.levels, device.g_min);
  const std::vector<double> levels = level_fractions(device);
  return (levels.back() - levels.front()) * kCodesPerGmax / (device.levels - 1);
}

int32_t saturated(double value) {
  return static_cast<int32_t>(
      saturate(std::llround(std::clamp(value, -1e9, 1e9)), kAccumulatorBits));
}

double sum_of(const int8_t* weights, int count) {
  double sum = 0.0;
  for (int i = 0; i < count; ++i) sum += weights[i];
  return sum;
}

}  // namespace

double lsb_per_weight_step(const LayerPlan& plan, const ChipConfig& config) {
  const double lsb = plan.adc_full_scale / std::ldexp(1.0, config.adc.bits - 1);
  const double strength = config.dac.bipolar ? 2.0 : 1.0;
  return spacing_of(config.device) / plan.coding.steps_per_state() * strength / lsb;
}

namespace {

// With u the input levels (x, or 2x - X where X is the largest code) and a cell's conductance
// s w + C (C only behind a digital reference), the accumulator is sum u (s w + C) / lsb; these
// constants turn it into sum x w.
DigitalConstants digital_constants(const Network& network, const LayerPlan& plan, bool last,
                                   const ChipConfig& config) {
  const Layer& layer = plan.layer;
  const WeightCoding& coding = plan.coding;
  const double lsb = plan.adc_full_scale / std::ldexp(1.0, config.adc.bits - 1);
  const double spacing = spacing_of(config.device);
  const double s = spacing / coding.steps_per_state();
  const double strength = config.dac.bipolar ? 2.0 : 1.0;
  const double largest_code = plan.input.largest_code(network.activation_bits);
  const double real_per_lsb = lsb / (s * strength) * static_cast<double>(layer.weight_scale) *
                              static_cast<double>(layer.input_scale);
  DigitalConstants digital;
  for (size_t o = 0; o < layer.bias.size(); ++o) {
    double bias = static_cast<double>(layer.bias[o]) / real_per_lsb;
    if (config.dac.bipolar) {
      const int8_t* weights = layer.weights.data() + o * static_cast<size_t>(layer.rows());
      bias += largest_code * s * sum_of(weights, layer.rows()) / lsb;
    }
    digital.bias.push_back(saturated(bias));
  }
  if (coding.digital_reference()) {
    const double common =
        coding.reference_state() * spacing +
        config.device.g_min * kCodesPerGmax * static_cast<double>(coding.sum_of_slice_weights());
    const FixedFactor factor = fixed_factor(strength * common / lsb);
    digital.input_sum_multiplier = factor.multiplier;
    digital.input_sum_shift = factor.shift;
    if (config.dac.bipolar) {
      digital.input_constant = saturated(-common * largest_code * layer.rows() / lsb);
    }
  }
  if (last) return digital;
  const auto factor = [&](const char* what, double ratio) {
    try {
      return fixed_factor(ratio);
    } catch (const std::domain_error&) {
      throw UserError("Layer '" + layer.name + "' of network '" + network.name +
                      "': one accumulator LSB is " + text(real_per_lsb) +
                      " and one activation code " + text(static_cast<double>(layer.output_scale)) +
                      "; the ratio for its " + what +
                      " is outside 2^-30 to 2^15, so check the scales and full_scale.");
    }
  };
  const FixedFactor codes = factor("codes", real_per_lsb / static_cast<double>(layer.output_scale));
  digital.multiplier = codes.multiplier;
  digital.shift = codes.shift;
  if (layer.addend != 0) {
    digital.addend = factor("addend", static_cast<double>(layer.addend_scale) / real_per_lsb);
  }
  if (layer.pool > 1 && layer.pool_kind == PoolKind::Average) {
    digital.pool =
        factor("average", static_cast<double>(layer.output_scale) /
                              static_cast<double>(layer.pool_scale) / (layer.pool * layer.pool));
  }
  return digital;
}

bool adds_signed_codes(const Network& network, int layer) {
  if (network.layers[static_cast<size_t>(layer)].addend == 0) return false;
  const int addend = addend_of(network, layer);
  return addend != kInputTensor && !network.layers[static_cast<size_t>(addend)].relu;
}

// What a converter sees of weight `w` in one slice, in level spacings.
double nominal_level(const WeightCoding& coding, const ChipConfig& config, int w, int slice) {
  const int digit = coding.digit(coding.state(w), slice);
  if (coding.mapping == Mapping::Differential) return w < 0 ? -digit : digit;
  if (!coding.digital_reference()) return digit - coding.digit(coding.reference_state(), slice);
  return digit + lowest_code(config.device) / spacing_of(config.device);
}

// mean + 3 sigma of |column sum| when all digits are equally likely.
double likely_sum(const InputCoding& input, double sum, double squares) {
  const double top = input.digits() - 1;
  const double mean = input.bipolar ? 0.0 : top / 2.0;
  const double variance = (top * top + 2.0 * top) / (input.bipolar ? 3.0 : 12.0);
  return mean * std::abs(sum) + 3.0 * std::sqrt(variance * squares);
}

// Sums of codes must fit the accumulators of the models, and with tile gains every tile's share
// those of the chip, so that a neutral gain changes nothing.
void check_accumulators(const Network& network, const LayerPlan& plan, const ChipConfig& config) {
  const double largest_code = plan.input.largest_code(network.activation_bits);
  const double share = std::ldexp(1.0, config.adc.bits - 1) *
                       static_cast<double>(plan.coding.sum_of_slice_weights()) * largest_code;
  const int row_blocks = (plan.layer.rows() + config.crossbar.rows - 1) / config.crossbar.rows;
  const double sparse = 128.0 * std::ldexp(1.0, network.activation_bits - plan.sparse.shift) *
                        static_cast<double>(plan.sparse.positions.size());
  require(share * row_blocks + sparse < 2147483648.0,
          "adc.bits " + std::to_string(config.adc.bits) + ", crossbar.slices " +
              std::to_string(plan.coding.slices) + " and " + std::to_string(row_blocks) +
              " tiles under each other make accumulators of layer '" + plan.layer.name +
              "' wider than 32 bits; use fewer bits, slices or larger tiles.");
  if (config.gains != GainGrain::Tile) return;
  require(share < std::ldexp(1.0, kAccumulatorBits - 1) && row_blocks < 128,
          "tuning.gains is tile, but what a tile of layer '" + plan.layer.name +
              "' adds to an accumulator may be wider than " + std::to_string(kAccumulatorBits) +
              " bits, or more than 127 tiles add to one; use fewer adc.bits or slices.");
}

// What is not modelled together with resistive lines is refused, not ignored.
void check_wires(const ChipConfig& config) {
  const WiresConfig& w = config.wires;
  const TileWires wires = tile_wires(config);
  const bool gated = w.topology == WireTopology::GatedRows;
  const bool resistive = w.word_ohm != 0.0 || w.bit_ohm != 0.0 || w.source_ohm != 0.0 ||
                         w.driver_ohm != 0.0 || w.sense_ohm != 0.0;
  if (w.topology == WireTopology::Ideal) {
    require(!resistive,
            "wires.topology is ideal, but a resistance of [wires] is not 0; choose driven-rows or "
            "gated-rows, or set it to 0.");
    return;
  }
  if (gated) {
    check_wires(wires.gated);
  } else {
    check_wires(wires.driven);
  }
  require(config.device.g_max_us > 0.0,
          "device.g_max_us is 0; wires.topology needs the conductance of Gmax in uS.");
  require(config.crossbar.rows <= kLargestWiredTile && config.crossbar.columns <= kLargestWiredTile,
          "crossbar.rows and crossbar.columns are " + std::to_string(config.crossbar.rows) +
              " and " + std::to_string(config.crossbar.columns) +
              "; with resistive wires at most " + std::to_string(kLargestWiredTile) +
              " are modelled.");
  require(gated || w.source_ohm == 0.0,
          "wires.source_ohm is not 0, but driven rows have no source lines; choose gated-rows.");
  require(!gated || w.word_ohm == 0.0,
          "wires.word_ohm is not 0, but gates take no current; choose driven-rows.");
  require(!gated || (config.dac.bits == 1 && !config.dac.bipolar && config.dac.gain_sigma == 0.0 &&
                     config.dac.offset_sigma_lsb == 0.0),
          "wires.topology is gated-rows: a gate is open or closed, so dac.bits must be 1, "
          "dac.bipolar false and the drivers without spread; choose driven-rows for others.");
}

// Measured cells must be there for every tile, as many as it has.
void check_cells(const LayerPlan& plan, const ChipConfig& config) {
  if (config.cells == nullptr) return;
  for (const TilePlacement& tile : plan.tiles) {
    const auto index = static_cast<size_t>(tile.index);
    const int wanted = tile.rows * plan.coding.physical_columns(tile.outputs);
    const size_t found = index < config.cells->size() ? (*config.cells)[index].size() : 0;
    require(found == static_cast<size_t>(wanted),
            "device.cells: found " + std::to_string(found) + " cells of tile " +
                std::to_string(index) + ", but layer '" + plan.layer.name + "' needs " +
                std::to_string(tile.rows) + " x " +
                std::to_string(plan.coding.physical_columns(tile.outputs)) +
                "; `kintsugi export` of this scenario shows the tiles.");
  }
}

InputCoding input_coding(const ChipConfig& config) { return {config.dac.bits, config.dac.bipolar}; }

}  // namespace

int Chip::tuned_index(int layer) const {
  const auto end = signature.end() - 1;  // the last layer
  const auto found = std::find(signature.begin(), end, layer);
  return found == end ? -1 : static_cast<int>(found - signature.begin());
}

std::string array_text(const ChipConfig& config) {
  const CrossbarConfig& crossbar = config.crossbar;
  std::string text = "differential";
  if (crossbar.mapping == Mapping::OffsetBinary) text = "offset-binary";
  if (crossbar.mapping == Mapping::SingleEnded) {
    text = crossbar.reference == Reference::Cells ? "single-ended, reference cells"
                                                  : "single-ended, digital reference";
  }
  return text + ", " + std::to_string(crossbar.slices) +
         (crossbar.slices == 1 ? " slice, " : " slices, ") + std::to_string(config.dac.bits) +
         "-bit " + (config.dac.bipolar ? "bipolar" : "unipolar") + " inputs";
}

TileWires tile_wires(const ChipConfig& config) {
  const WiresConfig& w = config.wires;
  TileWires wires;
  wires.topology = w.topology;
  wires.driven = {w.drive, w.sense, w.word_ohm, w.bit_ohm, w.driver_ohm, w.sense_ohm};
  wires.gated = {w.sense, w.supply, w.bit_ohm, w.source_ohm, w.driver_ohm, w.sense_ohm};
  wires.g_max_siemens = config.device.g_max_us * 1e-6;
  return wires;
}

WeightCoding weight_coding(const Network& network, const ChipConfig& config) {
  return {config.crossbar.mapping, config.crossbar.reference, config.device.levels,
          config.crossbar.slices, network.weight_levels};
}

int32_t nominal_adc_full_scale(const Network& network, const Layer& layer,
                               const ChipConfig& config) {
  const WeightCoding coding = weight_coding(network, config);
  double largest = 1.0;
  for (int o = 0; o < layer.conv_out.channels; ++o) {
    const int8_t* weights = layer.weights.data() + static_cast<ptrdiff_t>(o) * layer.rows();
    for (int first = 0; first < layer.rows(); first += config.crossbar.rows) {
      const int end = std::min(first + config.crossbar.rows, layer.rows());
      for (int slice = 0; slice < coding.slices; ++slice) {
        double sum = 0.0;
        double squares = 0.0;
        for (int r = first; r < end; ++r) {
          const double level = nominal_level(coding, config, weights[r], slice);
          sum += level;
          squares += level * level;
        }
        largest = std::max(largest, likely_sum(input_coding(config), sum, squares));
      }
    }
  }
  const double full_scale = largest * spacing_of(config.device);
  return static_cast<int32_t>(std::min(full_scale + 0.5, 2147483647.0));
}

Chip make_chip(const Network& network, const ChipConfig& config) {
  check_network(network);
  check_levels(network, config);
  check_crossbar(network, config);
  check_dac(network, config.dac);
  check_wires(config);
  check_adc(network, config.adc);
  check_adaptation(network, config.adaptation);
  Chip chip;
  chip.network = network;
  chip.config = config;
  chip.signature = signature_layers(network);
  chip.device = std::make_shared<const DeviceModel>(config.device);
  if (!config.adc.code_table.empty()) {
    chip.measured =
        std::make_shared<const CodeTable>(read_code_table(config.adc.code_table, config.adc.bits));
  }
  int next_tile = 0;
  for (size_t l = 0; l < network.layers.size(); ++l) {
    const bool last = l + 1 == network.layers.size();
    LayerPlan plan;
    plan.layer = network.layers[l];
    plan.coding = weight_coding(network, config);
    plan.input = input_coding(config);
    plan.tiles = place(plan.layer, plan.coding, config.crossbar, &next_tile);
    plan.adc_full_scale = config.adc.full_scale.empty()
                              ? nominal_adc_full_scale(network, plan.layer, config)
                              : config.adc.full_scale[l];
    plan.digital = digital_constants(network, plan, last, config);
    plan.digital.signed_addend = adds_signed_codes(network, static_cast<int>(l));
    plan.sparse = sparse_array(plan.layer, static_cast<int>(l), config.adaptation,
                               lsb_per_weight_step(plan, config), network.weight_levels);
    check_accumulators(network, plan, config);
    check_cells(plan, config);
    chip.layers.push_back(plan);
  }
  check_registers(chip);
  return chip;
}

}  // namespace kintsugi
