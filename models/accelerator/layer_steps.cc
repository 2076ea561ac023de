#include <algorithm>
#include <vector>

#include "models/accelerator/die.h"
#include "models/digital/activation.h"

namespace kintsugi {

void gather_window(const Layer& layer, const uint8_t* in, int position, uint8_t* rows) {
  if (layer.kind == LayerKind::Dense) {
    std::copy(in, in + layer.rows(), rows);
    return;
  }
  const int top = position / layer.conv_out.width * layer.stride - layer.pad;
  const int left = position % layer.conv_out.width * layer.stride - layer.pad;
  for (int c = 0; c < layer.in.channels; ++c) {
    for (int y = top; y < top + layer.kernel; ++y) {
      for (int x = left; x < left + layer.kernel; ++x) {
        const bool inside = y >= 0 && y < layer.in.height && x >= 0 && x < layer.in.width;
        *rows++ = inside ? in[(c * layer.in.height + y) * layer.in.width + x] : uint8_t{0};
      }
    }
  }
}

void read_plane(const Tile& tile, const TilePlacement& placement, const uint8_t* rows, int plane,
                int32_t* codes) {
  std::vector<int64_t> sums(static_cast<size_t>(tile.outputs));
  plane_sums(tile, rows + placement.first_row, plane, sums.data());
  for (size_t o = 0; o < sums.size(); ++o) {
    codes[o] = convert(sums[o], tile.lines[o], tile.adc_bits);
  }
}

int32_t relu_input(const LayerPlan& plan, int channel, int32_t accumulator, LayerTuning tuning) {
  const int32_t bias = plan.digital.bias[static_cast<size_t>(channel)];
  return gained_input(accumulator, tuning.gain, bias, tuning.offset);
}

uint8_t activation_code(const LayerPlan& plan, int activation_bits, int32_t relu_in) {
  return requantise(relu_in, plan.digital.multiplier, plan.digital.shift, activation_bits);
}

void max_pool(const Layer& layer, const uint8_t* conv_codes, uint8_t* out) {
  const int width = layer.conv_out.width;
  for (int c = 0; c < layer.out.channels; ++c, conv_codes += layer.positions()) {
    for (int y = 0; y < layer.out.height; ++y) {
      for (int x = 0; x < layer.out.width; ++x) {
        uint8_t largest = 0;
        for (int k = 0; k < layer.pool * layer.pool; ++k) {
          const int row = y * layer.pool + k / layer.pool;
          largest = std::max(largest, conv_codes[row * width + x * layer.pool + k % layer.pool]);
        }
        *out++ = largest;
      }
    }
  }
}

}  // namespace kintsugi
