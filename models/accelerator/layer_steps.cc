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
  // The part of a row of the window that lies on the image, from its first place on.
  const int first = std::clamp(-left, 0, layer.kernel);
  const int last = std::clamp(layer.in.width - left, first, layer.kernel);
  for (int c = 0; c < layer.in.channels; ++c) {
    for (int y = top; y < top + layer.kernel; ++y) {
      const bool inside = y >= 0 && y < layer.in.height;
      const int end = inside ? last : first;
      const int at = (c * layer.in.height + y) * layer.in.width + left;  // of the row's first place
      for (int k = 0; k < first; ++k) rows[k] = 0;
      for (int k = first; k < end; ++k) rows[k] = in[at + k];
      for (int k = end; k < layer.kernel; ++k) rows[k] = 0;
      rows += layer.kernel;
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

int32_t addend_share(const LayerPlan& plan, uint8_t code) {
  const int value = plan.digital.signed_addend ? static_cast<int8_t>(code) : code;
  return rescale(value, plan.digital.addend);
}

uint8_t activation_code(const LayerPlan& plan, int activation_bits, int32_t relu_in) {
  if (!plan.layer.relu) {
    return requantise_signed(relu_in, plan.digital.multiplier, plan.digital.shift);
  }
  return requantise(relu_in, plan.digital.multiplier, plan.digital.shift, activation_bits);
}

namespace {

// Calls use(first code of the window, codes from line to line) for every window, in order.
template <typename Use>
void for_each_window(const Layer& layer, const uint8_t* conv_codes, Use use) {
  const int width = layer.conv_out.width;
  for (int c = 0; c < layer.out.channels; ++c, conv_codes += layer.positions()) {
    for (int y = 0; y < layer.out.height; ++y) {
      for (int x = 0; x < layer.out.width; ++x) {
        use(conv_codes + y * layer.pool * width + x * layer.pool, width);
      }
    }
  }
}

}  // namespace

void max_pool(const Layer& layer, const uint8_t* conv_codes, uint8_t* out) {
  for_each_window(layer, conv_codes, [&](const uint8_t* window, int width) {
    uint8_t largest = 0;
    for (int k = 0; k < layer.pool * layer.pool; ++k) {
      largest = std::max(largest, window[k / layer.pool * width + k % layer.pool]);
    }
    *out++ = largest;
  });
}

void average_pool(const LayerPlan& plan, int activation_bits, const uint8_t* conv_codes,
                  uint8_t* out) {
  const Layer& layer = plan.layer;
  const FixedFactor factor = plan.digital.pool;
  for_each_window(layer, conv_codes, [&](const uint8_t* window, int width) {
    int32_t sum = 0;
    for (int k = 0; k < layer.pool * layer.pool; ++k) {
      sum += window[k / layer.pool * width + k % layer.pool];
    }
    *out++ = requantise(sum, factor.multiplier, factor.shift, activation_bits);
  });
}

bool largest_decides(const Layer& layer) {
  return layer.relu && layer.addend == 0 && (layer.pool == 1 || layer.pool_kind == PoolKind::Max);
}

void pool_codes(const LayerPlan& plan, int activation_bits, const uint8_t* conv_codes,
                uint8_t* out) {
  if (plan.layer.pool_kind == PoolKind::Average && plan.layer.pool > 1) {
    average_pool(plan, activation_bits, conv_codes, out);
  } else {
    max_pool(plan.layer, conv_codes, out);
  }
}

}  // namespace kintsugi
