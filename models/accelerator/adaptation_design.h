// Parts of make_chip(): the sparse arrays of a design, and what of a design the register map of
// docs/accelerator.md has room for. All throw UserError.
#pragma once

#include "models/accelerator/chip.h"

namespace kintsugi {

void check_adaptation(const Network& network, const SparseConfig& config);

// Of the `number`th layer; `lsb_per_weight_step` is the accumulator LSB of one weight step and one
// input code.
SparseArray sparse_array(const Layer& layer, int number, const SparseConfig& config,
                         double lsb_per_weight_step, int weight_levels);

void check_registers(const Chip& chip);

}  // namespace kintsugi
