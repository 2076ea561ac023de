#include "models/training/crossbar_product.h"

#include <algorithm>

namespace kintsugi {
namespace {

torch::Tensor as_maps(const Layer& layer, const torch::Tensor& x) {
  return x.view({x.size(0), layer.in.channels, layer.in.height, layer.in.width});
}

// Codes as the rows of the array see them: [n, rows, positions].
torch::Tensor row_codes(const Layer& layer, const torch::Tensor& codes) {
  if (layer.kind == LayerKind::Dense) return codes.reshape({codes.size(0), -1, 1});
  return torch::im2col(as_maps(layer, codes), {layer.kernel, layer.kernel}, {1, 1},
                       {layer.pad, layer.pad}, {layer.stride, layer.stride});
}

// One factor a tile, spread out to the shape of `states`.
torch::Tensor tile_factors(const CellMapping& cells, double sigma, const torch::Tensor& states) {
  const int64_t outputs = states.size(0);
  const int64_t rows = states.numel() / outputs;
  const auto tiles = [](int64_t size, int64_t tile) { return (size + tile - 1) / tile; };
  const auto factors =
      (torch::randn({tiles(outputs, cells.tile_outputs), tiles(rows, cells.tile_rows)},
                    states.options()) *
       sigma)
          .exp();
  return factors.repeat_interleave(cells.tile_outputs, 0)
      .slice(0, 0, outputs)
      .repeat_interleave(cells.tile_rows, 1)
      .slice(1, 0, rows)
      .reshape(states.sizes());
}

// Calls `use` with each tile's sums [n, out, positions].
template <class Use>
void each_tile_sum(const Layer& layer, const CellMapping& cells, const torch::Tensor& codes,
                   const torch::Tensor& states, const Use& use) {
  const auto columns = row_codes(layer, codes);
  const auto matrix = states.reshape({states.size(0), -1});
  for (int64_t first = 0; first < matrix.size(1); first += cells.tile_rows) {
    const int64_t last = std::min<int64_t>(first + cells.tile_rows, matrix.size(1));
    use(torch::matmul(matrix.slice(1, first, last), columns.slice(1, first, last)));
  }
}

}  // namespace

torch::Tensor round_through(const torch::Tensor& x) { return x + (x.round() - x).detach(); }

torch::Tensor product(const Layer& layer, const torch::Tensor& x, const torch::Tensor& weight,
                      const torch::Tensor& bias) {
  if (layer.kind == LayerKind::Dense) {
    return torch::linear(x.reshape({x.size(0), -1}), weight, bias);
  }
  return torch::conv2d(as_maps(layer, x), weight, bias, layer.stride, layer.pad);
}

// Both halves of a pair keep half the gradient at state zero.
torch::Tensor spread_states(const CellMapping& cells, const TrainingSpread& spread,
                            const torch::Tensor& states, const torch::Tensor& die) {
  const double floor = cells.floor_levels(spread.g_min);
  const auto factors = [&](c10::IntArrayRef shape) {
    return (torch::randn(shape, states.options()) * spread.sigma_cell).exp();
  };
  torch::Tensor effective;
  if (cells.differential()) {
    const auto magnitude = states.abs();
    const auto plus = ((magnitude + states) / 2 + floor) * factors(states.sizes());
    const auto minus = ((magnitude - states) / 2 + floor) * factors(states.sizes());
    effective = plus - minus;
  } else {
    const double middle = cells.middle_level() + floor;
    auto one_column = states.sizes().vec();
    one_column[0] = 1;
    effective = (states + middle) * factors(states.sizes()) - middle * factors(one_column);
  }
  if (spread.sigma_layer > 0.0) {
    effective = effective * (torch::randn({}, states.options()) * spread.sigma_layer).exp();
  }
  if (spread.sigma_tile > 0.0) {
    effective = effective * tile_factors(cells, spread.sigma_tile, states);
  }
  return die.defined() ? effective * die : effective;
}

double largest_tile_sum(const Layer& layer, const CellMapping& cells, const torch::Tensor& codes,
                        const torch::Tensor& states) {
  double largest = 0.0;
  each_tile_sum(layer, cells, codes, states, [&](const torch::Tensor& sums) {
    largest = std::max(largest, sums.abs().max().item<double>());
  });
  return largest;
}

torch::Tensor converted_product(const Layer& layer, const CellMapping& cells, int bits,
                                const torch::Tensor& range, const torch::Tensor& codes,
                                const torch::Tensor& states) {
  const int half = 1 << (bits - 1);
  const auto lsb = range / half;
  torch::Tensor sum;
  each_tile_sum(layer, cells, codes, states, [&](const torch::Tensor& sums) {
    const auto converted = round_through(torch::clamp(sums / lsb, -half, half - 1)) * lsb;
    sum = sum.defined() ? sum + converted : converted;
  });
  const Shape& out = layer.conv_out;
  if (layer.kind == LayerKind::Dense) return sum.squeeze(2);
  return sum.view({sum.size(0), out.channels, out.height, out.width});
}

}  // namespace kintsugi
