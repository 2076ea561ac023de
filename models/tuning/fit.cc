#include "models/tuning/fit.h"

#include <algorithm>

#include "models/accelerator/calibration.h"
#include "models/tuning/algorithm.h"
#include "models/tuning/compact_images.h"
#include "models/tuning/fit_parts.h"
#include "models/tuning/flow.h"
#include "models/tuning/regression.h"
#include "models/tuning/training_dies.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kCalibrationDies = 16;
constexpr int kCalibrationImages = 64;
constexpr double kCalibrationQuantile = 0.9995;
constexpr int kFolds = 5;  // of cross-validation

std::vector<int32_t> calibrated_full_scale(const Network& network, const ChipConfig& config,
                                           const TrainingImages& images, uint64_t seed) {
  const Chip chip = make_chip(network, config);
  std::vector<Die> dies;
  for (int d = 0; d < kCalibrationDies; ++d) dies.emplace_back(chip, DieKey{seed, uint32_t(d)});
  std::vector<const Die*> pointers;
  for (const Die& die : dies) pointers.push_back(&die);
  return calibrate_adc(chip, pointers, images.codes, std::min(images.count, kCalibrationImages),
                       kCalibrationQuantile);
}

// Everything of the program that does not come from varied dies.
TestProgram begin_program(const Chip& chip, const TrainingImages& images,
                          const FitOptions& options) {
  TestProgram p;
  p.name = options.name;
  p.network = chip.network.name;
  p.network_digest = digest(chip.network);
  p.fit_seed = options.seed;
  p.fit_dies = options.dies;
  p.adc_full_scale = chip.config.adc.full_scale;
  for (const Layer& layer : chip.network.layers) {
    p.signature.push_back({layer.out.channels, layer.out.height * layer.out.width});
  }
  const Die nominal = Die::nominal(chip);
  const auto pixels = static_cast<size_t>(chip.network.input.size());
  for (int index : choose_compact_images(nominal, images.codes, images.labels, images.count,
                                         options.images)) {
    const uint8_t* codes = images.codes + static_cast<size_t>(index) * pixels;
    p.stimuli.emplace_back(codes, codes + pixels);
    p.stimulus_index.push_back(index);
    p.labels.push_back(images.labels[index]);
  }
  p.nominal_sum.assign(static_cast<size_t>(p.layers()), 0);
  for (const ImageOutput& image : run_signature(nominal, identity_tuning(chip), p)) {
    for (size_t l = 0; l < image.size(); ++l) {
      for (int32_t value : image[l].values) p.nominal_sum[l] += magnitude(value);
    }
  }
  return p;
}

using Statistics = std::vector<std::vector<uint32_t>>;

Statistics statistics_of(const std::vector<TrainingDie>& dies, bool after) {
  Statistics out;
  for (const TrainingDie& die : dies) out.push_back(after ? die.statistics_after : die.statistics);
  return out;
}

VectorXd accuracies_of(const std::vector<TrainingDie>& dies, bool after) {
  VectorXd out(static_cast<Eigen::Index>(dies.size()));
  for (Eigen::Index i = 0; i < out.size(); ++i) {
    const TrainingDie& die = dies[static_cast<size_t>(i)];
    out(i) = after ? die.accuracy_after : die.accuracy;
  }
  return out;
}

MatrixXd target_octaves(const std::vector<TrainingDie>& dies, int layers) {
  MatrixXd y(static_cast<Eigen::Index>(dies.size()), layers);
  for (Eigen::Index i = 0; i < y.rows(); ++i) {
    y.row(i) = cumulated_octaves(dies[static_cast<size_t>(i)].target).transpose();
  }
  return y;
}

std::vector<FeatureColumn> gain_columns(const MatrixXd& codes, const MatrixXd& octaves,
                                        double ridge) {
  const LinearMap map = ridge_regression(codes, octaves, ridge);
  std::vector<FeatureColumn> columns;
  for (Eigen::Index l = 0; l < octaves.cols(); ++l) {
    columns.push_back({map.weights.col(l), &codes, octaves.col(l), true});
  }
  return columns;
}

// A linear prediction of the accuracy as a feature of its own: what the gains do not tell.
FeatureColumn accuracy_column(const MatrixXd& codes, const VectorXd& accuracy) {
  const double ridge = choose_ridge(codes, accuracy);
  return {ridge_regression(codes, accuracy, ridge).weights.col(0), &codes, accuracy, false};
}

