#include "models/tuning/fit.h"

#include <tbb/global_control.h>

#include <algorithm>
#include <numeric>

#include "models/accelerator/calibration.h"
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
constexpr int kCandidates = 128;     // images to choose the compact ones from
constexpr int kMatchingImages = 64;  // images the targets are matched on

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

// Everything of the program that comes from neither varied dies nor compact images.
TestProgram begin_program(const Chip& chip, const FitOptions& options) {
  TestProgram p;
  p.name = options.name;
  p.network = chip.network.name;
  p.network_digest = digest(chip.network);
  p.fit_seed = options.seed;
  p.fit_dies = options.dies;
  p.array = array_text(chip.config);
  p.adc_full_scale = chip.config.adc.full_scale;
  for (const int l : chip.signature) {
    const Layer& layer = chip.network.layers[static_cast<size_t>(l)];
    p.signature.push_back({layer.out.channels, layer.out.height * layer.out.width});
  }
  p.scatter = options.predict;
  p.scatter_shift = p.scatter ? scatter_shift_for(p) : 0;
  return p;
}

using Statistics = std::vector<std::vector<uint32_t>>;

// The images to choose from, and what the nominal die answers to them.
struct Candidates {
  std::vector<int> index;
  std::vector<uint8_t> labels;
  std::vector<const uint8_t*> codes;
  Statistics nominal;
};

Candidates find_candidates(const Die& nominal, const TestProgram& program,
                           const TrainingImages& images, const FitOptions& options) {
  Candidates out;
  for (const std::vector<uint8_t>& given : options.stimuli) {
    out.index.push_back(static_cast<int>(out.index.size()));
    out.labels.push_back(static_cast<uint8_t>(
        classify(nominal, identity_tuning(nominal.chip()), given.data(), 1)[0]));
    out.codes.push_back(given.data());
  }
  if (options.stimuli.empty()) {
    out.index =
        options.predict
            ? candidate_images(nominal, images.codes, images.labels, images.count,
                               std::max(kCandidates, options.images))
            : typical_images(nominal, images.codes, images.labels, images.count, options.images);
    const auto pixels = static_cast<size_t>(nominal.chip().network.input.size());
    for (const int i : out.index) {
      out.labels.push_back(images.labels[i]);
      out.codes.push_back(images.codes + static_cast<size_t>(i) * pixels);
    }
  }
  out.nominal = image_statistics(nominal, identity_tuning(nominal.chip()), program, out.codes);
  return out;
}

