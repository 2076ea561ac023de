// Varied dies of a chip as one differentiable function of their input images: what test images are
// made by backpropagation through.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "models/accelerator/chip.h"

namespace kintsugi {

// What dies make of n images: activation codes behind pooling, [dies, n, channels, positions] a
// hidden layer, and logits in real units, [dies, n, classes]. Gradients go straight through
// rounding.
struct BankAnswers {
  std::vector<torch::Tensor> codes;
  torch::Tensor logits;
};

// The cells of the dies as fabricated, behind converters without error: close to the chip, and
// smooth enough to descend on. For chains of unsliced layers; throws UserError for other networks.
class DieBank {
 public:
  // Dies first .. first + dies - 1 of `seed`.
  DieBank(const Chip& chip, uint64_t seed, uint32_t first, int dies);
  // The one without variation.
  static DieBank nominal(const Chip& chip);

  int dies() const { return dies_; }

  // `pixels` [n, input.size()], real values, rounded here to codes of 0 .. 1.
  BankAnswers answer(const torch::Tensor& pixels) const;

 private:
  DieBank(const Chip& chip, int dies);
  void add_die(int place, const class Die& die, const std::vector<double>& units);

  Network network_;
  int dies_ = 0;
  std::vector<torch::Tensor> weights_;  // [dies, outputs, rows] a layer, real units
  std::vector<torch::Tensor> bias_;     // [outputs]
};

// Columns of a regressor, one row a die, of images side by side: per layer octaves of 1 + sum,
// number and sum of squares of the codes; then octaves of the channel sums, and the logits.
struct BankColumns {
  torch::Tensor layers;   // [dies, n x columns]
  torch::Tensor details;  // [dies, n x columns]
};
BankColumns columns_of(const BankAnswers& answers);

// Mean squared left-out residual, over its spread, of kernel ridge regression of `accuracy` [dies]
// on these columns: what models/compact minimises over images, with a gradient.
torch::Tensor left_out_error(const BankColumns& columns, const torch::Tensor& accuracy,
                             double width, double details, double ridge);

}  // namespace kintsugi
