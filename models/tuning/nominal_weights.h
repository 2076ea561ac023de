// The matrices of a design in floating point, as who knows the design and not the die has them.
#pragma once

#include <Eigen/Dense>

#include "models/accelerator/chip.h"
#include "models/tuning/die_twin.h"

namespace kintsugi::tuning {

// Of one layer, [rows][channels], in accumulator LSB an input code.
struct NominalWeights {
  Eigen::MatrixXd weights;
  Eigen::MatrixXd
      conductances;  // of their cells; the relative spread of a cell times it is an error
};

NominalWeights nominal_weights(const LayerPlan& plan, const ChipConfig& config);

// A layer of a twin with gains of 1, and offsets and deltas of 0.
TwinLayer twin_layer(const Eigen::MatrixXd& weights, const SparseArray& sparse);

}  // namespace kintsugi::tuning
