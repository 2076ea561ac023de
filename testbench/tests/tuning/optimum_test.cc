#include "models/tuning/optimum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <numeric>

#include "models/core/error.h"
#include "models/tuning/optimum_file.h"
#include "testbench/tests/models/example_networks.h"
#include "testbench/tests/population/temporary_folder.h"
#include "testbench/tests/tuning/small_program.h"

namespace kintsugi::tuning {
namespace {

constexpr int kTrainingImages = 200;

// A network that has learnt nothing, with its own answers without variation as labels: there is a
// right tuning for every die, near the one that undoes its common factors.
class OptimumSearch : public ::testing::Test {
 protected:
  OptimumSearch()
      : network_(testing::random_network(
            {1, 4, 4}, {{LayerKind::Dense, 12}, {LayerKind::Dense, 10}, {LayerKind::Dense, 4}})),
        chip_(make_chip(network_, config())),
        codes_(testing::random_images(network_, kTrainingImages)) {
    const Die nominal = Die::nominal(chip_);
    for (int c : classify(nominal, identity_tuning(chip_), codes_.data(), kTrainingImages)) {
      labels_.push_back(static_cast<uint8_t>(c));
    }
  }

  static ChipConfig config() {
    ChipConfig c;
    c.device.sigma_within = 0.05;
    c.device.sigma_tile = 0.4;
    return c;
  }

  TrainingImages images() const { return {codes_.data(), labels_.data(), kTrainingImages}; }
  int correct(const Die& die, const Tuning& tuning) const {
    const std::vector<int> classes = classify(die, tuning, codes_.data(), kTrainingImages);
    return static_cast<int>(
        std::inner_product(classes.begin(), classes.end(), labels_.begin(), 0, std::plus<>(),
                           [](int c, uint8_t label) { return c == label ? 1 : 0; }));
  }
  static std::vector<OptimumStart> starts() {
    return {{"nominal", {{4096, 0}, {4096, 0}}},
            {"low", {{3000, 0}, {2500, 0}}},
            {"odd", {{9000, 40}, {4096, -60}}}};
  }

  Network network_;
  Chip chip_;
  TestProgram program_;
  std::vector<uint8_t> codes_;
  std::vector<uint8_t> labels_;
};

TEST_F(OptimumSearch, IsNeverWorseOnTheFittingImagesThanAnyStart) {
  int better = 0;
  for (uint32_t d = 0; d < 6; ++d) {
    const Die die(chip_, {11, d});
    const Optimum optimum = find_optimum(die, program_, starts(), images());
    EXPECT_EQ(optimum.correct, correct(die, optimum.tuning)) << "die " << d;
    int best_start = 0;
    for (const OptimumStart& start : starts()) {
      best_start = std::max(best_start, correct(die, start.tuning));
    }
    EXPECT_GE(optimum.correct, best_start) << "die " << d;
    better += optimum.correct > best_start ? 1 : 0;
  }
  EXPECT_GE(better, 4);  // it is a search and no mere choice
}

TEST_F(OptimumSearch, LosesNothingOfAStartThatIsRightEverywhere) {
  const Die nominal = Die::nominal(chip_);
  EXPECT_EQ(find_optimum(nominal, program_, starts(), images()).correct, kTrainingImages);
}

TEST_F(OptimumSearch, StaysWithinTheLimitsOfTheProgram) {
  program_.gain_min = 4000;
  program_.gain_max = 4200;
  program_.offset_min = -3;
  program_.offset_max = 2;
  const Optimum optimum = find_optimum(Die(chip_, {11, 0}), program_, {starts().front()}, images());
  for (const LayerTuning& layer : optimum.tuning) {
    EXPECT_TRUE(layer.gain >= 4000 && layer.gain <= 4200) << layer.gain;
    EXPECT_TRUE(layer.offset >= -3 && layer.offset <= 2) << layer.offset;
  }
}

TEST_F(OptimumSearch, ComesOutTheSameAgain) {
  const Die die(chip_, {11, 2});
  const Optimum once = find_optimum(die, program_, starts(), images());
  const Optimum again = find_optimum(die, program_, starts(), images());
  EXPECT_EQ(once.tuning, again.tuning);
  EXPECT_EQ(once.evaluations, again.evaluations);
  EXPECT_EQ(once.loss, again.loss);
}

TEST_F(OptimumSearch, RefusesToSearchWithoutImages) {
  EXPECT_THROW(find_optimum(Die(chip_, {11, 0}), program_, starts(), {}), std::invalid_argument);
}

class OptimumFileTest : public ::testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(path_) << text; }
  static OptimumFile sample() {
    OptimumFile file;
    file.chip = "0123abcd";
    file.fitting_images = 500;
    file.images_digest = "89abcdef";
    file.dies[{7, 10}] = {{{4000, -3}, {65535, 0}}, "mean_match", 412, 0.123457, 90};
    file.dies[{7, 9}] = {{{4096, 0}, {4096, 0}}, "nominal", 500, 0.0, 77};
    file.dies[{2, 100}] = {{{1, 32767}, {2, -32768}}, "fixed_gain", 0, 1.0, 1};
    return file;
  }
  const TemporaryFolder folder_;  // tests run side by side
  const std::filesystem::path path_ = folder_.path() / "sample.optimum.json";
};

