#include "models/tuning/fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/core/random.h"
#include "models/tuning/compact_images.h"
#include "models/tuning/flow.h"
#include "models/tuning/targets.h"
#include "testbench/tests/models/example_networks.h"

namespace kintsugi::tuning {
namespace {

constexpr int kImages = 600;
constexpr int kJudged = 300;
constexpr int kClasses = 4;

// A network that has learnt nothing, whose own answers without variation are the labels: a die
// loses accuracy by its spread alone, and its signature can tell.
class Fit : public ::testing::Test {
 protected:
  Fit()
      : network_(testing::random_network(
            {1, 5, 5},
            {{LayerKind::Dense, 14}, {LayerKind::Dense, 12}, {LayerKind::Dense, kClasses}})),
        codes_(testing::random_images(network_, kImages)) {
    config_.device.sigma_within = 0.10;
    config_.device.sigma_tile = 0.35;
    config_.device.sigma_die = 0.30;
    const Chip chip = make_chip(network_, config_);
    for (int c : classify(Die::nominal(chip), identity_tuning(chip), codes_.data(), kImages)) {
      labels_.push_back(static_cast<uint8_t>(c));
    }
  }

  FitOptions options() const {
    FitOptions o;
    o.name = "example";
    o.seed = 5;
    o.dies = 120;
    o.images = 6;
    o.clusters = 4;
    const auto first = static_cast<std::ptrdiff_t>(kImages - kJudged);
    o.judged = {codes_.data() + first * network_.input.size(), labels_.data() + first, kJudged};
    return o;
  }
  TestProgram fit(const FitOptions& o, FitReport* report) const {
    return tuning::fit(network_, config_, {codes_.data(), labels_.data(), kImages - kJudged}, o,
                       report);
  }

