#include "models/accelerator/die.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "models/accelerator/bit_patterns.h"

namespace kintsugi {
namespace {

TileDesign tile_design(const Chip& chip) {
  const ChipConfig& config = chip.config;
  TileDesign design;
  design.coding = weight_coding(chip.network, config);
  design.input = {config.dac.bits, config.dac.bipolar};
  design.read_noise.relative = config.device.read_noise;
  design.g_min = config.device.g_min;
  design.dac = config.dac;
  design.adc = config.adc;
  design.measured = chip.measured;
  design.columns_per_adc = config.adc.columns_per_adc;
  return design;
}

// The same without variation. Measured converters keep their mean codes: those are their design.
TileDesign ideal(TileDesign design) {
  design.read_noise = {};
  const int adc_bits = design.adc.bits;
  const int dac_bits = design.dac.bits;
  design.adc = {};
  design.adc.bits = adc_bits;
  design.dac = {};
  design.dac.bits = dac_bits;
  if (design.measured != nullptr) {
    CodeTable means = *design.measured;
    std::fill(means.sigma.begin(), means.sigma.end(), 0.0);
    design.measured = std::make_shared<const CodeTable>(std::move(means));
  }
  return design;
}

// What the tiles of a varied die draw; each tile asks for its own share.
class Fabrication {
 public:
  Fabrication(const DeviceConfig& device, DieKey key) : device_(device), key_(key) {
    const RandomKey die_key{key.seed, key.die, 0, RandomRole::DieFactor};
    die_factor_ = device.sigma_die * standard_normal(die_key, 0);
  }
  TileSpread operator()(const TilePlacement& placement) const {
    const auto tile = static_cast<uint32_t>(placement.index);
    const RandomKey tile_key{key_.seed, key_.die, tile, RandomRole::TileFactor};
    const double tile_factor = device_.sigma_tile * standard_normal(tile_key, 0);
    return {key_.seed, key_.die, tile, {device_.sigma_within, tile_factor + die_factor_}};
  }

 private:
  const DeviceConfig& device_;
  DieKey key_;
  double die_factor_ = 0.0;
};

template <typename SpreadOf>
std::vector<std::vector<Tile>> program_tiles(const Chip& chip, const TileDesign& design,
                                             const SpreadOf& spread_of) {
  std::vector<std::vector<Tile>> tiles;
  for (const LayerPlan& plan : chip.layers) {
    const RowGroups groups = row_groups(plan.layer);
    tiles.emplace_back();
    for (const TilePlacement& placement : plan.tiles) {
      const int8_t* weights = plan.layer.weights.data() +
                              static_cast<ptrdiff_t>(placement.first_output) * plan.layer.rows();
      tiles.back().push_back(program_tile(design, spread_of(placement), weights, plan.layer.rows(),
                                          placement.first_row, placement.rows, placement.outputs,
                                          groups, plan.adc_full_scale));
    }
  }
  return tiles;
}

}  // namespace

Die::Die(const Chip& chip, DieKey key)
    : chip_(&chip),
      tiles_(program_tiles(chip, tile_design(chip), Fabrication(chip.config.device, key))) {}

Die Die::nominal(const Chip& chip) {
  Die die;
  die.chip_ = &chip;
  die.tiles_ = program_tiles(chip, ideal(tile_design(chip)),
                             [](const TilePlacement&) { return TileSpread{}; });
  return die;
}

void Die::move_to(const Chip& chip) {
  chip_ = &chip;
  for (size_t l = 0; l < tiles_.size(); ++l) {
    for (Tile& tile : tiles_[l]) set_full_scale(tile, chip.layers[l].adc_full_scale);
  }
}

int64_t Die::clipped_cells() const {
  int64_t clipped = 0;
  for (const std::vector<Tile>& layer : tiles_) {
    for (const Tile& tile : layer) clipped += tile.clipped_cells;
  }
  return clipped;
}

Tuning identity_tuning(const Chip& chip) {
  return Tuning(static_cast<size_t>(chip.tuned_layers()));
}

}  // namespace kintsugi
