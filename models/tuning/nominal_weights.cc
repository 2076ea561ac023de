#include "models/tuning/nominal_weights.h"

#include <cmath>
#include <cstdlib>

namespace kintsugi::tuning {
namespace {

// Conductance of a weight's cells in weight steps, by whose size their spread disturbs the weight:
// of a pair the larger cell, whose level is the weight; of a single cell its own and its
// reference's, however small the weight is. Linear levels, as if all slices were one cell.
double conductance_in_steps(const WeightCoding& coding, const ChipConfig& config, int weight) {
  if (coding.mapping == Mapping::Differential) return std::abs(weight);
  const auto states = static_cast<double>(coding.states());
  const double lowest = (states - 1) * config.device.g_min / (1 - config.device.g_min);
  const double cell = coding.state(weight) + lowest;
  const double reference = coding.digital_reference() ? 0 : coding.reference_state() + lowest;
  return coding.steps_per_state() * std::hypot(cell, reference);
}

}  // namespace

NominalWeights nominal_weights(const LayerPlan& plan, const ChipConfig& config) {
  const Layer& layer = plan.layer;
  const int rows = layer.rows();
  const double lsb = lsb_per_weight_step(plan, config);
  NominalWeights known{Eigen::MatrixXd(rows, layer.conv_out.channels),
                       Eigen::MatrixXd(rows, layer.conv_out.channels)};
  for (int c = 0; c < layer.conv_out.channels; ++c) {
    for (int r = 0; r < rows; ++r) {
      const int weight = layer.weights[static_cast<size_t>(c * rows + r)];
      known.weights(r, c) = lsb * weight;
      known.conductances(r, c) = lsb * conductance_in_steps(plan.coding, config, weight);
    }
  }
  return known;
}

TwinLayer twin_layer(const Eigen::MatrixXd& weights, const SparseArray& sparse) {
  return {weights.cast<float>(), Eigen::VectorXf::Ones(weights.cols()),
          Eigen::VectorXf::Zero(weights.cols()),
          Eigen::VectorXf::Zero(static_cast<Eigen::Index>(sparse.positions.size())), 1.0};
}

}  // namespace kintsugi::tuning
