#include "models/accelerator/setting.h"

#include <algorithm>
#include <stdexcept>

#include "models/core/fixed.h"
#include "models/digital/activation.h"

namespace kintsugi {
namespace {

void require_size(size_t found, int wanted, const char* sentence) {
  if (found != 0 && found != static_cast<size_t>(wanted)) throw std::invalid_argument(sentence);
}

void check(const Chip& chip, const Setting& setting) {
  if (setting.layers.size() < static_cast<size_t>(chip.tuned_layers())) {
    throw std::invalid_argument("a tuning needs one entry for each layer but the last");
  }
  require_size(setting.tiles.size(), tile_count(chip), "a setting needs one entry a tile or none");
  require_size(setting.channels.size(), tuned_channels(chip),
               "a setting needs one entry a channel of the tuned layers or none");
  require_size(setting.deltas.size(), sparse_entries(chip),
               "a setting needs one delta an entry of the sparse arrays or none");
}

std::vector<LayerTuning> formed_channels(const Chip& chip, int layer, const Setting& setting) {
  const auto channels =
      static_cast<size_t>(chip.layers[static_cast<size_t>(layer)].layer.conv_out.channels);
  const int tuned = chip.tuned_index(layer);
  if (tuned < 0) return std::vector<LayerTuning>(channels);
  std::vector<LayerTuning> formed(channels, setting.layers[static_cast<size_t>(tuned)]);
  if (setting.channels.empty()) return formed;
  size_t first = 0;
  for (int t = 0; t < tuned; ++t) {
    first += static_cast<size_t>(chip.tuned(t).layer.conv_out.channels);
  }
  for (size_t c = 0; c < channels; ++c) {
    formed[c] = combined(formed[c], setting.channels[first + c]);
  }
  return formed;
}

std::vector<LayerTuning> tiles_of(const LayerPlan& plan, const Tuning& all) {
  std::vector<LayerTuning> tiles;
  if (all.empty()) return tiles;
  for (const TilePlacement& tile : plan.tiles) {
    tiles.push_back(all[static_cast<size_t>(tile.index)]);
  }
  const bool neutral = std::all_of(tiles.begin(), tiles.end(),
                                   [](LayerTuning tile) { return tile == LayerTuning{}; });
  if (neutral) tiles.clear();
  return tiles;
}

std::vector<SparseDelta> deltas_of(const Chip& chip, int layer, const std::vector<int8_t>& all) {
  std::vector<SparseDelta> deltas;
  if (all.empty()) return deltas;
  size_t entry = 0;
  for (size_t l = 0; l < static_cast<size_t>(layer); ++l) {
    entry += chip.layers[l].sparse.positions.size();
  }
  for (const SparsePosition& at : chip.layers[static_cast<size_t>(layer)].sparse.positions) {
    const int delta = all[entry++];
    if (delta != 0) deltas.push_back({at.row, at.column, delta});
  }
  return deltas;
}

}  // namespace

int tuned_channels(const Chip& chip) {
  int channels = 0;
  for (int t = 0; t < chip.tuned_layers(); ++t) channels += chip.tuned(t).layer.conv_out.channels;
  return channels;
}

int tile_count(const Chip& chip) {
  size_t tiles = 0;
  for (const LayerPlan& plan : chip.layers) tiles += plan.tiles.size();
  return static_cast<int>(tiles);
}

int sparse_entries(const Chip& chip) {
  size_t entries = 0;
  for (const LayerPlan& plan : chip.layers) entries += plan.sparse.positions.size();
  return static_cast<int>(entries);
}

std::vector<SparsePosition> sparse_positions(const Chip& chip) {
  std::vector<SparsePosition> all;
  for (const LayerPlan& plan : chip.layers) {
    all.insert(all.end(), plan.sparse.positions.begin(), plan.sparse.positions.end());
  }
  return all;
}

LayerTuning combined(LayerTuning layer, LayerTuning channel) {
  const uint32_t product = uint32_t{layer.gain} * channel.gain;
  const uint64_t gain = (uint64_t{product} + (1U << (kGainFraction - 1))) >> kGainFraction;
  return {static_cast<uint16_t>(std::min<uint64_t>(gain, UINT16_MAX)),
          static_cast<int16_t>(saturate(int64_t{layer.offset} + channel.offset, 16))};
}

LayerSetting layer_setting(const Chip& chip, int layer, const Setting& setting) {
  check(chip, setting);
  const LayerPlan& plan = chip.layers[static_cast<size_t>(layer)];
  return {formed_channels(chip, layer, setting), tiles_of(plan, setting.tiles),
          deltas_of(chip, layer, setting.deltas), plan.sparse.shift};
}

void add_share(const LayerSetting& setting, size_t tile, const TilePlacement& placement,
               const int32_t* share, int32_t* sums) {
  const LayerTuning tuning = setting.tiles[tile];
  for (int o = 0; o < placement.outputs; ++o) {
    sums[o] += gained_input(share[o], tuning.gain, 0, tuning.offset);
  }
}

void sparse_contribution(const LayerSetting& setting, const uint8_t* rows, int channels,
                         int32_t* out) {
  std::fill_n(out, channels, 0);
  for (const SparseDelta& entry : setting.deltas)
    out[entry.column] += rows[entry.row] * entry.delta;
  for (int c = 0; c < channels; ++c) {
    out[c] = static_cast<int32_t>(rounding_shift_right(out[c], setting.sparse_shift));
  }
}

}  // namespace kintsugi