TEST_F(OptimumFileTest, IsReadBackAsItWasWritten) {
  const std::string text = optima_text(sample());
  write(text);
  const OptimumFile file = load_optima(path_, sample().chip, 2);
  EXPECT_EQ(optima_text(file), text);
  EXPECT_EQ(file.dies.at({7, 10}).tuning, (Tuning{{4000, -3}, {65535, 0}}));
  EXPECT_EQ(file.dies.at({7, 10}).start, "mean_match");
}

TEST_F(OptimumFileTest, RefusesWhatNoSearchWrites) {
  const std::string good = optima_text(sample());
  const std::vector<std::pair<std::string, std::string>> broken = {
      {"\"correct\":412", "\"correct\":501"},
      {"65535", "65536"},
      {"[4000,-3],", ""},
      {"\"die\":9", "\"die\":10"},
      {"\"format\": 1", "\"format\": 2"},
      {"]\n}", "]"}};
  for (const auto& [part, replacement] : broken) {
    std::string text = good;
    ASSERT_NE(text.find(part), std::string::npos) << part;
    write(text.replace(text.find(part), part.size(), replacement));
    EXPECT_THROW(load_optima(path_, sample().chip, 2), UserError) << part;
  }
}

TEST_F(OptimumFileTest, OfAnotherChipHasTuningsOfAnyLength) {
  write(optima_text(sample()));
  EXPECT_EQ(load_optima(path_, "another chip", 3).dies.size(), 3U);
  EXPECT_THROW(load_optima(path_, sample().chip, 3), UserError);
}

TEST(OptimumKey, ChangesWithWhateverDecidesAnOptimum) {
  const Network network = small_network();
  const TestProgram program = small_program(network);
  const std::string key = optimum_key(make_chip(network, {}), program);
  ChipConfig config;
  config.device.sigma_tile = 0.35;
  EXPECT_NE(optimum_key(make_chip(network, config), program), key);
  config = {};
  config.adc.full_scale = {20000, 18000};
  EXPECT_NE(optimum_key(make_chip(network, config), program), key);
  Network other = network;
  other.layers[0].weights[5] = 1;
  EXPECT_NE(optimum_key(make_chip(other, {}), program), key);
  TestProgram refitted = program;
  refitted.fixed_gain[0].gain = 3901;
  EXPECT_NE(optimum_key(make_chip(network, {}), refitted), key);
  EXPECT_EQ(optimum_key(make_chip(network, {}), program), key);
}

}  // namespace
}  // namespace kintsugi::tuning
