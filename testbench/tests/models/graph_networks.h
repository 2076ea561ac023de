// Small residual networks with pseudo-random weights, and what their digital ends should compute,
// written out: nothing taken from models/accelerator but the chip's constants and the accumulators.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "testbench/tests/models/naive_accelerator.h"
#include "testbench/tests/models/naive_setting.h"

namespace kintsugi::testing {

// Appends layers; scales of sources and addends are those of the tensors they name.
class GraphBuilder {
 public:
  GraphBuilder(Shape input, int activation_bits, int levels = 10) : numbers_(4711) {
    network_.name = "graph";
    network_.input = input;
    network_.activation_bits = activation_bits;
    network_.weight_levels = levels;
  }

  struct Options {
    int source = 1;
    int addend = 0;
    int pool = 1;
    PoolKind pool_kind = PoolKind::Max;
    bool relu = true;
    bool in_signature = true;
  };

  void add(LayerShape shape, Options options) {
    Layer layer;
    const int number = static_cast<int>(network_.layers.size());
    layer.name = "layer" + std::to_string(number);
    layer.kind = shape.kind;
    layer.source = options.source;
    layer.addend = options.addend;
    layer.in = shape_of(number - options.source);
    layer.kernel = shape.kernel;
    layer.stride = shape.stride;
    layer.pad = shape.pad;
    layer.pool = options.pool;
    layer.pool_kind = options.pool_kind;
    layer.relu = options.relu;
    layer.in_signature = options.in_signature;
    layer.conv_out = {shape.outputs, 1, 1};
    if (shape.kind == LayerKind::Conv) {
      layer.conv_out.height = (layer.in.height + 2 * shape.pad - shape.kernel) / shape.stride + 1;
      layer.conv_out.width = (layer.in.width + 2 * shape.pad - shape.kernel) / shape.stride + 1;
    }
    layer.out = {shape.outputs, layer.conv_out.height / layer.pool,
                 layer.conv_out.width / layer.pool};
    const int most = network_.weight_levels - 1;
    for (int i = 0; i < layer.rows() * shape.outputs; ++i) {
      layer.weights.push_back(static_cast<int8_t>(numbers_.between(-most, most)));
    }
    layer.weight_scale = 0.013F;
    layer.input_scale = scale_of(number - options.source);
    const float sigma = layer.weight_scale * layer.input_scale * 0.6F *
                        static_cast<float>(network_.weight_levels) *
                        std::sqrt(static_cast<float>(layer.rows()));
    const float code = 16.0F / static_cast<float>(1 << network_.activation_bits);
    layer.output_scale = layer.relu ? sigma * code * 0.7F : sigma / 40.0F;
    layer.pool_scale = layer.output_scale * 0.61F;
    if (options.addend != 0) layer.addend_scale = scale_of(number - options.addend);
    for (int i = 0; i < shape.outputs; ++i) {
      layer.bias.push_back(static_cast<float>(numbers_.between(-100, 100)) * 0.02F *
                           layer.output_scale);
    }
    network_.layers.push_back(layer);
  }

  Network network() {
    network_.layers.back().relu = false;
    return network_;
  }

 private:
  Shape shape_of(int tensor) const {
    return tensor < 0 ? network_.input : network_.layers[static_cast<size_t>(tensor)].out;
  }
  float scale_of(int tensor) const {
    if (tensor < 0) return 0.11F;
    const Layer& layer = network_.layers[static_cast<size_t>(tensor)];
    const bool averages = layer.pool > 1 && layer.pool_kind == PoolKind::Average;
    return averages ? layer.pool_scale : layer.output_scale;
  }

