#include "models/tuning/sparse_plan.h"

#include <algorithm>
#include <utility>

#include "models/tuning/nominal_weights.h"

namespace kintsugi::tuning {

SparsePlan::SparsePlan(const Chip& chip, const uint8_t* images, int count)
    : classes_(chip.network.classes()), layer_count_(chip.layers.size()) {
  std::vector<NominalWeights> design;
  std::vector<TwinLayer> layers;
  for (const LayerPlan& plan : chip.layers) {
    design.push_back(nominal_weights(plan, chip.config));
    layers.push_back(twin_layer(design.back().weights, plan.sparse));
  }
  const std::vector<Eigen::MatrixXf> fisher =
      DieTwin(chip, std::move(layers), false)
          .fisher(images, count, TwinTraining{}.temperature, TwinTraining{}.seed);
  std::vector<std::pair<double, size_t>> costs;
  for (size_t l = 0; l < layer_count_; ++l) {
    const Eigen::MatrixXd cost =
        design[l].conductances.cwiseAbs2().cwiseProduct(fisher[l].cast<double>());
    for (const double each : cost.reshaped()) costs.emplace_back(each, l);
  }
  std::stable_sort(costs.begin(), costs.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [cost, layer] : costs) layers_.push_back(layer);
}

std::vector<int32_t> SparsePlan::entries(int total) const {
  std::vector<int32_t> entries(layer_count_, 0);
  const size_t last = layer_count_ - 1;
  int left = total;
  int kept = std::min(total, classes_);  // for the last layer, until it has so many
  for (const size_t layer : layers_) {
    if (layer == last && kept > 0) {
      --kept;
    } else if (left == kept) {
      continue;
    }
    ++entries[layer];
    --left;
  }
  return entries;
}

}  // namespace kintsugi::tuning
