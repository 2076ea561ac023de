// The design of a chip: a network placed on tiles, converter ranges, digital constants. Immutable
// and the same for every die; what differs between dies is in die.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/accelerator/sparse_array.h"
#include "models/crossbar/tile.h"
#include "models/digital/activation.h"
#include "models/network/network.h"

namespace kintsugi {

struct CrossbarConfig {
  int rows = 512;
  int columns = 256;
  Mapping mapping = Mapping::Differential;
  Reference reference = Reference::Cells;  // of single-ended weights
  int slices = 1;                          // columns a weight, digits in base `levels`
};

// How activation codes reach the word lines: `bits` bits of a code at once.
struct DacConfig : DacDesign {
  bool bipolar = false;
};

// The converters at the bit lines; `bits` is a signed two's complement code.
struct AdcConfig : AdcDesign {
  int columns_per_adc = 8;  // consecutive columns (outputs times slices) share one converter
  // Full scale of each layer's converters in cell-code units (grid of Gmax / 2^13): the sum that
  // reaches code 2^(bits-1). Empty: use the nominal range, see nominal_adc_full_scale().
  std::vector<int32_t> full_scale;
};

// Lines with resistance; what a topology does not have must be 0. Needs device.g_max_us.
struct WiresConfig {
  WireTopology topology = WireTopology::Ideal;
  DriveEnd drive = DriveEnd::Left;    // of word lines
  SenseEnd sense = SenseEnd::Bottom;  // of bit lines
  SupplyEnd supply = SupplyEnd::Top;  // of source lines, gated rows only
  double word_ohm = 0.0;              // a segment; driven rows only
  double bit_ohm = 0.0;
  double source_ohm = 0.0;  // gated rows only
  double driver_ohm = 0.0;
  double sense_ohm = 0.0;
};

// What has digital gain and offset registers beside those of the layers.
enum class GainGrain { Layer, Tile, Channel };

struct ChipConfig {
  DeviceStatistics device;
  CrossbarConfig crossbar;
  WiresConfig wires;
  DacConfig dac;
  AdcConfig adc;
  SparseConfig adaptation;
  GainGrain gains = GainGrain::Layer;
  std::shared_ptr<const MeasuredCells> cells;  // null: programmed
};

// Digital constants of one layer, all integers (docs/architecture.md, "Digital end of a layer").
// relu_in = sat24(round(gain * accumulator / 2^12)) + bias[c] + offset + round(addend code *
// addend) code    = clamp(round(relu_in * multiplier / 2^shift), 0, 2^bits - 1) A layer without
// ReLU that is not the last has codes within -128 .. 127 instead.
struct DigitalConstants {
  std::vector<int32_t> bias;  // accumulator LSB, [conv_out.channels]
  int32_t multiplier = 1;
  int shift = 0;
  FixedFactor addend;          // accumulator LSB of one code of the addend
  bool signed_addend = false;  // whose codes are signed
  FixedFactor pool;            // average: from the sum of a window's codes to the pooled code
  // A digital reference takes input_sum_factor * (sum of the inputs) + input_constant off every
  // accumulator of a position, before the gain. The factor is multiplier / 2^shift; 0 without one.
  int32_t input_sum_multiplier = 0;
  int input_sum_shift = 0;
  int32_t input_constant = 0;
};

// Where a rectangular block of a layer's matrix sits.
struct TilePlacement {
  int index = 0;      // tile number within the die, the `tile` of every random key
  int first_row = 0;  // of the layer's matrix
  int rows = 0;
  int first_output = 0;
  int outputs = 0;
};

struct LayerPlan {
  Layer layer;
  std::vector<TilePlacement> tiles;
  int32_t adc_full_scale = 0;
  WeightCoding coding;
  InputCoding input;
  DigitalConstants digital;
  SparseArray sparse;
};

struct Chip {
  Network network;
  ChipConfig config;
  std::shared_ptr<const DeviceModel> device;  // of config.device
  std::shared_ptr<const CodeTable> measured;  // of config.adc.code_table, or null
  std::vector<LayerPlan> layers;
  int activation_bits() const { return network.activation_bits; }
  std::vector<int> signature;  // signature_layers() of the network; a Tuning has one entry for each
                               // of them but the last
  int layer_count() const { return static_cast<int>(layers.size()); }
  bool is_last(int layer) const { return layer + 1 == layer_count(); }
  int tuned_layers() const { return static_cast<int>(signature.size()) - 1; }
  // The entry of a Tuning that is for `layer`, or -1.
  int tuned_index(int layer) const;
  // The layer that entry `tuned` of a Tuning is for.
  const LayerPlan& tuned(int tuned) const {
    return layers[static_cast<size_t>(signature[static_cast<size_t>(tuned)])];
  }
};

// Throws UserError when the network does not fit the configuration (levels differ, ranges given
// for another number of layers, ...).
Chip make_chip(const Network& network, const ChipConfig& config);

// The full scale make_chip uses when none is given, from the weights alone: the largest, over the
// columns of all tiles, of mean + 3 sigma of |column sum| when all input digits are equally likely,
// in nominal cell codes. Calibration on real dies and images (calibration.h) usually finds a
// smaller range.
int32_t nominal_adc_full_scale(const Network& network, const Layer& layer,
                               const ChipConfig& config);

// How weights and inputs are put on the array, in words: what converter ranges were made for.
// "differential, 1 slice, 1-bit unipolar inputs".
std::string array_text(const ChipConfig& config);

// Accumulator LSB of one weight step and one input code.
double lsb_per_weight_step(const LayerPlan& plan, const ChipConfig& config);

TileWires tile_wires(const ChipConfig& config);

WeightCoding weight_coding(const Network& network, const ChipConfig& config);

}  // namespace kintsugi