// Positions in the list of candidates.
std::vector<int> choose_images(const std::vector<TrainingDie>& dies, const Candidates& candidates,
                               const TestProgram& program, const FitOptions& options) {
  if (!options.predict || !options.stimuli.empty()) {
    std::vector<int> all(candidates.index.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
  std::vector<CandidateResponses> states(2);
  for (CandidateResponses& state : states) {
    state.accuracy.resize(static_cast<Eigen::Index>(dies.size()));
  }
  for (size_t d = 0; d < dies.size(); ++d) {
    states[0].statistics.push_back(dies[d].untuned);
    states[1].statistics.push_back(dies[d].tuned);
    states[0].accuracy(static_cast<Eigen::Index>(d)) = dies[d].accuracy;
    states[1].accuracy(static_cast<Eigen::Index>(d)) = dies[d].accuracy_tuned;
  }
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(options.jobs));
  return choose_compact_images(states, candidates.nominal, program, options.images);
}

void set_images(const Candidates& candidates, const std::vector<int>& chosen, size_t pixels,
                TestProgram* p) {
  for (const int c : chosen) {
    const auto position = static_cast<size_t>(c);
    p->stimuli.emplace_back(candidates.codes[position], candidates.codes[position] + pixels);
    p->stimulus_index.push_back(candidates.index[position]);
    p->labels.push_back(candidates.labels[position]);
  }
  const std::vector<uint32_t> nominal =
      combined_statistics(candidates.nominal, chosen, p->layers());
  set_nominal(nominal, p);
  p->nominal_sum.clear();
  for (int l = 0; l < p->layers(); ++l) {
    p->nominal_sum.push_back(nominal[3 * static_cast<size_t>(l)]);
  }
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

std::vector<FeatureColumn> gain_columns(const Codes& codes, const MatrixXd& octaves, double ridge) {
  const LinearMap map = ridge_regression(codes.scaled, octaves, ridge);
  std::vector<FeatureColumn> columns;
  for (Eigen::Index l = 0; l < octaves.cols(); ++l) {
    columns.push_back(codes.column(map.weights.col(l), octaves.col(l), true));
  }
  return columns;
}

// A linear prediction of the accuracy as a feature of its own: what the gains do not tell. And what
// it says of each die when that die is left out.
struct AccuracyFeature {
  AccuracyFeature(const Codes& codes, const VectorXd& accuracy) {
    const double ridge = choose_ridge(codes.scaled, accuracy);
    column = codes.column(ridge_regression(codes.scaled, accuracy, ridge).weights.col(0), accuracy,
                          false);
    left_out = out_of_fold(codes.scaled, accuracy, ridge, kFolds);
  }
  FeatureColumn column;
  VectorXd left_out;
};

std::vector<double> root_mean_square(const MatrixXd& residual) {
  const VectorXd r =
      (residual.colwise().squaredNorm() / static_cast<double>(residual.rows())).cwiseSqrt();
  return {r.begin(), r.end()};
}

MatrixXd codebook_residual(const Statistics& statistics, const MatrixXd& octaves,
                           const TestProgram& p) {
  MatrixXd residual = octaves;
  for (Eigen::Index i = 0; i < octaves.rows(); ++i) {
    const auto features = compute_features(p, statistics[static_cast<size_t>(i)]);
    const Tuning repair = repair_of(p, nearest_entry(p, features).index, features);
    residual.row(i) -= cumulated_octaves(repair).transpose();
  }
  return residual;
}

// The repair as it would be without predictors shows what repaired dies look like; then features of
// both predictions join those of the gains. False when stopped.
bool add_predictors(const Chip& chip, const Statistics& before, const Codes& codes,
                    const MatrixXd& octaves, const FitOptions& options,
                    std::vector<TrainingDie>* dies, std::vector<FeatureColumn> columns,
                    TestProgram* p, FitReport* report) {
  if (!repair_training_dies(chip, *p, before, options, dies)) return false;
  Statistics after;
  for (const TrainingDie& die : *dies) after.push_back(die.statistics_after);
  const Codes codes_after(after, *p);
  const VectorXd accuracy = accuracies_of(*dies, false);
  const VectorXd accuracy_after = accuracies_of(*dies, true);
  const AccuracyFeature now(codes, accuracy);
  const AccuracyFeature rest(
      codes, left_by_curvature(out_of_fold(codes.scaled, octaves, report->ridge, kFolds),
                               now.left_out, accuracy));
  const AccuracyFeature repaired(codes_after, accuracy_after);
  columns.push_back(now.column);
  columns.push_back(rest.column);
  columns.push_back(repaired.column);
  const VectorXd units = store_features(columns, p);
  MatrixXd features = feature_values(*p, units, before);
  store_codebook(features, units, octaves, options, p);
  MatrixXd features_after = feature_values(*p, units, after);
  // The predictors are fitted on what these features would say of dies they have not seen.
  const Eigen::Index tuned = octaves.cols();
  features.col(tuned) = now.left_out;
  features.col(tuned + 1) = rest.left_out;
  features_after.col(tuned + 2) = repaired.left_out;
  const PredictorData data{features, accuracy, accuracy_after, features_after, accuracy_after};
  store_predictors(data, units, options.yield_margin, p, report);
  p->fallbacks = options.fallbacks;
  return true;
}

}  // namespace

TestProgram fit(const Network& network, ChipConfig config, const TrainingImages& images,
                const FitOptions& options, FitReport* report) {
  *report = FitReport{};
  require_few_layers(network, options.name);
  if (config.adc.full_scale.empty()) {
    config.adc.full_scale = calibrated_full_scale(network, config, images, options.seed);
  }
  const Chip chip = make_chip(network, config);
  TestProgram program = begin_program(chip, options);
  const Die nominal = Die::nominal(chip);
  const Candidates candidates = find_candidates(nominal, program, images, options);
  const TrainingImages matching{images.codes, images.labels,
                                std::min(images.count, kMatchingImages)};
  std::vector<TrainingDie> dies =
      make_training_dies(chip, program, candidates.codes, matching, options);
  report->stopped = dies.empty();
  if (report->stopped) return program;

  const std::vector<int> chosen = choose_images(dies, candidates, program, options);
  set_images(candidates, chosen, static_cast<size_t>(network.input.size()), &program);
  Statistics statistics;
  for (TrainingDie& die : dies) {
    statistics.push_back(combined_statistics(die.untuned, chosen, program.layers()));
    die.untuned.clear();
    die.tuned.clear();
  }
  const Codes codes(statistics, program);
  const MatrixXd octaves = target_octaves(dies, chip.tuned_layers());
  report->ridge = options.ridge > 0 ? options.ridge : choose_ridge(codes.scaled, octaves);
  const VectorXd cross_validated =
      cross_validated_rmse(codes.scaled, octaves, report->ridge, kFolds);
  const std::vector<FeatureColumn> columns = gain_columns(codes, octaves, report->ridge);
  const VectorXd units = store_features(columns, &program);
  store_codebook(feature_values(program, units, statistics), units, octaves, options, &program);
  program.fixed_gain = tuning_from_octaves(octaves.colwise().mean());
  if (options.predict) {
    report->stopped = !add_predictors(chip, statistics, codes, octaves, options, &dies, columns,
                                      &program, report);
    if (report->stopped) return program;
  }
  report->target_sd = root_mean_square(octaves.rowwise() - octaves.colwise().mean());
  report->prediction_sd = {cross_validated.begin(), cross_validated.end()};
  report->codebook_sd = root_mean_square(codebook_residual(statistics, octaves, program));
  require_fits(program, network, options.name);
  return program;
}

}  // namespace kintsugi::tuning
