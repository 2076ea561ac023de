#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/tuning/algorithm.h"
#include "models/tuning/compact_images.h"
#include "models/tuning/fit_parts.h"
#include "models/tuning/flow.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Statistics = std::vector<std::vector<uint32_t>>;  // [die][statistics]

constexpr double kRidge = 10.0;  // in squared octaves; one value, so that errors compare

// Mean squared error of ridge regression with each sample left out in turn, from one factorisation:
// the residual of sample i over 1 - h_i (Allen's PRESS).
double left_out_error(MatrixXd x, VectorXd y) {
  const auto samples = static_cast<double>(x.rows());
  x.rowwise() -= x.colwise().mean().eval();
  y.array() -= y.mean();
  MatrixXd gram = MatrixXd::Identity(x.cols(), x.cols()) * kRidge;
  gram.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
  const Eigen::LLT<MatrixXd, Eigen::Lower> factor(gram);
  const MatrixXd whitened = factor.matrixL().solve(x.transpose());
  const VectorXd fitted = whitened.transpose() * (whitened * y);
  double sum = 0;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double leverage = whitened.col(i).squaredNorm() + 1.0 / samples;
    const double residual = (y(i) - fitted(i)) / std::max(1.0 - leverage, 1e-6);
    sum += residual * residual;
  }
  return sum / samples;
}

double variance(const VectorXd& y) {
  return (y.array() - y.mean()).square().sum() / static_cast<double>(y.size());
}

// Summed over the states, each relative to its spread.
double error_of(const std::vector<CandidateResponses>& states, const Statistics& nominal,
                TestProgram program, const std::vector<int>& images) {
  set_nominal(combined_statistics(nominal, images, program.layers()), &program);
  double error = 0;
  for (const CandidateResponses& state : states) {
    Statistics combined;
    for (const Statistics& die : state.statistics) {
      combined.push_back(combined_statistics(die, images, program.layers()));
    }
    const MatrixXd codes = statistic_codes(combined, program);
    const VectorXd scale = column_scale(codes, program);
    error += left_out_error(codes * scale.asDiagonal(), state.accuracy) /
             std::max(variance(state.accuracy), 1e-12);
  }
  return error;
}

}  // namespace

std::vector<uint32_t> combined_statistics(const Statistics& of_image,
                                          const std::vector<int>& images, int layers) {
  std::vector<uint32_t> all(of_image.front().size(), 0);
  for (const int image : images) {
    const std::vector<uint32_t>& one = of_image[static_cast<size_t>(image)];
    for (size_t j = 0; j < all.size(); ++j) {
      const bool maximum = j < 3 * static_cast<size_t>(layers) && j % 3 == 2;
      all[j] = maximum ? std::max(all[j], one[j]) : saturating_add(all[j], one[j]);
    }
  }
  return all;
}

std::vector<int> choose_compact_images(const std::vector<CandidateResponses>& states,
                                       const Statistics& nominal, const TestProgram& program,
                                       int wanted) {
  const auto candidates = static_cast<int>(nominal.size());
  std::vector<int> chosen;
  while (static_cast<int>(chosen.size()) < std::min(wanted, candidates)) {
    std::vector<double> errors(nominal.size(), std::numeric_limits<double>::infinity());
    tbb::parallel_for(0, candidates, [&](int c) {
      if (std::find(chosen.begin(), chosen.end(), c) != chosen.end()) return;
      std::vector<int> with = chosen;
      with.push_back(c);
      errors[static_cast<size_t>(c)] = error_of(states, nominal, program, with);
    });
    const auto best = std::min_element(errors.begin(), errors.end());
    chosen.push_back(static_cast<int>(best - errors.begin()));
  }
  return chosen;
}

}  // namespace kintsugi::tuning
