#include "models/quantisation/real_network.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace kintsugi {
namespace {

float input_scale_of(const Network& network) {
  for (const Layer& layer : network.layers) {
    if (&layer - network.layers.data() - layer.source == kInputTensor) return layer.input_scale;
  }
  return 1.0F;
}

float top_code(const Network& network) {
  return static_cast<float>((1 << network.activation_bits) - 1);
}

}  // namespace

Maps windows(const Layer& layer, const Maps& in) {
  if (layer.kind == LayerKind::Dense) return in.reshaped<Eigen::RowMajor>(layer.rows(), 1);
  Maps out = Maps::Zero(layer.rows(), layer.positions());
  Eigen::Index row = 0;
  for (int c = 0; c < layer.in.channels; ++c) {
    for (int ky = 0; ky < layer.kernel; ++ky) {
      for (int kx = 0; kx < layer.kernel; ++kx, ++row) {
        float* to = out.row(row).data();
        for (int y = 0; y < layer.conv_out.height; ++y) {
          const int from_y = y * layer.stride + ky - layer.pad;
          for (int x = 0; x < layer.conv_out.width; ++x, ++to) {
            const int from_x = x * layer.stride + kx - layer.pad;
            if (from_y < 0 || from_y >= layer.in.height || from_x < 0 || from_x >= layer.in.width) {
              continue;
            }
            *to = in(c, from_y * layer.in.width + from_x);
          }
        }
      }
    }
  }
  return out;
}

Maps pooled(const Layer& layer, const Maps& in) {
  if (layer.pool == 1) return in;
  const bool average = layer.pool_kind == PoolKind::Average;
  Maps out(layer.out.channels, layer.out.height * layer.out.width);
  for (int c = 0; c < layer.out.channels; ++c) {
    for (int p = 0; p < layer.out.height * layer.out.width; ++p) {
      const int y = p / layer.out.width * layer.pool;
      const int x = p % layer.out.width * layer.pool;
      float sum = 0.0F;
      float largest = in(c, y * layer.conv_out.width + x);
      for (int k = 0; k < layer.pool * layer.pool; ++k) {
        const float value = in(c, (y + k / layer.pool) * layer.conv_out.width + x + k % layer.pool);
        sum += value;
        largest = std::max(largest, value);
      }
      out(c, p) = average ? sum / static_cast<float>(layer.pool * layer.pool) : largest;
    }
  }
  return out;
}

Maps weight_matrix(const Layer& layer, const std::vector<float>& weights) {
  return Eigen::Map<const Maps>(weights.data(), layer.conv_out.channels, layer.rows());
}

Maps weight_matrix(const Layer& layer) {
  std::vector<float> weights;
  for (const int8_t level : layer.weights) {
    weights.push_back(static_cast<float>(level) * layer.weight_scale);
  }
  return weight_matrix(layer, weights);
}

Maps on_codes(const Maps& values, float scale, float low, float high) {
  return values.unaryExpr(
      [=](float value) { return scale * std::clamp(std::floor(value / scale + 0.5F), low, high); });
}

Maps real_input(const Shape& shape, const uint8_t* pixels, float white) {
  using Bytes = Eigen::Matrix<uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<const Bytes>(pixels, shape.channels, shape.height * shape.width).cast<float>() *
         (white / 255.0F);
}

// round(pixel x top / 255), halves up: as activation_codes() of the data sets.
Maps coded_input(const Network& network, const uint8_t* pixels) {
  const float top = top_code(network);
  const Maps codes = real_input(network.input, pixels, top);
  return on_codes(codes, 1.0F, 0.0F, top) * input_scale_of(network);
}

RealNetwork::RealNetwork(const FloatNetwork& network) : network_(network.structure) {
  for (size_t l = 0; l < network_.layers.size(); ++l) {
    weights_.push_back(weight_matrix(network_.layers[l], network.weights[l]));
  }
  coded_.assign(network_.layers.size(), false);
}

RealNetwork::RealNetwork(const Network& quantised) : network_(quantised) {
  for (const Layer& layer : network_.layers) weights_.push_back(weight_matrix(layer));
  coded_.assign(network_.layers.size(), true);
}

void RealNetwork::quantise(int layer, const Layer& quantised) {
  const auto l = static_cast<size_t>(layer);
  network_.layers[l] = quantised;
  weights_[l] = weight_matrix(quantised);
  coded_[l] = true;
}

Maps RealNetwork::before_relu(int layer, const Maps& source, const Maps* addend) const {
  const auto l = static_cast<size_t>(layer);
  const Layer& shape = network_.layers[l];
  Maps out = weights_[l] * windows(shape, source);
  out.colwise() += Eigen::Map<const Eigen::VectorXf>(shape.bias.data(), out.rows());
  if (addend != nullptr) out += addend->reshaped<Eigen::RowMajor>(out.rows(), out.cols());
  return out;
}

Maps RealNetwork::after(int layer, const Maps& before) const {
  const auto l = static_cast<size_t>(layer);
  const Layer& shape = network_.layers[l];
  if (layer + 1 == layers()) return before;
  const float top = top_code(network_);
  Maps out = shape.relu ? Maps(before.cwiseMax(0.0F)) : before;
  if (coded_[l]) {
    out = shape.relu ? on_codes(out, shape.output_scale, 0.0F, top)
                     : on_codes(out, shape.output_scale, -128.0F, 127.0F);
  }
  out = pooled(shape, out);
  const bool averages = shape.pool > 1 && shape.pool_kind == PoolKind::Average;
  return coded_[l] && averages ? on_codes(out, shape.pool_scale, 0.0F, top) : out;
}

Eigen::VectorXf RealNetwork::logits(const Maps& input) const {
  std::vector<Maps> tensors;
  const auto tensor = [&](int number) -> const Maps& {
    return number == kInputTensor ? input : tensors[static_cast<size_t>(number)];
  };
  for (int l = 0; l < layers(); ++l) {
    const bool adds = network_.layers[static_cast<size_t>(l)].addend != 0;
    const Maps* addend = adds ? &tensor(addend_of(network_, l)) : nullptr;
    tensors.push_back(after(l, before_relu(l, tensor(source_of(network_, l)), addend)));
  }
  return tensors.back().reshaped<Eigen::RowMajor>();
}

double real_accuracy(const RealNetwork& network, const Network& structure, bool coded, float white,
                     const uint8_t* pixels, const uint8_t* labels, int count) {
  const ptrdiff_t size = structure.input.size();
  const int right = tbb::parallel_reduce(
      tbb::blocked_range<int>(0, count), 0,
      [&](const tbb::blocked_range<int>& range, int sum) {
        for (int i = range.begin(); i < range.end(); ++i) {
          const uint8_t* image = pixels + i * size;
          Eigen::Index best = 0;
          network
              .logits(coded ? coded_input(structure, image)
                            : real_input(structure.input, image, white))
              .maxCoeff(&best);
          sum += best == labels[i] ? 1 : 0;
        }
        return sum;
      },
      std::plus<int>());
  return count == 0 ? 0.0 : static_cast<double>(right) / count;
}

}  // namespace kintsugi
