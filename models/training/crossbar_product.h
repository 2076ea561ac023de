// The product of a layer as cells and converters make it, with gradients.
#pragma once

#include <torch/torch.h>

#include "models/network/network.h"
#include "models/training/settings.h"

namespace kintsugi {

// Rounds in the forward pass and is the identity in the backward pass.
torch::Tensor round_through(const torch::Tensor& x);

// Conv or dense product of `x` (any shape of layer.in) plus `bias`, which may be undefined.
torch::Tensor product(const Layer& layer, const torch::Tensor& x, const torch::Tensor& weight,
                      const torch::Tensor& bias);

// States as cells of this spread hold them: one draw of all factors of the layer, `die` on top.
// A pair holds k states as one cell k levels above the lowest and the other at the lowest, which
// still conducts g_min; a single cell sits k levels beside the middle and is read against a column
// of middle cells, so a state of 0 is as noisy as any.
torch::Tensor spread_states(const CellMapping& cells, const TrainingSpread& spread,
                            const torch::Tensor& states, const torch::Tensor& die);

// Largest magnitude of a tile's sum of states x codes.
double largest_tile_sum(const Layer& layer, const CellMapping& cells, const torch::Tensor& codes,
                        const torch::Tensor& states);

// Sum over tiles of rows of each tile's states x codes, clipped to +-range and rounded to
// 2^bits codes; straight-through gradients. [n, out, height, width], dense [n, out].
torch::Tensor converted_product(const Layer& layer, const CellMapping& cells, int bits,
                                const torch::Tensor& range, const torch::Tensor& codes,
                                const torch::Tensor& states);

}  // namespace kintsugi
