#include <algorithm>
#include <cmath>

#include "models/tuning/fit_parts.h"
#include "models/tuning/flow.h"
#include "models/tuning/regression.h"
#include "models/tuning/training_dies.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kOctaveSteps = 64.0;  // a slope sum's octaves are Q4.6

// Cumulated octaves from the features that place a die, and their gradient there.
struct GainModel {
  LinearMap map;  // over quadratic terms

  VectorXd octaves(const VectorXd& placing) const {
    return (quadratic_terms(placing.transpose()) * map.weights).transpose() + map.intercept;
  }
  // [tuned layers][features], of single layers' gains in steps a feature unit.
  MatrixXd slopes(const VectorXd& placing, const VectorXd& units) const {
    const MatrixXd cumulated = quadratic_gradient(map, placing);  // [placing][layers]
    MatrixXd out = MatrixXd::Zero(cumulated.cols(), units.size());
    for (Eigen::Index l = 0; l < out.rows(); ++l) {
      VectorXd own = cumulated.col(l);
      if (l > 0) own -= cumulated.col(l - 1);
      out.row(l).head(placing.size()) =
          kOctaveSteps * own.cwiseQuotient(units.head(placing.size())).transpose();
    }
    return out;
  }
};

// Slopes of all entries on the finest common scale that int8 allows: its shift, and each entry's.
int quantise_slopes(const std::vector<MatrixXd>& slopes, std::vector<int8_t> CodebookEntry::*stored,
                    TestProgram* p) {
  double largest = 0;
  for (const MatrixXd& s : slopes) largest = std::max(largest, s.cwiseAbs().maxCoeff());
  int shift = 0;
  while (largest > 0 && shift < 31 && std::ldexp(largest, shift + 1) <= 127.0) ++shift;
  for (size_t k = 0; k < slopes.size(); ++k) {
    for (Eigen::Index l = 0; l < slopes[k].rows(); ++l) {
      for (Eigen::Index d = 0; d < slopes[k].cols(); ++d) {
        const double scaled = std::ldexp(slopes[k](l, d), shift);
        (p->codebook[k].*stored)
            .push_back(static_cast<int8_t>(std::lround(std::clamp(scaled, -127.0, 127.0))));
      }
    }
  }
  return shift;
}

uint64_t farthest(const MatrixXd& features, const VectorXd& units, const TestProgram& p) {
  uint64_t most = 0;
  for (Eigen::Index i = 0; i < features.rows(); ++i) {
    std::vector<int16_t> f;
    for (Eigen::Index d = 0; d < features.cols(); ++d) {
      f.push_back(static_cast<int16_t>(std::lround(features(i, d) * units(d))));
    }
    most = std::max(most, nearest_entry(p, f).distance);
  }
  return most;
}

}  // namespace

RepairModel affine_repair(const MatrixXd& placing, const VectorXd& units, const MatrixXd& octaves) {
  const MatrixXd terms = quadratic_terms(placing);
  const GainModel model{ridge_regression(terms, octaves, choose_ridge(terms, octaves))};
  return [model, units, placed = placing.cols()](const VectorXd& centre, const auto&) {
    const VectorXd at = centre.head(placed);
    const MatrixXd slopes = model.slopes(at, units);
    return LocalRepair{tuning_from_octaves(model.octaves(at)), slopes,
                       MatrixXd::Zero(slopes.rows(), slopes.cols())};
  };
}

void store_entries(const MatrixXd& features, const VectorXd& units, Eigen::Index placing,
                   const RepairModel& repair, int clusters, uint64_t seed, TestProgram* p) {
  p->codebook.clear();
  const std::vector<int> cluster = k_means(features.leftCols(placing), clusters, seed);
  std::vector<MatrixXd> gain_slopes;
  std::vector<MatrixXd> offset_slopes;
  for (int k = 0; k <= *std::max_element(cluster.begin(), cluster.end()); ++k) {
    std::vector<Eigen::Index> members;
    for (size_t i = 0; i < cluster.size(); ++i) {
      if (cluster[i] == k) members.push_back(static_cast<Eigen::Index>(i));
    }
    if (members.empty()) continue;
    VectorXd centre = features(members, Eigen::all).colwise().mean();
    CodebookEntry entry;
    for (Eigen::Index d = 0; d < centre.size(); ++d) {
      entry.centroid.push_back(static_cast<int16_t>(std::lround(centre(d) * units(d))));
      centre(d) = entry.centroid.back() / units(d);
    }
    const LocalRepair local = repair(centre, members);
    entry.base = local.base;
    gain_slopes.push_back(local.gain_slopes);
    offset_slopes.push_back(local.offset_slopes);
    p->codebook.push_back(std::move(entry));
  }
  if (p->affine) {
    p->gain_shift = quantise_slopes(gain_slopes, &CodebookEntry::gain_slopes, p);
    p->offset_shift = quantise_slopes(offset_slopes, &CodebookEntry::offset_slopes, p);
  }
  // A die four times as far (twice in octaves) as any training die is no die of this population.
  p->reject_distance =
      std::min<uint64_t>(4 * farthest(features, units, *p), (uint64_t{1} << 48) - 1);
}

void store_codebook(const MatrixXd& features, const VectorXd& units, const MatrixXd& octaves,
                    const FitOptions& options, TestProgram* p) {
  p->affine = options.affine;
  const Eigen::Index placing = octaves.cols();
  const RepairModel mean_of_members = [&](const VectorXd&,
                                          const std::vector<Eigen::Index>& members) {
    return LocalRepair{tuning_from_octaves(octaves(members, Eigen::all).colwise().mean()), {}, {}};
  };
  store_entries(
      features, units, placing,
      options.affine ? affine_repair(features.leftCols(placing), units, octaves) : mean_of_members,
      options.clusters, options.seed, p);
}

}  // namespace kintsugi::tuning
