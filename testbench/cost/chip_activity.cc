#include "testbench/cost/chip_activity.h"

#include <algorithm>

#include "models/crossbar/tile.h"
#include "models/device/cell.h"

namespace kintsugi {
namespace {

using cost::ChipDescription;
using cost::LayerActivity;
using cost::LayerDescription;

// The codes that enter each layer for one image, [layers][in.size()].
std::vector<std::vector<uint8_t>> layer_inputs(const Die& die, const Tuning& tuning,
                                               const uint8_t* image) {
  const std::vector<std::vector<uint8_t>> codes = layer_codes(die, tuning, image);
  const Network& network = die.chip().network;
  std::vector<std::vector<uint8_t>> inputs;
  for (int l = 0; l < die.chip().layer_count(); ++l) {
    const int source = source_of(network, l);
    if (source == kInputTensor) {
      inputs.emplace_back(image, image + network.input.size());
    } else {
      inputs.push_back(codes[static_cast<size_t>(source)]);
    }
  }
  return inputs;
}

// How often a code drives its word line, and the power of that in reads at full voltage.
struct Drive {
  int active = 0;
  double power = 0.0;
};

Drive drive_of(const InputCoding& input, int activation_bits, uint8_t code) {
  Drive drive;
  const double top = input.digits() - 1;
  for (int plane = 0; plane < input.planes(activation_bits); ++plane) {
    const double level = input.level(input.digit(code, plane));
    drive.active += level != 0.0 ? 1 : 0;
    drive.power += level * level / (top * top);
  }
  return drive;
}

// Nominal conductance of all cells on each word line of a tile, in Gmax, [placement.rows].
std::vector<double> row_conductances(const LayerPlan& plan, const TilePlacement& tile,
                                     const Chip& chip) {
  const std::vector<double> g = chip.device->conductances();
  const int8_t* weights =
      plan.layer.weights.data() + static_cast<ptrdiff_t>(tile.first_output) * plan.layer.rows();
  const std::vector<uint8_t> levels =
      cell_levels(plan.coding, weights, plan.layer.rows(), tile.first_row, tile.rows, tile.outputs);
  const size_t columns = levels.size() / static_cast<size_t>(tile.rows);
  std::vector<double> sums(static_cast<size_t>(tile.rows), 0.0);
  for (size_t i = 0; i < levels.size(); ++i) sums[i / columns] += g[levels[i]] / kCodesPerGmax;
  return sums;
}

// Counts driven word lines of one layer, position by position.
class LayerCounter {
 public:
  LayerCounter(const Chip& chip, const ChipDescription& description, size_t layer)
      : plan_(chip.layers[layer]), chip_(description), layer_(description.layers[layer]) {
    for (const TilePlacement& tile : plan_.tiles) {
      conductances_.push_back(row_conductances(plan_, tile, chip));
    }
    rows_.resize(static_cast<size_t>(plan_.layer.rows()));
  }

  LayerActivity count(const uint8_t* in) {
    LayerActivity a = cost::fixed_activity(chip_, layer_);
    for (int position = 0; position < plan_.layer.positions(); ++position) {
      gather_window(plan_.layer, in, position, rows_.data());
      for (size_t t = 0; t < plan_.tiles.size(); ++t) count_tile(t, a);
    }
    return a;
  }

  double mean_conductance() const {
    double sum = 0.0;
    double cells = 0.0;
    for (size_t t = 0; t < conductances_.size(); ++t) {
      for (const double row : conductances_[t]) sum += row;
      cells += static_cast<double>(layer_.tiles[t].rows) * layer_.tiles[t].columns;
    }
    return sum / cells;
  }

 private:
  void count_tile(size_t t, LayerActivity& a) const {
    const uint8_t* codes = rows_.data() + plan_.tiles[t].first_row;
    int64_t active = 0;
    for (size_t r = 0; r < conductances_[t].size(); ++r) {
      const Drive drive = drive_of(plan_.input, chip_.activation_bits, codes[r]);
      active += drive.active;
      a.conductance_reads += drive.power * conductances_[t][r];
    }
    a.active_row_steps += active;
    a.cell_reads += active * layer_.tiles[t].columns;
    a.line_cells += active * layer_.tiles[t].array_columns;
  }

  const LayerPlan& plan_;
  const ChipDescription& chip_;
  const LayerDescription& layer_;
  std::vector<std::vector<double>> conductances_;  // [tiles][rows]
  std::vector<uint8_t> rows_;
};

}  // namespace

std::vector<ImageActivity> count_activity(const Die& die, const Tuning& tuning,
                                          const ChipDescription& description, const uint8_t* images,
                                          int count) {
  const Chip& chip = die.chip();
  std::vector<LayerCounter> counters;
  for (size_t l = 0; l < chip.layers.size(); ++l) counters.emplace_back(chip, description, l);
  std::vector<ImageActivity> all;
  for (int i = 0; i < count; ++i) {
    const auto inputs =
        layer_inputs(die, tuning, images + static_cast<ptrdiff_t>(i) * chip.network.input.size());
    ImageActivity image;
    for (size_t l = 0; l < counters.size(); ++l) {
      image.push_back(counters[l].count(inputs[l].data()));
    }
    all.push_back(std::move(image));
  }
  return all;
}

ImageActivity total_activity(const std::vector<ImageActivity>& images) {
  ImageActivity total(images.empty() ? 0 : images.front().size());
  for (const ImageActivity& image : images) {
    for (size_t l = 0; l < total.size(); ++l) total[l] += image[l];
  }
  return total;
}

ImageActivity typical_activity(const Chip& chip, const ChipDescription& description) {
  ImageActivity activity;
  for (size_t l = 0; l < chip.layers.size(); ++l) {
    const double conductance = LayerCounter(chip, description, l).mean_conductance();
    activity.push_back(
        cost::expected_activity(description, description.layers[l], 0.5, conductance));
  }
  return activity;
}

void walk_reads(const Die& die, const Tuning& tuning, const ChipDescription& description,
                const uint8_t* images, int count,
                const std::function<void(const PlaneRead&)>& visit) {
  const Chip& chip = die.chip();
  PlaneRead read;
  for (read.image = 0; read.image < count; ++read.image) {
    const auto inputs = layer_inputs(
        die, tuning, images + static_cast<ptrdiff_t>(read.image) * chip.network.input.size());
    for (read.layer = 0; read.layer < chip.layer_count(); ++read.layer) {
      const auto l = static_cast<size_t>(read.layer);
      const Layer& layer = chip.layers[l].layer;
      std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
      read.rows = rows.data();
      for (read.position = 0; read.position < layer.positions(); ++read.position) {
        gather_window(layer, inputs[l].data(), read.position, rows.data());
        for (read.plane = 0; read.plane < chip.activation_bits(); ++read.plane) {
          visit(read);
          read.start_cycle += description.plane_cycles();
        }
      }
    }
  }
}

}  // namespace kintsugi
