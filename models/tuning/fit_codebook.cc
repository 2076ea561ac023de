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

constexpr double kLn2 = 0.693147180559945309;

// d gain_l / d feature_d at an entry, in gain LSB a feature unit: feature l is the cumulated gain up
// to layer l in octaves, so gain_l = 2^(feature_l - feature_(l-1)).
MatrixXd gain_slopes(const Tuning& base, const VectorXd& units) {
  const auto layers = static_cast<Eigen::Index>(base.size());
  MatrixXd slopes = MatrixXd::Zero(layers, units.size());
  for (Eigen::Index l = 0; l < layers; ++l) {
    const double octave = kLn2 * base[static_cast<size_t>(l)].gain;
    slopes(l, l) = octave / units(l);
    if (l > 0) slopes(l, l - 1) = -octave / units(l - 1);
  }
  return slopes;
}

void store_slopes(const std::vector<MatrixXd>& slopes, TestProgram* p) {
  double largest = 0;
  for (const MatrixXd& s : slopes) largest = std::max(largest, s.cwiseAbs().maxCoeff());
  p->gain_shift = 0;
  while (p->gain_shift < 31 && std::ldexp(largest, p->gain_shift + 1) <= 127.0) ++p->gain_shift;
  for (size_t k = 0; k < slopes.size(); ++k) {
    CodebookEntry& entry = p->codebook[k];
    for (Eigen::Index l = 0; l < slopes[k].rows(); ++l) {
      for (Eigen::Index d = 0; d < slopes[k].cols(); ++d) {
        const double scaled = std::ldexp(slopes[k](l, d), p->gain_shift);
        entry.gain_slopes.push_back(
            static_cast<int8_t>(std::lround(std::clamp(scaled, -127.0, 127.0))));
      }
    }
    entry.offset_slopes.assign(entry.gain_slopes.size(), 0);
  }
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

void store_codebook(const MatrixXd& features, const VectorXd& units, const MatrixXd& octaves,
                    const FitOptions& options, TestProgram* p) {
  p->affine = options.affine;
  p->codebook.clear();
  const std::vector<int> cluster =
      k_means(features.leftCols(octaves.cols()), options.clusters, options.seed);
  std::vector<MatrixXd> slopes;
  for (int k = 0; k <= *std::max_element(cluster.begin(), cluster.end()); ++k) {
    std::vector<Eigen::Index> members;
    for (size_t i = 0; i < cluster.size(); ++i) {
      if (cluster[i] == k) members.push_back(static_cast<Eigen::Index>(i));
    }
    if (members.empty()) continue;
    const VectorXd centre = features(members, Eigen::all).colwise().mean();
    CodebookEntry entry;
    for (Eigen::Index d = 0; d < centre.size(); ++d) {
      entry.centroid.push_back(static_cast<int16_t>(std::lround(centre(d) * units(d))));
    }
    entry.base = tuning_from_octaves(octaves(members, Eigen::all).colwise().mean());
    if (options.affine) slopes.push_back(gain_slopes(entry.base, units));
    p->codebook.push_back(std::move(entry));
  }
  if (options.affine) store_slopes(slopes, p);
  // A die four times as far (twice in octaves) as any training die is no die of this population.
  p->reject_distance =
      std::min<uint64_t>(4 * farthest(features, units, *p), (uint64_t{1} << 48) - 1);
}

}  // namespace kintsugi::tuning