  Numbers numbers_;
  Network network_;
};

// An identity and a projection block as in a ResNet, a dense residual, layers outside the
// signature.
inline Network residual_shaped(int activation_bits = 4) {
  using Kind = LayerKind;
  GraphBuilder b({2, 8, 8}, activation_bits);
  const PoolKind average = PoolKind::Average;
  const PoolKind max = PoolKind::Max;
  b.add({Kind::Conv, 6, 3, 1, 1}, {});
  b.add({Kind::Conv, 6, 3, 1, 1}, {1, 0, 1, max, true, false});
  b.add({Kind::Conv, 6, 3, 1, 1}, {1, 2});
  b.add({Kind::Conv, 9, 3, 2, 1}, {1, 0, 1, max, true, false});
  b.add({Kind::Conv, 9, 1, 2, 0}, {2, 0, 1, max, false});
  b.add({Kind::Conv, 9, 3, 1, 1}, {2, 1, 4, average});
  b.add({Kind::Dense, 11}, {});
  b.add({Kind::Dense, 11}, {1, 1, 1, max, true, false});
  b.add({Kind::Dense, 7}, {});
  return b.network();
}

// Adds the image itself, pools what was added to, averages odd windows, a signed layer with an
// addend of its own.
inline Network odd_graph(int activation_bits = 3) {
  using Kind = LayerKind;
  GraphBuilder b({3, 11, 10}, activation_bits, 6);
  b.add({Kind::Conv, 3, 3, 1, 1}, {1, 1, 2, PoolKind::Max});
  b.add({Kind::Conv, 5, 3, 1, 1}, {});
  b.add({Kind::Conv, 5, 1, 1, 0}, {2, 1, 1, PoolKind::Max, false});
  b.add({Kind::Conv, 5, 3, 1, 1}, {2, 1, 3, PoolKind::Average});
  b.add({Kind::Dense, 4}, {});
  return b.network();
}

struct NaiveGraph {
  std::vector<std::vector<int>> codes;  // of every layer but the last
  std::vector<int64_t> logits;
  ImageOutput signature;
  std::vector<uint64_t> sums;  // as activation_sums()
};

// One code of a layer from what its ReLU gets.
inline int64_t naive_code(const Chip& chip, const LayerPlan& plan, int64_t input) {
  const int64_t code = floor_shift(input * plan.digital.multiplier, plan.digital.shift);
  if (!plan.layer.relu) return std::clamp<int64_t>(code, -128, 127);
  return std::clamp<int64_t>(code, 0, (1 << chip.activation_bits()) - 1);
}

inline std::vector<int> naive_pool(const Chip& chip, const LayerPlan& plan,
                                   const std::vector<int>& codes) {
  const Layer& layer = plan.layer;
  if (layer.pool == 1) return codes;
  std::vector<int> out;
  for (int c = 0; c < layer.out.channels; ++c) {
    for (int y = 0; y < layer.out.height; ++y) {
      for (int x = 0; x < layer.out.width; ++x) {
        int64_t sum = 0;
        int largest = 0;
        for (int dy = 0; dy < layer.pool; ++dy) {
          for (int dx = 0; dx < layer.pool; ++dx) {
            const int row = c * layer.conv_out.height + y * layer.pool + dy;
            const int code =
                codes[static_cast<size_t>(row * layer.conv_out.width + x * layer.pool + dx)];
            sum += code;
            largest = std::max(largest, code);
          }
        }
        const int64_t mean =
            floor_shift(sum * plan.digital.pool.multiplier, plan.digital.pool.shift);
        const int64_t top = (1 << chip.activation_bits()) - 1;
        out.push_back(layer.pool_kind == PoolKind::Max
                          ? largest
                          : static_cast<int>(std::min<int64_t>(mean, top)));
      }
    }
  }
  return out;
}

// `tuning`: [layers], also of layers that are not tuned, where it must be neutral.
inline NaiveGraph naive_graph(const Die& die, const Tuning& tuning, const uint8_t* image,
                              uint32_t number = 0) {
  const Chip& chip = die.chip();
  NaiveGraph result;
  const std::vector<int> input(image, image + chip.network.input.size());
  result.sums.push_back(0);
  for (const int code : input) result.sums[0] += static_cast<uint64_t>(code);
  const auto tensor = [&](int t) { return t < 0 ? input : result.codes[static_cast<size_t>(t)]; };
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    const Layer& layer = plan.layer;
    const std::vector<int> in = tensor(l - layer.source);
    const std::vector<int32_t> accumulators =
        naive_accumulators(die, l, std::vector<uint8_t>(in.begin(), in.end()), number);
    std::vector<int> codes;
    for (size_t i = 0; i < accumulators.size(); ++i) {
      const size_t channel = i / static_cast<size_t>(layer.positions());
      int64_t value = accumulators[i];
      if (l + 1 == chip.layer_count()) {
        result.logits.push_back(value + plan.digital.bias[channel]);
        continue;
      }
      const LayerTuning t = tuning[static_cast<size_t>(l)];
      value = gained(value, t.gain) + plan.digital.bias[channel] + t.offset;
      if (layer.addend != 0) {
        const FixedFactor f = plan.digital.addend;
        value += floor_shift(int64_t{tensor(l - layer.addend)[i]} * f.multiplier, f.shift);
      }
      codes.push_back(static_cast<int>(naive_code(chip, plan, value)));
    }
    if (l + 1 == chip.layer_count()) break;
    uint64_t sum = 0;
    for (const int code : codes) sum += static_cast<uint64_t>(code);
    result.codes.push_back(naive_pool(chip, plan, codes));
    if (!layer.in_signature || !layer.relu) continue;
    result.sums.push_back(sum);
    const std::vector<int>& out = result.codes.back();
    result.signature.push_back({std::vector<int32_t>(out.begin(), out.end())});
  }
  result.signature.push_back({std::vector<int32_t>(result.logits.begin(), result.logits.end())});
  return result;
}

}  // namespace kintsugi::testing
