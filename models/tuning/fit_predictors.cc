#include <algorithm>
#include <cmath>

#include "models/tuning/fit_parts.h"
#include "models/tuning/regression.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kPointsQ8 = 256.0;

// Row of a predictor in real numbers: points, points a feature unit.
struct RealRow {
  double base = 0;
  VectorXd slopes;
};

// Tangent plane at `centre` of a linear map over quadratic terms.
RealRow tangent(const LinearMap& map, const VectorXd& centre, const VectorXd& units) {
  const double value = (quadratic_terms(centre.transpose()) * map.weights)(0, 0) + map.intercept(0);
  return {value, quadratic_gradient(map, centre).col(0).cwiseQuotient(units)};
}

PredictorRow quantised(const RealRow& row, int shift) {
  PredictorRow out;
  out.base = static_cast<int16_t>(std::lround(std::clamp(row.base * kPointsQ8, -32768.0, 32767.0)));
  for (double slope : row.slopes) {
    const double scaled = std::ldexp(slope * kPointsQ8, shift);
    out.slopes.push_back(static_cast<int8_t>(std::lround(std::clamp(scaled, -127.0, 127.0))));
  }
  return out;
}

double largest_slope(const std::vector<RealRow>& rows) {
  double largest = 0;
  for (const RealRow& row : rows) largest = std::max(largest, row.slopes.cwiseAbs().maxCoeff());
  return largest * kPointsQ8;
}

double rmse(const VectorXd& a, const VectorXd& b) {
  return std::sqrt((a - b).squaredNorm() / static_cast<double>(a.size()));
}

// The limit on `predicted` at which it calls the fewest dies wrong.
double best_limit(const VectorXd& predicted, const VectorXd& accuracy, double threshold) {
  std::vector<std::pair<double, bool>> dies;  // predicted, good
  int wrong = 0;                              // everything ships: the bad ones are wrong
  for (Eigen::Index i = 0; i < predicted.size(); ++i) {
    dies.emplace_back(predicted(i), accuracy(i) >= threshold);
    wrong += accuracy(i) < threshold;
  }
  std::sort(dies.begin(), dies.end());
  int fewest = wrong;
  double limit = dies.front().first - 0.01;
  for (size_t i = 0; i + 1 < dies.size(); ++i) {  // reject dies 0 .. i
    wrong += dies[i].second ? 1 : -1;
    if (wrong < fewest) {
      fewest = wrong;
      limit = (dies[i].first + dies[i + 1].first) / 2;
    }
  }
  return limit;
}

int16_t points(double value) {
  return static_cast<int16_t>(std::lround(std::clamp(value * kPointsQ8, -32768.0, 32767.0)));
}

}  // namespace

void store_predictors(const PredictorData& data, const VectorXd& units, double yield_margin,
                      TestProgram* p, FitReport* report) {
  const MatrixXd quadratic = quadratic_terms(data.features);
  const double ridge = choose_ridge(quadratic, data.accuracy);
  const LinearMap now = ridge_regression(quadratic, data.accuracy, ridge);
  const double ridge_forecast = choose_ridge(quadratic, data.forecast);
  const LinearMap forecast = ridge_regression(quadratic, data.forecast, ridge_forecast);
  const double ridge_after = choose_ridge(data.features_after, data.accuracy_after);
  const LinearMap after = ridge_regression(data.features_after, data.accuracy_after, ridge_after);

  std::vector<RealRow> rows;  // now and forecast of each entry, then after
  for (const CodebookEntry& entry : p->codebook) {
    VectorXd centre(units.size());
    for (Eigen::Index d = 0; d < units.size(); ++d) {
      centre(d) = entry.centroid[static_cast<size_t>(d)] / units(d);
    }
    rows.push_back(tangent(now, centre, units));
    rows.push_back(tangent(forecast, centre, units));
  }
  rows.push_back({after.intercept(0), after.weights.col(0).cwiseQuotient(units)});

  const double largest = largest_slope(rows);
  p->predict_shift = 0;
  while (p->predict_shift < 31 && std::ldexp(largest, p->predict_shift + 1) <= 127.0) {
    ++p->predict_shift;
  }
  for (size_t k = 0; k < p->codebook.size(); ++k) {
    p->codebook[k].now = quantised(rows[2 * k], p->predict_shift);
    p->codebook[k].forecast = quantised(rows[2 * k + 1], p->predict_shift);
  }
  p->after = quantised(rows.back(), p->predict_shift);
  p->predict = true;

  const VectorXd now_held = out_of_fold(quadratic, data.accuracy, ridge, kFolds).col(0);
  const VectorXd after_held =
      out_of_fold(data.features_after, data.accuracy_after, ridge_after, kFolds).col(0);
  store_limits({data.accuracy, now_held, data.accuracy_after, after_held}, yield_margin, p, report);
}

void store_limits(const HeldOut& dies, double yield_margin, TestProgram* p, FitReport* report) {
  const auto spread = [](const VectorXd& v) {
    return rmse(v, VectorXd::Constant(v.size(), v.mean()));
  };
  report->accuracy_sd = spread(dies.accuracy);
  report->accuracy_rmse = rmse(dies.predicted, dies.accuracy);
  report->accuracy_after_sd = spread(dies.accuracy_after);
  report->accuracy_after_rmse = rmse(dies.predicted_after, dies.accuracy_after);

  // A die passes untouched only when it would be good for all the error of its prediction; a repair
  // is tried unless it looks hopeless; what ships after it makes the fewest mistakes.
  p->pass_limit = points(-yield_margin + report->accuracy_rmse);
  p->repair_limit = points(-yield_margin - 2 * report->accuracy_after_rmse);
  p->adapt_limit = points(-yield_margin - 20.0);
  p->ship_limit = points(best_limit(dies.predicted_after, dies.accuracy_after, -yield_margin));
}

}  // namespace kintsugi::tuning
