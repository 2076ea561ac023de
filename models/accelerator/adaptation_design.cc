#include "models/accelerator/adaptation_design.h"

#include <cmath>
#include <string>

#include "models/accelerator/setting.h"
#include "models/core/error.h"

namespace kintsugi {
namespace {

int entries_of(const Layer& layer, int number, const SparseConfig& config) {
  if (!config.entries.empty()) return config.entries[static_cast<size_t>(number)];
  const double share = static_cast<double>(layer.weights.size()) * config.fraction;
  return static_cast<int>(std::ceil(share - 1e-9));
}

}  // namespace

void check_adaptation(const Network& network, const SparseConfig& config) {
  require(config.fraction >= 0.0 && config.fraction <= 1.0,
          "adaptation.fraction is " + std::to_string(config.fraction) + "; allowed are 0 to 1.");
  require(config.entries.empty() || config.entries.size() == network.layers.size(),
          "adaptation.entries has " + std::to_string(config.entries.size()) +
              " numbers, but network '" + network.name + "' has " +
              std::to_string(network.layers.size()) + " layers; give one a layer or none.");
}

SparseArray sparse_array(const Layer& layer, int number, const SparseConfig& config,
                         double lsb_per_weight_step, int weight_levels) {
  SparseArray sparse;
  const int entries = entries_of(layer, number, config);
  const std::string name = "Layer '" + layer.name + "' ";
  require(entries >= 0 && static_cast<size_t>(entries) <= layer.weights.size(),
          name + "has " + std::to_string(layer.weights.size()) +
              " weights, but adaptation.entries asks for " + std::to_string(entries) + " of them.");
  if (entries == 0) return sparse;
  require(layer.rows() <= kMostSparseRows && layer.conv_out.channels <= kMostSparseColumns,
          name + "has a matrix of " + std::to_string(layer.rows()) + " x " +
              std::to_string(layer.conv_out.channels) +
              "; an entry of the sparse array names at "
              "most " +
              std::to_string(kMostSparseRows) + " x " + std::to_string(kMostSparseColumns) + ".");
  sparse.positions = sparse_positions(layer, number, entries, config.selection, config.seed);
  sparse.shift = sparse_shift(lsb_per_weight_step, weight_levels);
  return sparse;
}

void check_registers(const Chip& chip) {
  constexpr int kMostTiles = 0x3000 / 4;     // 0x1000 .. 0x3FFC
  constexpr int kMostChannels = 0x4000 / 4;  // 0x4000 .. 0x7FFC
  require(sparse_entries(chip) <= kMostSparseEntries,
          "The sparse arrays have " + std::to_string(sparse_entries(chip)) +
              " entries in all; allowed are " + std::to_string(kMostSparseEntries) +
              ": use a smaller adaptation.fraction or other adaptation.entries.");
  require(chip.config.gains != GainGrain::Tile || tile_count(chip) <= kMostTiles,
          "tuning.gains is tile, but the chip has " + std::to_string(tile_count(chip)) +
              " tiles; there are registers for " + std::to_string(kMostTiles) + ".");
  require(chip.config.gains != GainGrain::Channel || tuned_channels(chip) <= kMostChannels,
          "tuning.gains is channel, but the tuned layers have " +
              std::to_string(tuned_channels(chip)) + " channels; there are registers for " +
              std::to_string(kMostChannels) + ".");
}

}  // namespace kintsugi
