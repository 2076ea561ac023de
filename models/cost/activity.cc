#include "models/cost/activity.h"

namespace kintsugi::cost {

LayerActivity& LayerActivity::operator+=(const LayerActivity& other) {
  images += other.images;
  for (const ActivityField& field : kActivityFields) this->*field.count += other.*field.count;
  conductance_reads += other.conductance_reads;
  return *this;
}

LayerActivity fixed_activity(const ChipDescription& chip, const LayerDescription& layer) {
  const int64_t reads = layer.positions * layer.planes;
  LayerActivity a;
  a.images = 1;
  for (const TileDescription& tile : layer.tiles) {
    a.array_reads += reads;
    a.row_steps += reads * tile.rows;
    a.conversions += reads * tile.converted_columns;
    a.input_register_writes += layer.positions * tile.rows;
  }
  a.samples = a.conversions;
  a.shift_adds = a.conversions;
  a.macs = layer.macs();
  if (layer.tuned) a.gain_operations = a.requantisations = layer.positions * layer.outputs;
  if (layer.neutral) a.requantisations = layer.positions * layer.outputs;
  a.pool_comparisons = layer.pooled_outputs * (layer.pool_window - 1);
  a.buffer_reads = layer.window_values + layer.added_values;
  a.buffer_writes = layer.input_values + layer.added_values;
  if (chip.sparse.present) a.sparse_reads = layer.positions * layer.sparse_weights;
  return a;
}

LayerActivity expected_activity(const ChipDescription& chip, const LayerDescription& layer,
                                double active_share, double mean_conductance) {
  LayerActivity a = fixed_activity(chip, layer);
  const double reads = static_cast<double>(layer.positions * layer.planes) * active_share;
  double active = 0.0;
  double cells = 0.0;
  double line_cells = 0.0;
  for (const TileDescription& tile : layer.tiles) {
    active += reads * tile.rows;
    cells += reads * tile.rows * tile.columns;
    line_cells += reads * tile.rows * tile.array_columns;
  }
  a.active_row_steps = static_cast<int64_t>(active);
  a.cell_reads = static_cast<int64_t>(cells);
  a.line_cells = static_cast<int64_t>(line_cells);
  a.conductance_reads = cells * mean_conductance;
  return a;
}

}  // namespace kintsugi::cost
