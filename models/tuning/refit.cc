#include "models/tuning/refit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/core/error.h"
#include "models/tuning/flow.h"
#include "models/tuning/refit_parts.h"
#include "models/tuning/training_dies.h"

namespace kintsugi::tuning {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using MeasuredDies = std::vector<MeasuredDie>;

void require_usable(const TestProgram& given, const MeasuredDies& dies) {
  const int placing = placing_features(given);
  if (!given.predict || placing < 1 || given.features != placing + kAccuracyFeatures ||
      std::any_of(given.distance_weight.begin() + placing, given.distance_weight.end(),
                  [](uint8_t weight) { return weight != 0; })) {
    throw UserError(fmt::format(
        "test program '{}': found {} features, {} of them in the distance, predictors {}; allowed "
        "is a program of `kintsugi fit` with fit.predict = true, whose last {} features predict",
        given.name, given.features, placing, given.predict ? "on" : "off", kAccuracyFeatures));
  }
  if (dies.size() < kLeastMeasured) {
    throw UserError(fmt::format("found {} dies to fit on; allowed are {} or more", dies.size(),
                                kLeastMeasured));
  }
  const bool all_alike = std::all_of(dies.begin(), dies.end(), [&](const MeasuredDie& die) {
    return die.statistics == dies.front().statistics;
  });
  if (all_alike) {
    throw UserError(fmt::format(
        "found the same signature in all of {} dies to fit on; allowed are those of different dies",
        dies.size()));
  }
}

double points_of(int16_t q8_8) { return q8_8 / 256.0; }

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

// A refit on its way: features, then entries, then predictions.
class Refitting {
 public:
  Refitting(const TestProgram& given, const MeasuredDies& dies, const RefitOptions& options,
            RefitReport* report)
      : given_(given),
        dies_(dies),
        options_(options),
        report_(report),
        measured_(given, dies),
        placing_(placing_features(given)),
        program_(given),
        codes_(measured_.statistics, given) {
    report->repair =
        measured_.gains == static_cast<int>(dies.size()) && placing_ == given.layers() - 1;
    report->forecast = measured_.forecasts >= kLeastMeasured;
    report->after = static_cast<int>(measured_.after.size()) >= kLeastMeasured;
    program_.name = options.name;
    program_.fit_dies = static_cast<int>(dies.size());
  }

  TestProgram run() {
    const MatrixXd placed = place();
    const AdjustedFeature now = adjusted(placing_, measured_.accuracy);
    const AdjustedFeature rest =
        adjusted(placing_ + 1, left_by_curvature(placed, now.left_out, measured_.accuracy));
    columns_.push_back(now.column);
    columns_.push_back(rest.column);
    // Behind the repair: what was measured, else what the given program says of the same codes.
    const auto& retested = report_->after ? measured_.after : measured_.statistics;
    const Codes codes_after(retested, given_);
    const AfterMap map(given_);
    const VectorXd told = map.told(codes_after);
    const VectorXd accuracy_after = report_->after ? measured_.accuracy_after : told;
    const bool says_something = map.weights.cwiseAbs().maxCoeff() > 0;
    const AdjustedFeature after(codes_after,
                                says_something ? map.weights : stored_weights(given_, placing_ + 2),
                                accuracy_after, false);
    columns_.push_back(after.column);

    units_ = store_features(columns_, &program_);
    MatrixXd features = feature_values(program_, units_, measured_.statistics);
    MatrixXd features_after = feature_values(program_, units_, retested);
    store_repair(features);
    // The predictors are fitted on what these features would say of dies they have not seen.
    features.col(placing_) = now.left_out;
    features.col(placing_ + 1) = rest.left_out;
    features_after.col(placing_ + 2) = after.left_out;
    store_predictions(features, features_after, told, accuracy_after);
    return program_;
  }

 private:
  AdjustedFeature adjusted(int feature, const VectorXd& targets) const {
    return {codes_, stored_weights(given_, feature), targets, feature < placing_};
  }

  // The features that place a die; what they say of each die, left out of a fit.
  MatrixXd place() {
    MatrixXd placed(codes_.raw.rows(), placing_);
    const MatrixXd octaves = report_->repair ? best_octaves(dies_) : MatrixXd();
    for (int d = 0; d < placing_; ++d) {
      if (report_->repair) {
        const AdjustedFeature gain = adjusted(d, octaves.col(d));
        columns_.push_back(gain.column);
        placed.col(d) = gain.left_out;
      } else {
        columns_.push_back(kept_feature(codes_, given_, d));
        placed.col(d) = columns_.back().targets;
      }
    }
    return placed;
  }

  void store_repair(const MatrixXd& features) {
    const RepairModel repair = report_->repair
                                   ? measured_repair(features.leftCols(placing_), units_, dies_)
                                   : moved_repair(given_, measured_.features, program_);
    if (report_->repair) {
      program_.affine = true;
      program_.fixed_gain = tuning_from_octaves(best_octaves(dies_).colwise().mean());
    }
    store_entries(features, units_, placing_, repair, given_.clusters(), options_.seed, &program_);
  }

  void store_predictions(const MatrixXd& features, const MatrixXd& features_after,
                         const VectorXd& after_told, const VectorXd& accuracy_after) {
    const MatrixXd terms = quadratic_terms(features);
    const Correction now(terms, measured_.given_now, measured_.accuracy);
    const Correction forecast(terms, measured_.given_forecast, measured_.forecast);
    const Correction after(features_after, after_told, accuracy_after);
    FitReport fitted;
    store_predictors({features, now.corrected, forecast.corrected, features_after, after.corrected},
                     units_, options_.yield_margin, &program_, &fitted);
    store_limits({measured_.accuracy, now.left_out, accuracy_after, after.left_out},
                 options_.yield_margin, &program_, &fitted);
    if (!report_->after) program_.ship_limit = given_.ship_limit;
    if (!report_->forecast || !report_->after) program_.repair_limit = given_.repair_limit;
    report_->accuracy_sd = fitted.accuracy_sd;
    report_->given_rmse = rmse_of(measured_.given_now - measured_.accuracy);
    report_->fitted_rmse = fitted.accuracy_rmse;
  }

  const TestProgram& given_;
  const MeasuredDies& dies_;
  const RefitOptions& options_;
  RefitReport* report_;
  const Measured measured_;
  const int placing_;
  TestProgram program_;
  const Codes codes_;
  std::vector<FeatureColumn> columns_;
  VectorXd units_;
};

}  // namespace

TestProgram refit(const TestProgram& given, const MeasuredDies& dies, const RefitOptions& options,
                  RefitReport* report) {
  require_usable(given, dies);
  *report = RefitReport{};
  return Refitting(given, dies, options, report).run();
}

}  // namespace kintsugi::tuning
