// What an entry of a refitted program does to a die.
#include <algorithm>
#include <cmath>

#include "models/tuning/flow.h"
#include "models/tuning/refit_parts.h"
#include "models/tuning/training_dies.h"

namespace kintsugi::tuning {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// How many steps of the given program's feature make one of the new: stored again, the largest
// weight is 127 and the shift may be another.
double given_steps(const TestProgram& given, const TestProgram& stored, int feature) {
  return std::ldexp(stored_weights(given, feature).cwiseAbs().maxCoeff() / 127.0,
                    stored.project_shift - given.project_shift);
}

MatrixXd best_offsets(const std::vector<MeasuredDie>& dies, Index tuned) {
  MatrixXd offsets(static_cast<Index>(dies.size()), tuned);
  for (Index i = 0; i < offsets.rows(); ++i) {
    for (Index l = 0; l < tuned; ++l) {
      offsets(i, l) = dies[static_cast<size_t>(i)].best[static_cast<size_t>(l)].offset;
    }
  }
  return offsets;
}

}  // namespace

MatrixXd best_octaves(const std::vector<MeasuredDie>& dies) {
  MatrixXd octaves(static_cast<Index>(dies.size()), static_cast<Index>(dies.front().best.size()));
  for (Index i = 0; i < octaves.rows(); ++i) {
    octaves.row(i) = cumulated_octaves(dies[static_cast<size_t>(i)].best).transpose();
  }
  return octaves;
}

RepairModel moved_repair(const TestProgram& given,
                         const std::vector<std::vector<int16_t>>& features,
                         const TestProgram& stored) {
  const int tuned = given.layers() - 1;
  VectorXd steps(placing_features(given));
  for (Index d = 0; d < steps.size(); ++d) {
    steps(d) = given_steps(given, stored, static_cast<int>(d));
  }
  return [&given, &features, steps, tuned, all = stored.features](
             const VectorXd&, const std::vector<Index>& members) {
    std::vector<int16_t> centre;
    for (size_t d = 0; d < features.front().size(); ++d) {
      double sum = 0;
      for (const Index i : members) sum += features[static_cast<size_t>(i)][d];
      centre.push_back(
          static_cast<int16_t>(std::lround(sum / static_cast<double>(members.size()))));
    }
    const int nearest = nearest_entry(given, centre).index;
    const CodebookEntry& entry = given.codebook[static_cast<size_t>(nearest)];
    LocalRepair local{repair_of(given, nearest, centre), MatrixXd::Zero(tuned, all),
                      MatrixXd::Zero(tuned, all)};
    for (int l = 0; l < tuned && given.affine; ++l) {
      for (Index d = 0; d < steps.size(); ++d) {
        const auto at = static_cast<size_t>(l * given.features + d);
        local.gain_slopes(l, d) =
            std::ldexp(static_cast<double>(entry.gain_slopes[at]), -given.gain_shift) * steps(d);
        local.offset_slopes(l, d) =
            std::ldexp(static_cast<double>(entry.offset_slopes[at]), -given.offset_shift) *
            steps(d);
      }
    }
    return local;
  };
}

RepairModel measured_repair(const MatrixXd& placing, const VectorXd& units,
                            const std::vector<MeasuredDie>& dies) {
  const MatrixXd offsets = best_offsets(dies, placing.cols());
  const MatrixXd terms = quadratic_terms(placing);
  const LinearMap map = ridge_regression(terms, offsets, choose_ridge(terms, offsets));
  const RepairModel gains = affine_repair(placing, units, best_octaves(dies));
  return [map, gains, units](const VectorXd& centre, const std::vector<Index>& members) {
    LocalRepair local = gains(centre, members);
    const Index placed = map.weights.cols();
    const VectorXd at = centre.head(placed);
    const VectorXd offset =
        (quadratic_terms(at.transpose()) * map.weights).transpose() + map.intercept;
    const MatrixXd gradient = quadratic_gradient(map, at);  // [placing][layers]
    for (Index l = 0; l < placed; ++l) {
      local.base[static_cast<size_t>(l)].offset =
          static_cast<int16_t>(std::lround(std::clamp(offset(l), -32768.0, 32767.0)));
      local.offset_slopes.row(l).head(placed) =
          gradient.col(l).cwiseQuotient(units.head(placed)).transpose();
    }
    return local;
  };
}

}  // namespace kintsugi::tuning
