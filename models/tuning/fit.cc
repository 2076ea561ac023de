#include "models/tuning/fit.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "models/accelerator/calibration.h"
#include "models/tuning/algorithm.h"
#include "models/tuning/compact_images.h"
#include "models/tuning/flow.h"
#include "models/tuning/regression.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kCodesPerOctave = 256.0;  // log2_q8
constexpr double kGainOne = 4096.0;
constexpr int kCalibrationDies = 16;
constexpr int kCalibrationImages = 64;
constexpr double kCalibrationQuantile = 0.9995;
constexpr double kFeatureHeadroom = 12000.0;  // of 32767: dies beyond the training set still fit

struct TrainingDie {
  std::vector<uint32_t> statistics;
  Tuning target;
};

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

std::vector<TrainingDie> make_training_dies(const Chip& chip, const TestProgram& program,
                                            const FitOptions& options) {
  std::vector<TrainingDie> dies(static_cast<size_t>(options.dies));
  std::mutex mutex;
  int done = 0;
  std::atomic<bool> stop{false};
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(options.jobs));
  tbb::parallel_for(0, options.dies, [&](int d) {
    if (stop) return;
    const Die die(chip, DieKey{options.seed, static_cast<uint32_t>(d)});
    TrainingDie& out = dies[static_cast<size_t>(d)];
    out.statistics =
        collect_statistics(program, run_signature(die, identity_tuning(chip), program));
    out.target = mean_match(die, program, options.match_rounds);
    const std::lock_guard<std::mutex> lock(mutex);
    if (options.progress && !options.progress(++done, options.dies)) stop = true;
  });
  if (stop) dies.clear();
  return dies;
}

MatrixXd statistic_codes(const std::vector<TrainingDie>& dies, const TestProgram& program) {
  MatrixXd x(static_cast<Eigen::Index>(dies.size()), program.statistics());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      const uint32_t statistic = dies[static_cast<size_t>(i)].statistics[static_cast<size_t>(j)];
      x(i, j) = statistic_code(statistic, program.log2_enabled, program.linear_shift) /
                kCodesPerOctave;
    }
  }
  return x;
}

// log2 of the gains of layers 0 .. l multiplied, for each tuned layer l: what sets the scale of that
// layer's activations. Errors of these, not of single gains, are what the next quantiser sees.
VectorXd cumulated_octaves(const Tuning& tuning) {
  VectorXd octaves(static_cast<Eigen::Index>(tuning.size()));
  double sum = 0;
  for (Eigen::Index l = 0; l < octaves.size(); ++l) {
    sum += std::log2(std::max<double>(tuning[static_cast<size_t>(l)].gain, 1) / kGainOne);
    octaves(l) = sum;
  }
  return octaves;
}

Tuning tuning_from_octaves(const VectorXd& cumulated) {
  Tuning tuning;
  double before = 0;
  for (double octaves : cumulated) {
    tuning.push_back({quantise_gain(std::exp2(octaves - before)), 0});
    before = octaves;
  }
  return tuning;
}

MatrixXd targets(const std::vector<TrainingDie>& dies, int layers) {
  MatrixXd y(static_cast<Eigen::Index>(dies.size()), layers);
  for (Eigen::Index i = 0; i < y.rows(); ++i) {
    y.row(i) = cumulated_octaves(dies[static_cast<size_t>(i)].target).transpose();
  }
  return y;
}

