#include <algorithm>
#include <vector>

#include "models/accelerator/die.h"
#include "models/core/fixed.h"
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

void shift_add(const LayerPlan& plan, const TilePlacement& placement, int plane,
               const int32_t* codes, int32_t* sums) {
  for (int o = 0; o < placement.outputs; ++o) {
    for (int s = 0; s < plan.coding.slices; ++s) {
      const auto weight = static_cast<int32_t>(plan.coding.slice_weight(s));
      sums[o] += *codes++ * weight * (1 << (plane * plan.input.plane_bits));
    }
  }
}

int32_t reference_share(const LayerPlan& plan, const uint8_t* rows) {
  const DigitalConstants& digital = plan.digital;
  if (digital.input_sum_multiplier == 0) return 0;
  int64_t sum = 0;
  for (int r = 0; r < plan.layer.rows(); ++r) sum += rows[r];
  return static_cast<int32_t>(
             rounding_shift_right(sum * digital.input_sum_multiplier, digital.input_sum_shift)) +
         digital.input_constant;
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
