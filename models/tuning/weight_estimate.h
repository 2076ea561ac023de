// What a host makes of a layer's answers: the weights of the die.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "models/core/random.h"
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

// Weights that would have answered alike: `count` draws from what is left of the same prior, around
// a known factor (Matheron's rule: a draw of the prior, corrected by what it answers differently).
// Draw k has the random numbers of `key` with k as its die.
std::vector<Eigen::MatrixXd> draw_weights(const LayerSight& sight, const NominalWeights& design,
                                          double spread, double factor, int count, RandomKey key);

// Variance of the layer's accumulators by cells that are not known, over inputs of second moments
// `moment` [rows][rows]: the share of the prior's that is left when a layer with the nominal
// weights has been seen like this. Mean over channels.
double doubt_left(const LayerSight& sight, const NominalWeights& design, double spread,
                  const Eigen::MatrixXd& moment);

}  // namespace kintsugi::tuning
