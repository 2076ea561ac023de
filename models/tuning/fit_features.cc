#include <algorithm>
#include <cmath>

#include "models/tuning/algorithm.h"
#include "models/tuning/fit_parts.h"
#include "models/tuning/flow.h"
#include "models/tuning/regression.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kCodesPerOctave = 256.0;
constexpr double kFeatureHeadroom = 12000.0;  // of 32767: dies beyond the training set still fit

constexpr double kScatterSpread = 0.9;  // octaves
constexpr int kFeatureFolds = 5;

double largest(const VectorXd& v) { return v.cwiseAbs().maxCoeff(); }

}  // namespace

int scatter_shift_for(const TestProgram& program) {
  int channels = 0;
  for (const SignatureShape& shape : program.signature)
    channels = std::max(channels, shape.channels);
  int shift = 0;
  while (std::ldexp(channels * kCodesPerOctave, -shift) > 8191) ++shift;
  return shift;
}

void set_nominal(const std::vector<uint32_t>& statistics, TestProgram* p) {
  p->nominal.clear();
  if (!p->scatter) return;
  const auto code = [&](size_t slot) {
    return int{statistic_code(statistics[slot], p->log2_enabled, p->linear_shift)};
  };
  const auto layers = static_cast<size_t>(p->layers());
  for (size_t l = 0, slot = 3 * layers; l < layers; ++l) {
    for (int c = 0; c < p->signature[l].channels; ++c, ++slot) {
      p->nominal.push_back(static_cast<int16_t>(code(slot) - code(3 * l)));
    }
  }
}

MatrixXd statistic_codes(const std::vector<std::vector<uint32_t>>& statistics,
                         const TestProgram& program) {
  MatrixXd x(static_cast<Eigen::Index>(statistics.size()), program.projected());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const auto codes = projected_codes(program, statistics[static_cast<size_t>(i)]);
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      x(i, j) = codes[static_cast<size_t>(j)] / kCodesPerOctave;
    }
  }
  return x;
}

VectorXd column_scale(const MatrixXd& codes, const TestProgram& program) {
  VectorXd scale = VectorXd::Ones(codes.cols());
  for (Eigen::Index j = program.statistics(); j < codes.cols(); ++j) {
    const double mean = codes.col(j).mean();
    const double spread = std::sqrt((codes.col(j).array() - mean).square().mean());
    if (spread > 0) scale(j) = kScatterSpread / spread;
  }
  return scale;
}

Codes::Codes(const std::vector<std::vector<uint32_t>>& statistics, const TestProgram& program)
    : raw(statistic_codes(statistics, program)),
      scale(column_scale(raw, program)),
      scaled(raw * scale.asDiagonal()) {}

FeatureColumn Codes::column(const VectorXd& scaled_weights, const VectorXd& targets,
                            bool places) const {
  return {scaled_weights.cwiseProduct(scale), &raw, targets, places};
}

VectorXd left_by_curvature(const MatrixXd& gains, const VectorXd& linear,
                           const VectorXd& accuracy) {
  MatrixXd features(gains.rows(), gains.cols() + 1);
  features << gains, linear;
  const MatrixXd terms = quadratic_terms(features);
  return accuracy - out_of_fold(terms, accuracy, choose_ridge(terms, accuracy), kFeatureFolds);
}

VectorXd store_features(const std::vector<FeatureColumn>& columns, TestProgram* p) {
  const auto count = columns.size();
  const Eigen::Index statistics = columns[0].weights.size();
  p->features = static_cast<int>(count);
  p->projection.assign(static_cast<size_t>(statistics) * count, 0);
  p->mean.clear();
  p->distance_weight.clear();
  p->project_shift = 0;

  VectorXd units(static_cast<Eigen::Index>(count));  // of the projection sum, a unit of the target
  for (size_t d = 0; d < count; ++d) {
    const FeatureColumn& column = columns[d];
    const double scale = 127.0 / largest(column.weights);
    const VectorXd weights = (column.weights * scale).array().round();
    for (Eigen::Index j = 0; j < statistics; ++j) {
      p->projection[static_cast<size_t>(j) * count + d] = static_cast<int8_t>(weights(j));
    }
    const auto i = static_cast<Eigen::Index>(d);
    units(i) = scale * kCodesPerOctave;
    const VectorXd sums = *column.codes * weights * kCodesPerOctave;
    p->mean.push_back(static_cast<int32_t>(std::lround((sums - column.targets * units(i)).mean())));
    while (std::ldexp(largest(column.targets) * units(i), -p->project_shift) > kFeatureHeadroom) {
      ++p->project_shift;
    }
  }
  units /= std::ldexp(1.0, p->project_shift);

  double coarsest = units.maxCoeff();
  for (size_t d = 0; d < count; ++d) {
    if (columns[d].places) coarsest = std::min(coarsest, units(static_cast<Eigen::Index>(d)));
  }
  for (size_t d = 0; d < count; ++d) {  // distances in squared octaves
    const double ratio = coarsest / units(static_cast<Eigen::Index>(d));
    const long weight = std::max(1L, std::lround(255.0 * ratio * ratio));
    p->distance_weight.push_back(columns[d].places ? static_cast<uint8_t>(weight) : uint8_t{0});
  }
  return units;
}

MatrixXd feature_values(const TestProgram& program, const VectorXd& units,
                        const std::vector<std::vector<uint32_t>>& statistics) {
  MatrixXd values(static_cast<Eigen::Index>(statistics.size()), program.features);
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    const std::vector<int16_t> f = compute_features(program, statistics[static_cast<size_t>(i)]);
    for (Eigen::Index d = 0; d < values.cols(); ++d) {
      values(i, d) = f[static_cast<size_t>(d)] / units(d);
    }
  }
  return values;
}

}  // namespace kintsugi::tuning
