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
  design.device = chip.device;
  design.cells = chip.config.cells;
  design.wires = tile_wires(config);
  design.dac = config.dac;
  design.adc = config.adc;
  design.measured = chip.measured;
  design.columns_per_adc = config.adc.columns_per_adc;
  return design;
}

// The same without variation. Measured converters keep their mean codes: those are their design.
TileDesign ideal(TileDesign design) {
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

// `die` null: nominal tiles.
std::vector<std::vector<Tile>> program_tiles(const Chip& chip, const TileDesign& design,
                                             const DieContext* die) {
  std::vector<std::vector<Tile>> tiles;
  for (const LayerPlan& plan : chip.layers) {
    const RowGroups groups = row_groups(plan.layer);
    tiles.emplace_back();
    for (const TilePlacement& placement : plan.tiles) {
      const int8_t* weights = plan.layer.weights.data() +
                              static_cast<ptrdiff_t>(placement.first_output) * plan.layer.rows();
      tiles.back().push_back(program_tile(
          design, {die, static_cast<uint32_t>(placement.index)}, weights, plan.layer.rows(),
          placement.first_row, placement.rows, placement.outputs, groups, plan.adc_full_scale));
    }
  }
  return tiles;
}

// `die` null: without variation.
std::vector<int16_t> cells_of(const Chip& chip, const DieContext* die, int layer, int tile) {
  const LayerPlan& plan = chip.layers[static_cast<size_t>(layer)];
  const TilePlacement& placement = plan.tiles[static_cast<size_t>(tile)];
  const int8_t* weights = plan.layer.weights.data() +
                          static_cast<ptrdiff_t>(placement.first_output) * plan.layer.rows();
  return program_physical_cells(tile_design(chip), {die, static_cast<uint32_t>(placement.index)},
                                weights, plan.layer.rows(), placement.first_row, placement.rows,
                                placement.outputs)
      .codes;
}

}  // namespace

Die::Die(const Chip& chip, DieKey key) : chip_(&chip) {
  const DieContext context = chip.device->die(key.seed, key.die);
  tiles_ = program_tiles(chip, tile_design(chip), &context);
}

Die Die::nominal(const Chip& chip) {
  Die die;
  die.chip_ = &chip;
  die.tiles_ = program_tiles(chip, ideal(tile_design(chip)), nullptr);
  return die;
}

std::vector<int16_t> programmed_cells(const Chip& chip, DieKey key, int layer, int tile) {
  const DieContext die = chip.device->die(key.seed, key.die);
  return cells_of(chip, &die, layer, tile);
}

std::vector<int16_t> nominal_cells(const Chip& chip, int layer, int tile) {
  return cells_of(chip, nullptr, layer, tile);
}

void Die::move_to(const Chip& chip) {
  chip_ = &chip;
  for (size_t l = 0; l < tiles_.size(); ++l) {
    for (Tile& tile : tiles_[l]) set_full_scale(tile, chip.layers[l].adc_full_scale);
  }
}

Programming Die::programming() const {
  Programming all;
  for (const std::vector<Tile>& layer : tiles_) {
    for (const Tile& tile : layer) {
      all.clipped_cells += tile.programming.clipped_cells;
      all.pulses += tile.programming.pulses;
      all.unconverged_cells += tile.programming.unconverged_cells;
    }
  }
  return all;
}

LayerTuning tuning_of(const Chip& chip, const Tuning& tuning, int layer) {
  const int index = chip.tuned_index(layer);
  return index < 0 ? LayerTuning{} : tuning[static_cast<size_t>(index)];
}

Tuning identity_tuning(const Chip& chip) {
  return Tuning(static_cast<size_t>(chip.tuned_layers()));
}

}  // namespace kintsugi
