// A die under a Setting as docs/accelerator.md says it: every formula written out,
// nothing taken from models/accelerator/setting.h but the structure.
#pragma once

#include <algorithm>
#include <vector>

#include "models/accelerator/setting.h"
#include "testbench/tests/models/example_networks.h"

namespace kintsugi::testing {

struct NaiveImage {
  ImageOutput output;
  std::vector<uint64_t> sums;  // [1 + tuned layers]
};

inline int64_t floor_shift(int64_t value, int shift) {
  const int64_t half = shift == 0 ? 0 : int64_t{1} << (shift - 1);
  const int64_t unit = int64_t{1} << shift;
  const int64_t sum = value + half;
  return sum >= 0 ? sum / unit : -((-sum + unit - 1) / unit);
}

inline int64_t gained(int64_t value, int64_t gain) {
  return std::clamp<int64_t>(floor_shift(gain * value, 12), -(1 << 23), (1 << 23) - 1);
}

// First entry, channel or tile of a layer in the vectors of a setting.
struct FirstOf {
  size_t entry = 0;
  size_t channel = 0;
  size_t tile = 0;
};

// What a position's channels get before the bias: [conv_out.channels].
inline std::vector<int64_t> naive_position(const Die& die, const Setting& setting, int layer,
                                           const FirstOf& first, const std::vector<uint8_t>& in,
                                           ReadKey key, bool last) {
  const LayerPlan& plan = die.chip().layers[static_cast<size_t>(layer)];
  std::vector<uint8_t> rows(static_cast<size_t>(plan.layer.rows()));
  gather_window(plan.layer, in.data(), static_cast<int>(key.position), rows.data());
  const auto channels = static_cast<size_t>(plan.layer.conv_out.channels);
  std::vector<int64_t> sums(channels, -reference_share(plan, rows.data()));
  for (size_t t = 0; t < plan.tiles.size(); ++t) {
    const TilePlacement& tile = plan.tiles[t];
    std::vector<int32_t> share(static_cast<size_t>(tile.outputs));
    std::vector<int32_t> codes(static_cast<size_t>(die.tiles(layer)[t].columns()));
    for (int plane = 0; plane < plan.input.planes(die.chip().activation_bits()); ++plane) {
      read_plane(die.tiles(layer)[t], rows.data() + tile.first_row, plane, key, codes.data());
      shift_add(plan, tile, plane, codes.data(), share.data());
    }
    for (size_t o = 0; o < share.size(); ++o) {
      int64_t value = share[o];
      if (!setting.tiles.empty()) {
        const LayerTuning tuning = setting.tiles[first.tile + t];
        value = gained(value, tuning.gain) + tuning.offset;
      }
      sums[static_cast<size_t>(tile.first_output) + o] += value;
    }
  }
  std::vector<int64_t> products(channels, 0);
  for (size_t e = 0; e < plan.sparse.positions.size() && !setting.deltas.empty(); ++e) {
    const SparsePosition at = plan.sparse.positions[e];
    products[static_cast<size_t>(at.column)] +=
        int64_t{rows[static_cast<size_t>(at.row)]} * setting.deltas[first.entry + e];
  }
  for (size_t c = 0; c < channels; ++c) {
    if (!last) {
      LayerTuning tuning = setting.layers[static_cast<size_t>(layer)];
      int64_t gain = tuning.gain;
      int64_t offset = tuning.offset;
      if (!setting.channels.empty()) {
        const LayerTuning channel = setting.channels[first.channel + c];
        gain = std::min<int64_t>((gain * channel.gain + 2048) / 4096, 65535);
        offset = std::clamp<int64_t>(offset + channel.offset, -32768, 32767);
      }
      sums[c] = gained(sums[c], gain) + offset;
    }
    sums[c] += floor_shift(products[c], plan.sparse.shift) + plan.digital.bias[c];
  }
  return sums;
}

inline NaiveImage naive_image(const Die& die, const Setting& setting, const uint8_t* image,
                              uint32_t number = 0) {
  const Chip& chip = die.chip();
  std::vector<uint8_t> in(image, image + chip.network.input.size());
  NaiveImage result;
  result.sums.push_back(0);
  for (const uint8_t code : in) result.sums[0] += code;
  FirstOf first;
  for (int l = 0; l < chip.layer_count(); ++l) {
    const bool last = l == chip.tuned_layers();
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    const Layer& layer = plan.layer;
    LayerOutput values{std::vector<int32_t>(static_cast<size_t>(layer.out.size()), 0)};
    uint64_t sum = 0;
    for (int p = 0; p < layer.positions(); ++p) {
      const std::vector<int64_t> inputs =
          naive_position(die, setting, l, first, in, {number, static_cast<uint32_t>(p)}, last);
      const int y = p / layer.conv_out.width / layer.pool;
      const int x = p % layer.conv_out.width / layer.pool;
      for (size_t c = 0; c < inputs.size(); ++c) {
        const size_t plane = c * static_cast<size_t>(layer.out.height * layer.out.width);
        if (last) {
          values.values[plane] = static_cast<int32_t>(inputs[c]);
          continue;
        }
        const int64_t top = (int64_t{1} << chip.activation_bits()) - 1;
        const int64_t code = std::clamp<int64_t>(
            floor_shift(inputs[c] * plan.digital.multiplier, plan.digital.shift), 0, top);
        sum += static_cast<uint64_t>(code);
        if (y >= layer.out.height || x >= layer.out.width) continue;  // no whole window
        int32_t& pooled = values.values[plane + static_cast<size_t>(y * layer.out.width + x)];
        pooled = std::max(pooled, static_cast<int32_t>(code));
      }
    }
    if (!last) result.sums.push_back(sum);
    in.assign(values.values.begin(), values.values.end());
    result.output.push_back(std::move(values));
    first.entry += plan.sparse.positions.size();
    first.channel += static_cast<size_t>(layer.conv_out.channels);
    first.tile += plan.tiles.size();
  }
  return result;
}

// Moves everything a chip has: gains by a few per cent, deltas over their whole range.
inline Setting uneven_setting(const Chip& chip, const Tuning& tuning, uint64_t seed = 5) {
  Numbers numbers(seed);
  Setting setting(tuning);
  const auto moved = [&](int count) {
    Tuning all;
    for (int i = 0; i < count; ++i) {
      all.push_back({static_cast<uint16_t>(numbers.between(3700, 4500)),
                     static_cast<int16_t>(numbers.between(-12, 12))});
    }
    return all;
  };
  setting.tiles = moved(tile_count(chip));
  setting.channels = moved(tuned_channels(chip));
  for (int e = 0; e < sparse_entries(chip); ++e) {
    const bool extreme = e % 7 == 0;
    const int delta = extreme ? (e % 2 == 0 ? 127 : -128) : numbers.between(-40, 40);
    setting.deltas.push_back(static_cast<int8_t>(delta));
  }
  return setting;
}

}  // namespace kintsugi::testing
