// Everything digital that is written into a die after manufacture: gains and offsets a layer, a
// tile or a channel, and the deltas of the sparse arrays. docs/accelerator.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi {

// A plain Tuning with what a chip may have beside it. Vectors that are empty are neutral.
struct Setting {
  explicit Setting(Tuning tuning) : layers(std::move(tuning)) {}
  Tuning layers;               // [tuned layers]
  Tuning tiles;                // [tiles of the die], by TilePlacement::index
  Tuning channels;             // [channels of the tuned layers], one after the other
  std::vector<int8_t> deltas;  // [entries of the chip], layer by layer
};

struct SparseDelta {
  int row = 0;
  int column = 0;
  int delta = 0;
};

// What one layer computes with, formed when a setting becomes active.
struct LayerSetting {
  // Gain (gain of the layer x gain of the channel + 2^11) >> 12, saturated to 16 bits, and the
  // saturated sum of the offsets; neutral in layers that are not tuned. [conv_out.channels]
  std::vector<LayerTuning> channels;
  std::vector<LayerTuning> tiles;   // [tiles of the layer]; empty: all neutral
  std::vector<SparseDelta> deltas;  // those that are not 0, by row
  int sparse_shift = 0;
};

// Numbers of channels of the tuned layers, tiles and sparse entries of a chip.
int tuned_channels(const Chip& chip);
int tile_count(const Chip& chip);
int sparse_entries(const Chip& chip);
// All entries of a chip in the order of their registers.
std::vector<SparsePosition> sparse_positions(const Chip& chip);

// Throws std::invalid_argument for a tuning that is too short, or a part of the setting that is
// neither empty nor of the chip's size.
LayerSetting layer_setting(const Chip& chip, int layer, const Setting& setting);

LayerTuning combined(LayerTuning layer, LayerTuning channel);

// --- Steps of one layer, as in die.h -------------------------------------------------------------

// Adds what tile `tile` of a layer gives to the accumulators of its outputs to `sums`
// [placement.outputs]: sat24(round(gain x share / 2^12)) + offset, `share` as shift_add() made it.
void add_share(const LayerSetting& setting, size_t tile, const TilePlacement& placement,
               const int32_t* share, int32_t* sums);

// D of every channel for one position whose rows are `rows` [layer.rows()]: `out`
// [conv_out.channels]. Hidden layers add it to the ReLU input, the last one to the accumulator.
void sparse_contribution(const LayerSetting& setting, const uint8_t* rows, int channels,
                         int32_t* out);

// --- Whole images --------------------------------------------------------------------------------

ImageOutput run_image(const Die& die, const Setting& setting, const uint8_t* image,
                      uint32_t number = 0);

std::vector<int> classify(const Die& die, const Setting& setting, const uint8_t* images, int count);

// What the monitor sums of one image: its input codes, then the activation codes of each tuned
// layer before pooling. [1 + tuned layers]
std::vector<uint64_t> activation_sums(const Die& die, const Setting& setting, const uint8_t* image,
                                      uint32_t number = 0);

}  // namespace kintsugi
