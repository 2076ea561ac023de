// What a host makes of a layer's answers: the weights of the die.
#pragma once

#include <Eigen/Dense>

#include "models/tuning/layer_sight.h"
#include "models/tuning/nominal_weights.h"

namespace kintsugi::tuning {

struct WeightEstimate {
  double factor = 1.0;  // common to all weights, as far as the answers tell it from their errors
  Eigen::MatrixXd weights;  // of the die, [rows][channels], accumulator LSB an input code
};

// Ridge regression with a Gaussian prior a weight, of standard deviation `spread` times the
// conductance of its cells, around `factor` times the nominal weight; the factor has one around 1.
WeightEstimate estimate_weights(const LayerSight& sight, const NominalWeights& design,
                                double spread);

}  // namespace kintsugi::tuning
