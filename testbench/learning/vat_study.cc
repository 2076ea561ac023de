#include <algorithm>

#include "models/accelerator/calibration.h"
#include "models/training/trainer.h"
#include "testbench/learning/design.h"
#include "testbench/learning/learning_studies.h"
#include "testbench/learning/spot_check.h"
#include "testbench/studies/populations.h"

namespace kintsugi {
namespace {

constexpr int kCalibrationDies = 8;
constexpr int kCalibrationImages = 64;
constexpr double kCalibrationQuantile = 0.9995;

// Cell-dominated spread of std/mean 0.5: no gain repairs it, training may.
constexpr TrainingSpread kHighSpread{0.40, 0.15, 0.0, 0.20, 0.02};

struct Width {
  int bits = 0;    // of signed weights and of activations
  int levels = 0;  // of a cell of a pair: 2 levels hold -1, 0 and 1
};
constexpr Width kWidths[] = {{2, 2}, {4, 8}};
constexpr TrainingMode kModes[] = {TrainingMode::PostTraining, TrainingMode::Noise,
                                   TrainingMode::Quantised, TrainingMode::Joint};

struct VatSizes {
  int epochs, dies, images, training_images;
};

TrainingSettings settings_of(const Width& width, TrainingMode mode, int epochs) {
  TrainingSettings settings = default_settings("lenet");
  settings.mode = mode;
  settings.activation_bits = width.bits;
  settings.cells.levels = width.levels;
  settings.spread = kHighSpread;
  settings.epochs = epochs;
  return settings;
}

Chip chip_of(const Network& network, const LearningImages& training) {
  ChipConfig config;
  config.device.levels = network.weight_levels;
  config.device.sigma_within = kHighSpread.sigma_cell;
  config.device.sigma_tile = kHighSpread.sigma_tile;
  config.device.sigma_die = kHighSpread.sigma_die;
  const Chip wide = make_chip(network, config);
  std::vector<Die> dies;
  std::vector<const Die*> pointers;
  for (uint32_t d = 0; d < kCalibrationDies; ++d) dies.emplace_back(wide, DieKey{kTrainingSeed, d});
  for (const Die& die : dies) pointers.push_back(&die);
  config.adc.full_scale =
      calibrate_adc(wide, pointers, training.codes.data(),
                    std::min(training.count(), kCalibrationImages), kCalibrationQuantile);
  return make_chip(network, config);
}

// Accuracies of the judged dies of one network, per cent, and of its nominal die; of the network
// that counts most also what the RTL does to its dies.
nlohmann::json piece(const Width& width, TrainingMode mode, const VatSizes& sizes,
                     const Dataset& training, const Dataset& test,
                     const std::filesystem::path& folder) {
  const TrainedNetwork trained =
      train(settings_of(width, mode, sizes.epochs), training, test, {}, {});
  const bool checked = width.bits == 4 && mode == TrainingMode::Joint;
  const Chip chip = chip_of(trained.network, coded(training, trained.network));
  const LearningImages judging = coded(test, trained.network).first(sizes.images);
  nlohmann::json dies = nlohmann::json::array();
  for (int d = 0; d < sizes.dies; ++d) {
    dies.push_back(accuracy_of(Die(chip, DieKey{kJudgedSeed, static_cast<uint32_t>(d)}), judging));
  }
  return {
      {"ideal", accuracy_of(Die::nominal(chip), judging)},
      {"float", 100 * trained.float_accuracy},
      {"dies", dies},
      {"rtl_faults", checked ? spot_check_network(trained.network, "fashion_lenet_b", folder) : 0}};
}

// The first images of a data set, so that a quick form has short epochs.
Dataset shortened(Dataset data, int count) {
  data.count = std::min(data.count, count);
  data.labels.resize(static_cast<size_t>(data.count));
  data.pixels.resize(data.labels.size() * static_cast<size_t>(data.shape.size()));
  return data;
}

std::vector<double> dies_of(const nlohmann::json& piece) { return piece.at("dies"); }

Estimate mean_gap(const std::vector<double>& a, const std::vector<double>& b) {
  return bootstrap(a.size(), [&](const std::vector<size_t>& drawn) {
    double sum = 0;
    for (const size_t d : drawn) sum += a[d] - b[d];
    return sum / static_cast<double>(drawn.size());
  });
}

}  // namespace

StudyResult vat_study(StudyRun& run) {
  const VatSizes sizes = run.quick() ? VatSizes{1, 20, 1000, 20000} : VatSizes{8, 200, 5000, 60000};
  const Dataset training = shortened(load_fashion_mnist(Split::Train), sizes.training_images);
  const Dataset test = load_fashion_mnist(Split::Test);
  std::vector<StudyItem> items;
  for (const Width& width : kWidths) {
    for (const TrainingMode mode : kModes) {
      items.push_back({std::to_string(width.bits) + "_" + mode_name(mode), [&, width, mode] {
                         return piece(width, mode, sizes, training, test, run.folder());
                       }});
    }
  }
  const std::vector<nlohmann::json> pieces = run.make("networks", items);

  StudyResult result;
  result.dies_judged = sizes.dies;
  result.images_judged = sizes.images;
  add_spot_check(pieces.back().at("rtl_faults"), &result);
  result.notes.push_back(
      "LeNet on Fashion-MNIST, differential cells, log-normal spread 0.40 a cell, 0.15 a tile, "
      "0.20 "
      "a die (population B), drawn anew for each batch of training. All modes start from the same "
      "float network and train as many epochs again; post-training and noise-only networks are "
      "quantised with steps of least squared error, layer by layer. Judged unrepaired on dies no "
      "training saw, with converters calibrated on others; 2 bits are weights of -1, 0 and 1, 4 "
      "bits of -7 to 7, activations as wide.");
  StudyCurve curve{
      "vat_accuracy", "Mean accuracy of dies by what training knew", "bits", "accuracy, %", {}};
  for (const TrainingMode mode : kModes) curve.series.push_back({mode_name(mode), {}});
  for (size_t w = 0; w < std::size(kWidths); ++w) {
    const nlohmann::json* of_width = &pieces[w * std::size(kModes)];
    const std::string bits = std::to_string(kWidths[w].bits) + " bits: ";
    const std::vector<double> joint = dies_of(of_width[3]);
    for (size_t m = 0; m < 3; ++m) {
      StudyRow row = study_row(bits + "joint over " + mode_name(kModes[m]) + ", points",
                               mean_gap(joint, dies_of(of_width[m])), m == 0 ? "up to 35.7" : "");
      result.rows.push_back(m == 0 ? at_least(row, w == 0 ? 20.0 : 8.0) : row);
    }
    for (size_t m = 0; m < 4; ++m) {
      const std::vector<double> dies = dies_of(of_width[m]);
      const Estimate mean = mean_gap(dies, std::vector<double>(dies.size(), 0.0));
      StudyRow row = study_row(bits + mode_name(kModes[m]) + ", mean accuracy, %", mean);
      row.baseline = of_width[m].at("ideal").get<double>();
      result.rows.push_back(row);
      curve.series[m].points.push_back({static_cast<double>(kWidths[w].bits), mean});
    }
  }
  result.notes.push_back(
      "The baseline of a mean accuracy is the same network's without variation.");
  result.curves.push_back(curve);
  return result;
}

}  // namespace kintsugi
