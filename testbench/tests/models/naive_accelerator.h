// The accelerator as the steps of die.h describe it, one vector, one plane, one tile at a time:
// what the TLM modules do, and the reading that the fast path must equal.
#pragma once

#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi::testing {

// Raw accumulators of one layer, [conv_out.size()], channel-major.
inline std::vector<int32_t> naive_accumulators(const Die& die, int layer_index,
                                               const std::vector<uint8_t>& in,
                                               uint32_t number = 0) {
  const LayerPlan& plan = die.chip().layers[static_cast<size_t>(layer_index)];
  const Layer& layer = plan.layer;
  std::vector<int32_t> accumulators(static_cast<size_t>(layer.conv_out.size()), 0);
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  for (int position = 0; position < layer.positions(); ++position) {
    gather_window(layer, in.data(), position, rows.data());
    std::vector<int32_t> sums(static_cast<size_t>(layer.conv_out.channels), 0);
    for (size_t t = 0; t < plan.tiles.size(); ++t) {
      const TilePlacement& placement = plan.tiles[t];
      const Tile& tile = die.tiles(layer_index)[t];
      std::vector<int32_t> codes(static_cast<size_t>(tile.columns()));
      for (int plane = 0; plane < plan.input.planes(die.chip().activation_bits()); ++plane) {
        read_plane(tile, rows.data() + placement.first_row, plane,
                   {number, static_cast<uint32_t>(position)}, codes.data());
        shift_add(plan, placement, plane, codes.data(), sums.data() + placement.first_output);
      }
    }
    const int32_t reference = reference_share(plan, rows.data());
    for (int c = 0; c < layer.conv_out.channels; ++c) {
      accumulators[static_cast<size_t>(c * layer.positions() + position)] =
          sums[static_cast<size_t>(c)] - reference;
    }
  }
  return accumulators;
}

inline ImageOutput naive_run_image(const Die& die, const Tuning& tuning, const uint8_t* image,
                                   uint32_t number = 0) {
  const Chip& chip = die.chip();
  std::vector<uint8_t> codes(image, image + chip.network.input.size());
  ImageOutput output;
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    const Layer& layer = plan.layer;
    const std::vector<int32_t> accumulators = naive_accumulators(die, l, codes, number);
    LayerOutput values;
    std::vector<uint8_t> conv_codes;
    for (size_t i = 0; i < accumulators.size(); ++i) {
      const int channel = static_cast<int>(i) / layer.positions();
      if (l == chip.tuned_layers()) {
        values.values.push_back(accumulators[i] + plan.digital.bias[static_cast<size_t>(channel)]);
        continue;
      }
      const int32_t relu_in =
          relu_input(plan, channel, accumulators[i], tuning[static_cast<size_t>(l)]);
      conv_codes.push_back(activation_code(plan, chip.activation_bits(), relu_in));
    }
    if (l < chip.tuned_layers()) {
      codes.assign(static_cast<size_t>(layer.out.size()), 0);
      max_pool(layer, conv_codes.data(), codes.data());
      values.values.assign(codes.begin(), codes.end());
    }
    output.push_back(values);
  }
  return output;
}

}  // namespace kintsugi::testing