// Stores the regression as int8 weights. Feature d is the predicted cumulated log2 gain of layer d
// on a scale of its own (returned: units an octave); the means are set so that the *quantised*
// projection has no bias over the training dies.
VectorXd quantise_projection(const LinearMap& map, const std::vector<TrainingDie>& dies,
                             const MatrixXd& y, TestProgram* p) {
  p->features = static_cast<int>(map.weights.cols());
  const VectorXd scale = 127.0 / map.weights.cwiseAbs().colwise().maxCoeff().transpose().array();
  p->projection.clear();
  for (Eigen::Index j = 0; j < map.weights.rows(); ++j) {
    for (Eigen::Index d = 0; d < map.weights.cols(); ++d) {
      p->projection.push_back(static_cast<int8_t>(std::lround(map.weights(j, d) * scale(d))));
    }
  }
  const VectorXd sum_units = scale * kCodesPerOctave;

  const double largest =
      (y.cwiseAbs().colwise().maxCoeff().transpose().array() * sum_units.array()).maxCoeff();
  p->project_shift = 0;
  while (std::ldexp(largest, -p->project_shift) > kFeatureHeadroom) ++p->project_shift;

  for (Eigen::Index d = 0; d < map.weights.cols(); ++d) {
    double bias = 0;
    for (size_t i = 0; i < dies.size(); ++i) {
      double sum = 0;
      for (size_t j = 0; j < dies[i].statistics.size(); ++j) {
        sum += p->projection[j * static_cast<size_t>(p->features) + static_cast<size_t>(d)] *
               double{static_cast<double>(statistic_code(dies[i].statistics[j], p->log2_enabled,
                                                         p->linear_shift))};
      }
      bias += sum - y(static_cast<Eigen::Index>(i), d) * sum_units(d);
    }
    p->mean.push_back(static_cast<int32_t>(std::lround(bias / static_cast<double>(dies.size()))));
  }

  const VectorXd units = sum_units / std::ldexp(1.0, p->project_shift);
  const double coarsest = units.minCoeff();
  for (Eigen::Index d = 0; d < units.size(); ++d) {  // distances in squared octaves
    const double weight = 255.0 * coarsest * coarsest / (units(d) * units(d));
    p->distance_weight.push_back(static_cast<uint8_t>(std::max(1L, std::lround(weight))));
  }
  return units;
}

// Clusters the training dies by their quantised features; each cluster's gains are the geometric
// mean of its dies' targets.
void make_codebook(const std::vector<TrainingDie>& dies, const MatrixXd& y, const VectorXd& units,
                   const FitOptions& options, TestProgram* p) {
  MatrixXd features(y.rows(), p->features);
  for (Eigen::Index i = 0; i < y.rows(); ++i) {
    const std::vector<int16_t> f =
        compute_features(*p, dies[static_cast<size_t>(i)].statistics);
    for (Eigen::Index d = 0; d < features.cols(); ++d) {
      features(i, d) = f[static_cast<size_t>(d)] / units(d);
    }
  }
  const std::vector<int> cluster = k_means(features, options.clusters, options.seed);
  const int used = 1 + *std::max_element(cluster.begin(), cluster.end());
  for (int k = 0; k < used; ++k) {
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
    entry.base = tuning_from_octaves(y(members, Eigen::all).colwise().mean());
    p->codebook.push_back(std::move(entry));
  }
  uint64_t farthest = 0;
  for (const TrainingDie& die : dies) {
    const Nearest n = nearest_entry(*p, compute_features(*p, die.statistics));
    farthest = std::max(farthest, n.distance);
  }
  // A die four times as far (twice in octaves) as any training die is no die of this population.
  p->reject_distance = std::min<uint64_t>(4 * farthest, (uint64_t{1} << 48) - 1);
}

std::vector<double> spread(const MatrixXd& residual, bool central) {
  const MatrixXd r = central ? MatrixXd(residual.rowwise() - residual.colwise().mean()) : residual;
  const VectorXd sd = (r.colwise().squaredNorm() / static_cast<double>(r.rows())).cwiseSqrt();
  return {sd.begin(), sd.end()};
}

MatrixXd codebook_residual(const std::vector<TrainingDie>& dies, const MatrixXd& y,
                           const TestProgram& p) {
  MatrixXd residual = y;
  for (Eigen::Index i = 0; i < y.rows(); ++i) {
    const auto features = compute_features(p, dies[static_cast<size_t>(i)].statistics);
    const Tuning repair = repair_of(p, nearest_entry(p, features).index, features);
    residual.row(i) -= cumulated_octaves(repair).transpose();
  }
  return residual;
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
  const std::vector<TrainingDie> dies = make_training_dies(chip, program, options);
  if (dies.empty()) {
    report->stopped = true;
    return program;
  }
  const MatrixXd x = statistic_codes(dies, program);
  const MatrixXd y = targets(dies, chip.tuned_layers());
  report->ridge = options.ridge > 0 ? options.ridge : choose_ridge(x, y);
  const VectorXd cross_validated = cross_validated_rmse(x, y, report->ridge, 5);

  const VectorXd units =
      quantise_projection(ridge_regression(x, y, report->ridge), dies, y, &program);
  make_codebook(dies, y, units, options, &program);
  program.fixed_gain = tuning_from_octaves(y.colwise().mean());
  report->target_sd = spread(y, true);
  report->prediction_sd = {cross_validated.begin(), cross_validated.end()};
  report->codebook_sd = spread(codebook_residual(dies, y, program), false);
  require_fits(program, network, options.name);
  return program;
}

}  // namespace kintsugi::tuning