  Network network_;
  ChipConfig config_;
  std::vector<uint8_t> codes_;
  std::vector<uint8_t> labels_;
};

TEST_F(Fit, PredictsTheAccuracyOfDiesLeftOut) {
  FitReport report;
  const TestProgram program = fit(options(), &report);
  EXPECT_GT(report.accuracy_sd, 5.0);
  EXPECT_LT(report.accuracy_rmse, 0.6 * report.accuracy_sd);
  EXPECT_EQ(program.images(), 6);
}

TEST_F(Fit, FindsNothingWhenTheAccuraciesAreShuffled) {
  FitReport report;
  FitOptions shuffled = options();
  shuffled.shuffled = true;
  fit(shuffled, &report);
  EXPECT_GT(report.accuracy_rmse, 0.9 * report.accuracy_sd);
  EXPECT_GT(report.accuracy_after_rmse, 0.9 * report.accuracy_after_sd);
}

TEST_F(Fit, PlaysOnlyImagesItWasHanded) {
  FitReport report;
  const TestProgram program = fit(options(), &report);
  for (const int index : program.stimulus_index) EXPECT_LT(index, kImages - kJudged);
}

TEST_F(Fit, ShowsTheImagesItIsGiven) {
  FitReport report;
  FitOptions given = options();
  const auto pixels = network_.input.size();
  for (const int image : {kImages - 2, kImages - 1}) {  // that it would never choose
    const auto first = codes_.begin() + image * pixels;
    given.stimuli.emplace_back(first, first + pixels);
  }
  const TestProgram program = fit(given, &report);
  EXPECT_EQ(program.stimuli, given.stimuli);
  ChipConfig config = config_;
  config.adc.full_scale = program.adc_full_scale;
  const Chip chip = make_chip(network_, config);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(program.labels[i],
              classify(Die::nominal(chip), identity_tuning(chip), given.stimuli[i].data(), 1)[0]);
  }
  EXPECT_LT(report.accuracy_rmse, report.accuracy_sd);
}

TEST_F(Fit, RepairsDiesItHasNotSeen) {
  FitReport report;
  FitOptions repair_alone = options();
  repair_alone.predict = false;
  const TestProgram program = fit(repair_alone, &report);
  ChipConfig config = config_;
  config.adc.full_scale = program.adc_full_scale;
  const Chip chip = make_chip(network_, config);
  int untuned = 0;
  int repaired = 0;
  for (uint32_t d = 1000; d < 1040; ++d) {
    const Die die(chip, DieKey{5, d});
    const auto correct = [&](const Tuning& tuning) {
      const std::vector<int> classes = classify(die, tuning, codes_.data(), kImages);
      int right = 0;
      for (size_t i = 0; i < classes.size(); ++i) right += classes[i] == labels_[i];
      return right;
    };
    untuned += correct(identity_tuning(chip));
    repaired += correct(test_and_repair(die, program, false).applied);
  }
  EXPECT_GT(repaired, untuned + 40 * kImages / 20);  // by five points and more
}

TEST_F(Fit, IsTheSameOnAnyNumberOfThreads) {
  FitReport report;
  FitOptions one = options();
  one.jobs = 1;
  FitOptions two = options();
  two.jobs = 2;
  EXPECT_EQ(digest(fit(one, &report)), digest(fit(two, &report)));
}

TEST_F(Fit, LeastSquaresUndoesWhatALayerHasInCommon) {
  config_.device.sigma_within = 0.0;
  config_.device.sigma_die = 0.0;
  const Chip chip = make_chip(network_, config_);
  const Die nominal = Die::nominal(chip);
  const Die die(chip, DieKey{8, 1});
  const Tuning tuning = least_squares_tuning(die, nominal, codes_.data(), 100);
  for (int l = 0; l < chip.tuned_layers(); ++l) {
    const auto found = layer_accumulators(die, tuning, l, codes_.data(), 100);
    const auto wanted = layer_accumulators(nominal, identity_tuning(chip), l, codes_.data(), 100);
    double difference = 0;
    double size = 0;
    for (size_t i = 0; i < found.size(); ++i) {
      const double off = found[i] * tuning[static_cast<size_t>(l)].gain / 4096.0 - wanted[i];
      difference += off * off;
      size += static_cast<double>(wanted[i]) * wanted[i];
    }
    EXPECT_LT(std::sqrt(difference / size), 0.1) << "layer " << l;
  }
}

TEST_F(Fit, TriesEachCandidateOnceAndSomeNearABoundary) {
  const Chip chip = make_chip(network_, config_);
  std::vector<int> candidates =
      candidate_images(Die::nominal(chip), codes_.data(), labels_.data(), kImages, 100);
  EXPECT_GE(candidates.size(), 80u);
  std::sort(candidates.begin(), candidates.end());
  EXPECT_EQ(std::adjacent_find(candidates.begin(), candidates.end()), candidates.end());
}

TEST(CompactImages, TheImageThatTellsTheAccuracyIsChosenFirst) {
  TestProgram program;
  program.signature = {{1, 1}, {1, 1}};
  const RandomKey key{3, 0, 0, RandomRole::CellWithin};
  CandidateResponses state;
  state.accuracy.resize(40);
  for (uint32_t d = 0; d < 40; ++d) {
    const double quality = standard_normal(key, d);
    const auto code = [](double x) { return static_cast<uint32_t>(1000.0 * std::exp2(x)); };
    std::vector<std::vector<uint32_t>> images;
    for (uint32_t image = 0; image < 3; ++image) {
      const double says = image == 2 ? quality : standard_normal(key, 100 * (image + 1) + d);
      images.push_back(
          std::vector<uint32_t>(static_cast<size_t>(program.statistics()), code(says)));
    }
    state.statistics.push_back(images);
    state.accuracy(d) = quality;
  }
  const std::vector<std::vector<uint32_t>> nominal = state.statistics.front();
  EXPECT_EQ(choose_compact_images({state}, nominal, program, 2).front(), 2);
}

TEST(CompactImages, MaximaOfASignatureAreNotAdded) {
  const std::vector<std::vector<uint32_t>> of_image = {{5, 1, 4, 7}, {6, 2, 9, 8}};
  EXPECT_EQ(combined_statistics(of_image, {0, 1}, 1), (std::vector<uint32_t>{11, 3, 9, 15}));
}

}  // namespace
}  // namespace kintsugi::tuning
