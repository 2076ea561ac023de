#include "models/accelerator/calibration.h"

#include <algorithm>
#include <stdexcept>

#include "models/accelerator/code_tensors.h"
#include "models/accelerator/layer_evaluator.h"

namespace kintsugi {
namespace {

constexpr int64_t kBins = 65536;

// Counts of |sum| in kBins equal bins over [0, largest].
class Histogram {
 public:
  explicit Histogram(int64_t largest)
      : bin_(largest / kBins + 1), counts_(static_cast<size_t>(kBins + 1), 0) {}

  void add(int64_t sum) {
    ++counts_[static_cast<size_t>((sum < 0 ? -sum : sum) / bin_)];
    ++total_;
  }

  // Upper edge of the bin that holds the quantile.
  int32_t quantile(double q) const {
    const double wanted = q * static_cast<double>(total_);
    int64_t seen = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (static_cast<double>(seen) >= wanted) {
        return static_cast<int32_t>(
            std::min<int64_t>(static_cast<int64_t>(i + 1) * bin_, 0x7fffffff));
      }
    }
    return 1;
  }

 private:
  int64_t bin_;
  int64_t total_ = 0;
  std::vector<int64_t> counts_;
};

// One die and the codes of its images, on their way into the current layer.
struct Probe {
  Die die;
  CodeTensors tensors;
};

void add_sums(const Chip& chip, const Probe& probe, int layer_index, int count, Histogram* sums) {
  const LayerPlan& plan = chip.layers[static_cast<size_t>(layer_index)];
  const Layer& layer = plan.layer;
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  std::vector<int64_t> columns(static_cast<size_t>(layer.conv_out.channels * plan.coding.slices));
  const uint8_t* in = probe.tensors.source(layer_index);
  for (int i = 0; i < count; ++i, in += layer.in.size()) {
    for (int position = 0; position < layer.positions(); ++position) {
      gather_window(layer, in, position, rows.data());
      for (size_t t = 0; t < plan.tiles.size(); ++t) {
        const Tile& tile = probe.die.tiles(layer_index)[t];
        for (int plane = 0; plane < plan.input.planes(chip.activation_bits()); ++plane) {
          analog_sums(tile, rows.data() + plan.tiles[t].first_row, plane, columns.data());
          std::for_each(columns.begin(), columns.begin() + tile.columns(),
                        [&](int64_t sum) { sums->add(sum); });
        }
      }
    }
  }
}

void advance(const Chip& chip, Probe& probe, int layer_index, int count) {
  const Layer& layer = chip.layers[static_cast<size_t>(layer_index)].layer;
  LayerEvaluator evaluator(probe.die, layer_index);
  for (int i = 0; i < count; ++i) {
    evaluator.read(probe.tensors.source(layer_index) + static_cast<ptrdiff_t>(i) * layer.in.size(),
                   1, static_cast<uint32_t>(i));
    evaluator.codes(0, LayerTuning{}, probe.tensors.output(layer_index, i),
                    probe.tensors.addend(layer_index, i));
  }
}

int64_t largest_sum(const std::vector<Probe>& probes, int layer) {
  int64_t largest = 0;
  for (const Probe& probe : probes) {
    for (const Tile& tile : probe.die.tiles(layer)) {
      largest = std::max(largest, tile.largest_column_sum * (tile.input.digits() - 1));
    }
  }
  return largest;
}

}  // namespace

std::vector<int32_t> calibrate_adc(const Chip& chip, const std::vector<const Die*>& dies,
                                   const uint8_t* images, int count, double quantile) {
  if (dies.empty() || count < 1 || !(quantile > 0.0 && quantile <= 1.0)) {
    throw std::invalid_argument("calibrate_adc needs dies, images and a quantile in (0, 1]");
  }
  ChipConfig config = chip.config;
  config.adc.full_scale.clear();
  for (const LayerPlan& plan : chip.layers) config.adc.full_scale.push_back(plan.adc_full_scale);
  Chip calibrated = chip;
  std::vector<Probe> probes;
  for (const Die* die : dies) {
    probes.push_back({*die, CodeTensors(chip.network, count)});
    probes.back().tensors.set_input(images);
  }
  for (int l = 0; l < chip.layer_count(); ++l) {
    Histogram sums(largest_sum(probes, l));
    for (const Probe& probe : probes) add_sums(calibrated, probe, l, count, &sums);
    config.adc.full_scale[static_cast<size_t>(l)] = sums.quantile(quantile);
    calibrated = make_chip(chip.network, config);
    if (l + 1 == chip.layer_count()) break;
    for (Probe& probe : probes) {
      probe.die.move_to(calibrated);
      advance(calibrated, probe, l, count);
    }
  }
  return config.adc.full_scale;
}

}  // namespace kintsugi