std::vector<double> root_mean_square(const MatrixXd& residual) {
  const VectorXd r =
      (residual.colwise().squaredNorm() / static_cast<double>(residual.rows())).cwiseSqrt();
  return {r.begin(), r.end()};
}

MatrixXd codebook_residual(const std::vector<TrainingDie>& dies, const MatrixXd& octaves,
                           const TestProgram& p) {
  MatrixXd residual = octaves;
  for (Eigen::Index i = 0; i < octaves.rows(); ++i) {
    const auto features = compute_features(p, dies[static_cast<size_t>(i)].statistics);
    const Tuning repair = repair_of(p, nearest_entry(p, features).index, features);
    residual.row(i) -= cumulated_octaves(repair).transpose();
  }
  return residual;
}

// The repair as it would be without predictors shows what repaired dies look like; then features of
// both predictions join those of the gains. False when stopped.
bool add_predictors(const Chip& chip, const MatrixXd& codes, const MatrixXd& octaves,
                    const FitOptions& options, std::vector<TrainingDie>* dies,
                    std::vector<FeatureColumn> columns, TestProgram* p, FitReport* report) {
  if (!repair_training_dies(chip, *p, options, dies)) return false;
  const Statistics before = statistics_of(*dies, false);
  const Statistics after = statistics_of(*dies, true);
  const MatrixXd codes_after = statistic_codes(after, *p);
  const VectorXd accuracy = accuracies_of(*dies, false);
  const VectorXd accuracy_after = accuracies_of(*dies, true);
  columns.push_back(accuracy_column(codes, accuracy));
  columns.push_back(accuracy_column(codes_after, accuracy_after));
  const VectorXd units = store_features(columns, p);
  MatrixXd features = feature_values(*p, units, before);
  store_codebook(features, units, octaves, options, p);
  MatrixXd features_after = feature_values(*p, units, after);
  // The predictors are fitted on what these two features would say of dies they have not seen.
  const Eigen::Index tuned = octaves.cols();
  features.col(tuned) = out_of_fold(codes, accuracy, choose_ridge(codes, accuracy), kFolds);
  features_after.col(tuned + 1) =
      out_of_fold(codes_after, accuracy_after, choose_ridge(codes_after, accuracy_after), kFolds);
  const PredictorData data{features, accuracy, features_after, accuracy_after};
  store_predictors(data, units, options.yield_margin, p, report);
  p->fallbacks = options.fallbacks;
  return true;
}

}  // namespace

TestProgram fit(const Network& network, ChipConfig config, const TrainingImages& images,
                const FitOptions& options, FitReport* report) {
  *report = FitReport{};
  if (config.adc.full_scale.empty()) {
    config.adc.full_scale = calibrated_full_scale(network, config, images, options.seed);
  }
  const Chip chip = make_chip(network, config);
  TestProgram program = begin_program(chip, images, options);
  std::vector<TrainingDie> dies = make_training_dies(chip, program, options);
  report->stopped = dies.empty();
  if (report->stopped) return program;

  const Statistics statistics = statistics_of(dies, false);
  const MatrixXd codes = statistic_codes(statistics, program);
  const MatrixXd octaves = target_octaves(dies, chip.tuned_layers());
  report->ridge = options.ridge > 0 ? options.ridge : choose_ridge(codes, octaves);
  const VectorXd cross_validated = cross_validated_rmse(codes, octaves, report->ridge, kFolds);
  const std::vector<FeatureColumn> columns = gain_columns(codes, octaves, report->ridge);
  const VectorXd units = store_features(columns, &program);
  store_codebook(feature_values(program, units, statistics), units, octaves, options, &program);
  program.fixed_gain = tuning_from_octaves(octaves.colwise().mean());
  if (options.predict) {
    report->stopped =
        !add_predictors(chip, codes, octaves, options, &dies, columns, &program, report);
    if (report->stopped) return program;
  }
  report->target_sd = root_mean_square(octaves.rowwise() - octaves.colwise().mean());
  report->prediction_sd = {cross_validated.begin(), cross_validated.end()};
  report->codebook_sd = root_mean_square(codebook_residual(dies, octaves, program));
  require_fits(program, network, options.name);
  return program;
}

}  // namespace kintsugi::tuning
