#include "models/tuning/refit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/core/error.h"
#include "models/tuning/fit_parts.h"
#include "models/tuning/flow.h"
#include "models/tuning/regression.h"
#include "models/tuning/training_dies.h"

namespace kintsugi::tuning {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using MeasuredDies = std::vector<MeasuredDie>;

constexpr int kRefitFolds = 5;
constexpr double kCodesAnOctave = 256.0;
constexpr double kStepsAPoint = 256.0;  // of a predicted accuracy
// As large as leaves nothing of a fit: then the given feature stays what it is.
const std::vector<double> kRidges = {1, 10, 30, 100, 300, 1e3, 3e3, 1e4, 1e5, 1e6};

// Behind those that place a die come the accuracy now, what curvature leaves of it, and after.
constexpr int kAccuracyFeatures = 3;

int placing_features(const TestProgram& p) {
  const auto first_other = std::find(p.distance_weight.begin(), p.distance_weight.end(), 0);
  return static_cast<int>(first_other - p.distance_weight.begin());
}

void require_usable(const TestProgram& given, size_t dies) {
  const int placing = placing_features(given);
  if (!given.predict || placing < 1 || given.features != placing + kAccuracyFeatures ||
      std::any_of(given.distance_weight.begin() + placing, given.distance_weight.end(),
                  [](uint8_t weight) { return weight != 0; })) {
    throw UserError(fmt::format(
        "test program '{}': found {} features, {} of them in the distance, predictors {}; allowed "
        "is a program of `kintsugi fit` with fit.predict = true, whose last {} features predict",
        given.name, given.features, placing, given.predict ? "on" : "off", kAccuracyFeatures));
  }
  if (dies < kLeastMeasured) {
    throw UserError(
        fmt::format("found {} dies to fit on; allowed are {} or more", dies, kLeastMeasured));
  }
}

// Weights of a feature as the program stores them, [projected].
VectorXd stored_weights(const TestProgram& p, int feature) {
  VectorXd weights(p.projected());
  for (Index j = 0; j < weights.size(); ++j) {
    weights(j) = p.projection[static_cast<size_t>(j) * static_cast<size_t>(p.features) +
                              static_cast<size_t>(feature)];
  }
  return weights;
}

// The row AFTER as one linear map of the codes in octaves, in points.
struct AfterMap {
  explicit AfterMap(const TestProgram& p) : weights(VectorXd::Zero(p.projected())) {
    intercept = p.after.base / kStepsAPoint;
    for (int d = 0; d < p.features; ++d) {
      const auto i = static_cast<size_t>(d);
      const double slope =
          std::ldexp(p.after.slopes[i] / kStepsAPoint, -p.predict_shift - p.project_shift);
      weights += slope * kCodesAnOctave * stored_weights(p, d);
      intercept -= slope * p.mean[i];
    }
  }
  VectorXd weights;  // [projected]
  double intercept = 0;
};

// The strongest ridge whose predictions of dies left out are worse than the best one's by no more
// than the standard error of that difference, die by die.
double careful_ridge(const MatrixXd& inputs, const VectorXd& targets) {
  std::vector<VectorXd> squares;  // of the errors, for each ridge
  for (const double ridge : kRidges) {
    squares.push_back(
        (targets - out_of_fold(inputs, targets, ridge, kRefitFolds).col(0)).array().square());
  }
  const auto best =
      std::min_element(squares.begin(), squares.end(),
                       [](const VectorXd& a, const VectorXd& b) { return a.mean() < b.mean(); });
  const auto n = static_cast<double>(targets.size());
  for (size_t i = kRidges.size(); i-- > 0;) {
    const VectorXd worse = squares[i] - *best;
    const double spread = std::sqrt((worse.array() - worse.mean()).square().mean());
    if (worse.mean() <= spread / std::sqrt(n)) return kRidges[i];
  }
  return kRidges.back();
}

// What is told of dies, and a ridge over `inputs` on what that leaves of what was measured.
struct Correction {
  Correction(const MatrixXd& inputs, const VectorXd& told, const VectorXd& measured) {
    const VectorXd left = measured - told;
    const double ridge = careful_ridge(inputs, left);
    map = ridge_regression(inputs, left, ridge);
    corrected = told + inputs * map.weights.col(0);
    corrected.array() += map.intercept(0);
    left_out = told + out_of_fold(inputs, left, ridge, kRefitFolds).col(0);
  }
  LinearMap map;
  VectorXd corrected;  // [dies]
  VectorXd left_out;   // [dies], each die by a ridge without it
};

// A feature that says `targets` of dies: the given weights, brought to the scale of the targets,
// and a correction. And what it says of each die when that die is left out.
struct AdjustedFeature {
  AdjustedFeature(const Codes& codes, const VectorXd& given, const VectorXd& targets, bool places) {
    const MatrixXd told = codes.raw * given;
    const LinearMap scale = ridge_regression(told, targets, 1e-9);
    const Correction correction(codes.scaled, (told * scale.weights).col(0), targets);
    column = codes.column(correction.map.weights.col(0), {}, places);
    column.weights += given * scale.weights(0, 0);
    // Its range is that of what it says, which may be far less than what it should say.
    column.targets = codes.raw * column.weights;
    column.targets.array() += targets.mean() - column.targets.mean();
    left_out = correction.left_out;
  }
  FeatureColumn column;
  VectorXd left_out;
};

constexpr double kKeptSpread = 0.5;  // of a kept feature in its unit, like a gain's in octaves

// A feature as the given program has it.
FeatureColumn kept_feature(const Codes& codes, const TestProgram& p, int feature) {
  const VectorXd weights = stored_weights(p, feature);
  const double mean = p.mean[static_cast<size_t>(feature)] / kCodesAnOctave;
  const VectorXd told = codes.raw * weights;
  const double spread = std::sqrt((told.array() - told.mean()).square().mean());
  const double unit = spread > 0 ? spread / kKeptSpread : 1.0;
  return {weights / unit, &codes.raw, ((told.array() - mean) / unit).matrix(), true};
}

// How many steps of the given program's feature make one of the new: stored again, the largest
// weight is 127 and the shift may be another.
double given_steps(const TestProgram& given, const TestProgram& stored, int feature) {
  return std::ldexp(stored_weights(given, feature).cwiseAbs().maxCoeff() / 127.0,
                    stored.project_shift - given.project_shift);
}

// The given repair, its entries moved to where these dies lie. `features` are those of the given
// program; `stored` has the new ones.
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

// Gains and offsets by quadratic models of those that were measured.
RepairModel measured_repair(const MatrixXd& placing, const VectorXd& units, const MatrixXd& octaves,
                            const MatrixXd& offsets) {
  const MatrixXd terms = quadratic_terms(placing);
  const LinearMap map = ridge_regression(terms, offsets, choose_ridge(terms, offsets));
  const RepairModel gains = affine_repair(placing, units, octaves);
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

double points_of(int16_t q8_8) { return q8_8 / kStepsAPoint; }

double rmse_of(const VectorXd& error) {
  return std::sqrt(error.squaredNorm() / static_cast<double>(error.size()));
}

// The measured dies as a fit sees them.
struct Measured {
  Measured(const TestProgram& given, const MeasuredDies& dies)
      : accuracy(static_cast<Index>(dies.size())),
        forecast(accuracy.size()),
        given_now(accuracy.size()),
        given_forecast(accuracy.size()) {
    std::vector<double> repaired;
    for (size_t d = 0; d < dies.size(); ++d) {
      const MeasuredDie& die = dies[d];
      const auto i = static_cast<Index>(d);
      statistics.push_back(die.statistics);
      features.push_back(compute_features(given, die.statistics));
      const int entry = nearest_entry(given, features.back()).index;
      const TestPrediction told = predict_test(given, entry, features.back());
      accuracy(i) = die.accuracy;
      given_now(i) = points_of(told.now);
      // Where nothing was measured, the given program's word stands.
      given_forecast(i) = points_of(told.forecast);
      forecast(i) = die.repaired.value_or(given_forecast(i));
      forecasts += die.repaired ? 1 : 0;
      gains += die.best.empty() ? 0 : 1;
      if (die.statistics_after.empty() || !die.repaired) continue;
      after.push_back(die.statistics_after);
      repaired.push_back(*die.repaired);
    }
    accuracy_after =
        Eigen::Map<const VectorXd>(repaired.data(), static_cast<Index>(repaired.size()));
  }
  std::vector<std::vector<uint32_t>> statistics;
  std::vector<std::vector<int16_t>> features;  // of the given program
  VectorXd accuracy;
  VectorXd forecast;
  VectorXd given_now;  // what the given program says of both
  VectorXd given_forecast;
  int forecasts = 0;  // dies with a measured one
  int gains = 0;      // dies with measured best gains
  std::vector<std::vector<uint32_t>> after;
  VectorXd accuracy_after;
};

MatrixXd best_octaves(const MeasuredDies& dies, int tuned) {
  MatrixXd octaves(static_cast<Index>(dies.size()), tuned);
  for (Index i = 0; i < octaves.rows(); ++i) {
    octaves.row(i) = cumulated_octaves(dies[static_cast<size_t>(i)].best).transpose();
  }
  return octaves;
}

MatrixXd best_offsets(const MeasuredDies& dies, int tuned) {
  MatrixXd offsets(static_cast<Index>(dies.size()), tuned);
  for (Index i = 0; i < offsets.rows(); ++i) {
    for (int l = 0; l < tuned; ++l) {
      offsets(i, l) = dies[static_cast<size_t>(i)].best[static_cast<size_t>(l)].offset;
    }
  }
  return offsets;
}

}  // namespace

TestProgram refit(const TestProgram& given, const MeasuredDies& dies, const RefitOptions& options,
                  RefitReport* report) {
  require_usable(given, dies.size());
  *report = RefitReport{};
  const Measured measured(given, dies);
  const int tuned = given.layers() - 1;
  const int placing = placing_features(given);
  report->repair = measured.gains == static_cast<int>(dies.size()) && placing == tuned;
  report->forecast = measured.forecasts >= kLeastMeasured;
  report->after = static_cast<int>(measured.after.size()) >= kLeastMeasured;

  TestProgram p = given;
  p.name = options.name;
  p.fit_dies = static_cast<int>(dies.size());
  const Codes codes(measured.statistics, given);
  const MatrixXd octaves = report->repair ? best_octaves(dies, tuned) : MatrixXd();

  std::vector<FeatureColumn> columns;
  MatrixXd placed(codes.raw.rows(), placing);  // each die left out
  for (int d = 0; d < placing; ++d) {
    if (report->repair) {
      AdjustedFeature gain(codes, stored_weights(given, d), octaves.col(d), true);
      columns.push_back(gain.column);
      placed.col(d) = gain.left_out;
    } else {
      columns.push_back(kept_feature(codes, given, d));
      placed.col(d) = columns.back().targets;
    }
  }
  const AdjustedFeature now(codes, stored_weights(given, placing), measured.accuracy, false);
  const AdjustedFeature rest(codes, stored_weights(given, placing + 1),
                             left_by_curvature(placed, now.left_out, measured.accuracy), false);
  columns.push_back(now.column);
  columns.push_back(rest.column);
  const AfterMap after_map(given);
  const Codes codes_after(report->after ? measured.after : measured.statistics, given);
  const VectorXd after_told =
      ((codes_after.raw * after_map.weights).array() + after_map.intercept).matrix();
  const VectorXd accuracy_after = report->after ? measured.accuracy_after : after_told;
  VectorXd after_feature;
  if (report->after) {
    const AdjustedFeature after(codes_after, after_map.weights, accuracy_after, false);
    columns.push_back(after.column);
    after_feature = after.left_out;
  } else {
    after_feature = after_told;
    columns.push_back({after_map.weights, &codes_after.raw, accuracy_after, false});
  }
  const VectorXd units = store_features(columns, &p);

  MatrixXd features = feature_values(p, units, measured.statistics);
  const RepairModel repair = report->repair ? measured_repair(features.leftCols(placing), units,
                                                              octaves, best_offsets(dies, tuned))
                                            : moved_repair(given, measured.features, p);
  if (report->repair) {
    p.affine = true;
    p.fixed_gain = tuning_from_octaves(octaves.colwise().mean());
  }
  store_entries(features, units, placing, repair, given.clusters(), options.seed, &p);

  MatrixXd features_after =
      feature_values(p, units, report->after ? measured.after : measured.statistics);
  // The predictors are fitted on what these features would say of dies they have not seen.
  features.col(placing) = now.left_out;
  features.col(placing + 1) = rest.left_out;
  features_after.col(placing + 2) = after_feature;
  const MatrixXd terms = quadratic_terms(features);
  const Correction of_now(terms, measured.given_now, measured.accuracy);
  const Correction of_forecast(terms, measured.given_forecast, measured.forecast);
  const Correction of_after(features_after, after_told, accuracy_after);
  FitReport fitted;
  store_predictors(
      {features, of_now.corrected, of_forecast.corrected, features_after, of_after.corrected},
      units, options.yield_margin, &p, &fitted);
  store_limits({measured.accuracy, of_now.left_out, accuracy_after, of_after.left_out},
               options.yield_margin, &p, &fitted);
  if (!report->after) p.ship_limit = given.ship_limit;
  if (!report->forecast || !report->after) p.repair_limit = given.repair_limit;
  report->accuracy_sd = fitted.accuracy_sd;
  report->given_rmse = rmse_of(measured.given_now - measured.accuracy);
  report->fitted_rmse = fitted.accuracy_rmse;
  return p;
}

}  // namespace kintsugi::tuning
