// A refit finds what measured dies tell, keeps what they do not, and finds nothing where nothing
// is.
#include "models/tuning/refit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/tuning/flow.h"
#include "models/tuning/targets.h"
#include "testbench/tests/models/example_networks.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi::tuning {
namespace {

constexpr int kImages = 600;
constexpr int kJudged = 300;
constexpr int kFitting = 240;
constexpr int kHeld = 120;

// A network that has learnt nothing, whose own answers without variation are the labels.
class Refit : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    network_ = new Network(testing::random_network(
        {1, 5, 5}, {{LayerKind::Dense, 14}, {LayerKind::Dense, 12}, {LayerKind::Dense, 4}}));
    codes_ = new std::vector<uint8_t>(testing::random_images(*network_, kImages));
    labels_ = new std::vector<uint8_t>;
    const Chip chip = make_chip(*network_, config(1.0));
    for (int c : classify(Die::nominal(chip), identity_tuning(chip), codes_->data(), kImages)) {
      labels_->push_back(static_cast<uint8_t>(c));
    }
    FitOptions o;
    o.name = "given";
    o.seed = 5;
    o.dies = 200;
    o.images = 6;
    o.clusters = 4;
    const auto first = static_cast<std::ptrdiff_t>(kImages - kJudged);
    o.judged = {codes_->data() + first * network_->input.size(), labels_->data() + first, kJudged};
    FitReport report;
    given_ = new TestProgram(tuning::fit(
        *network_, config(1.0), {codes_->data(), labels_->data(), kImages - kJudged}, o, &report));
    at_home_ = new std::vector<MeasuredDie>(measure(1.0, kFitting + kHeld));
    elsewhere_ = new std::vector<MeasuredDie>(measure(1.6, kFitting + kHeld));
  }
  static void TearDownTestSuite() {
    delete network_;
    delete codes_;
    delete labels_;
    delete given_;
    delete at_home_;
    delete elsewhere_;
  }

  // Population A, its spread times `factor`.
  static ChipConfig config(double factor) {
    ChipConfig c;
    c.device.sigma_within = 0.10 * factor;
    c.device.sigma_tile = 0.35 * factor;
    c.device.sigma_die = 0.30 * factor;
    return c;
  }
  static Chip chip_of(double factor) {
    ChipConfig c = config(factor);
    c.adc.full_scale = given_->adc_full_scale;
    return make_chip(*network_, c);
  }
  // What a tester that repairs every die finds.
  static std::vector<MeasuredDie> measure(double factor, int count) {
    const Chip chip = chip_of(factor);
    const Die nominal = Die::nominal(chip);
    const uint8_t* judged = codes_->data() + (kImages - kJudged) * network_->input.size();
    const auto points = [&](const Die& die, const Tuning& tuning) {
      const std::vector<int> predicted = classify(die, tuning, judged, kJudged);
      int correct = 0;
      for (size_t i = 0; i < predicted.size(); ++i) {
        correct += predicted[i] == (*labels_)[static_cast<size_t>(kImages - kJudged) + i] ? 1 : 0;
      }
      return 100.0 * correct / kJudged - 100.0;
    };
    std::vector<MeasuredDie> dies;
    for (int d = 0; d < count; ++d) {
      const Die die(chip, DieKey{77, static_cast<uint32_t>(d)});
      const auto play = [&](const Tuning& tuning) {
        return collect_statistics(*given_, run_signature(die, tuning, *given_));
      };
      MeasuredDie out;
      out.statistics = play(identity_tuning(chip));
      out.accuracy = points(die, identity_tuning(chip));
      const auto features = compute_features(*given_, out.statistics);
      const Tuning repair = repair_of(*given_, nearest_entry(*given_, features).index, features);
      out.repaired = points(die, repair);
      out.statistics_after = play(repair);
      out.best = least_squares_tuning(die, nominal, codes_->data(), 64);
      dies.push_back(out);
    }
    return dies;
  }

  static std::vector<MeasuredDie> fitting(const std::vector<MeasuredDie>& all) {
    return {all.begin(), all.begin() + kFitting};
  }
  static std::vector<MeasuredDie> held(const std::vector<MeasuredDie>& all) {
    return {all.begin() + kFitting, all.end()};
  }
  // As if only signatures and accuracies as they came were known.
  static std::vector<MeasuredDie> least(std::vector<MeasuredDie> dies) {
    for (MeasuredDie& die : dies) die = {die.statistics, die.accuracy, {}, {}, {}};
    return dies;
  }
  static TestProgram refitted(const std::vector<MeasuredDie>& dies, RefitReport* report) {
    return refit(*given_, dies, {"refitted", 1, 2.0}, report);
  }

  // Errors of both predictions over dies, in points.
  static double error_now(const TestProgram& p, const std::vector<MeasuredDie>& dies) {
    return rmse(dies, [&](const MeasuredDie& die) {
      const auto features = compute_features(p, die.statistics);
      const int entry = nearest_entry(p, features).index;
      return predict_test(p, entry, features).now / 256.0 - die.accuracy;
    });
  }
  static double error_after(const TestProgram& p, const std::vector<MeasuredDie>& dies) {
    return rmse(dies, [&](const MeasuredDie& die) {
      return predict_after(p, compute_features(p, die.statistics_after)) / 256.0 - *die.repaired;
    });
  }
  template <class Error>
  static double rmse(const std::vector<MeasuredDie>& dies, Error error) {
    double sum = 0;
    for (const MeasuredDie& die : dies) sum += error(die) * error(die);
    return std::sqrt(sum / static_cast<double>(dies.size()));
  }
  // Root mean square of cumulated gains off the measured best ones, octaves.
  static double error_gains(const TestProgram& p, const std::vector<MeasuredDie>& dies) {
    return rmse(dies, [&](const MeasuredDie& die) {
      const auto features = compute_features(p, die.statistics);
      const Tuning repair = repair_of(p, nearest_entry(p, features).index, features);
      double off = 0;
      for (size_t l = 0; l < repair.size(); ++l) {
        off +=
            std::log2(std::max<double>(repair[l].gain, 1) / std::max<double>(die.best[l].gain, 1));
      }
      return off;
    });
  }

  static Network* network_;
  static std::vector<uint8_t>* codes_;
  static std::vector<uint8_t>* labels_;
  static TestProgram* given_;
  static std::vector<MeasuredDie>* at_home_;
  static std::vector<MeasuredDie>* elsewhere_;
};
Network* Refit::network_ = nullptr;
std::vector<uint8_t>* Refit::codes_ = nullptr;
std::vector<uint8_t>* Refit::labels_ = nullptr;
TestProgram* Refit::given_ = nullptr;
std::vector<MeasuredDie>* Refit::at_home_ = nullptr;
std::vector<MeasuredDie>* Refit::elsewhere_ = nullptr;

TEST_F(Refit, OfDiesLikeThoseItWasFittedOnIsAsGood) {
  RefitReport report;
  const TestProgram p = refitted(fitting(*at_home_), &report);
  const auto judged = held(*at_home_);
  EXPECT_LT(error_now(p, judged), 1.1 * error_now(*given_, judged));
  EXPECT_LT(error_after(p, judged), 1.1 * error_after(*given_, judged));
  EXPECT_LT(error_gains(p, judged), 1.1 * error_gains(*given_, judged));
}

TEST_F(Refit, OfOtherDiesPredictsBetter) {
  RefitReport report;
  const TestProgram p = refitted(fitting(*elsewhere_), &report);
  const auto judged = held(*elsewhere_);
  EXPECT_LT(error_now(p, judged), 0.8 * error_now(*given_, judged));
  EXPECT_LT(error_after(p, judged), 0.9 * error_after(*given_, judged));
  EXPECT_LT(error_gains(p, judged), 0.9 * error_gains(*given_, judged));
  EXPECT_TRUE(report.forecast && report.after && report.repair);
}

TEST_F(Refit, FromSignaturesAndAccuraciesAloneLeavesTheRepairAlone) {
  RefitReport report;
  const TestProgram p = refitted(least(fitting(*elsewhere_)), &report);
  const auto judged = held(*elsewhere_);
  EXPECT_LT(error_now(p, judged), 0.8 * error_now(*given_, judged));
  EXPECT_FALSE(report.forecast || report.after || report.repair);
  EXPECT_EQ(p.ship_limit, given_->ship_limit);
  EXPECT_EQ(p.repair_limit, given_->repair_limit);
  EXPECT_EQ(p.fixed_gain, given_->fixed_gain);
  EXPECT_NEAR(error_after(p, judged), error_after(*given_, judged), 0.3);
  EXPECT_NEAR(error_gains(p, judged), error_gains(*given_, judged), 0.05);
}

TEST_F(Refit, FindsNothingInAccuraciesOfOtherDies) {
  auto shuffled = least(fitting(*elsewhere_));
  for (size_t i = 0; i < shuffled.size(); ++i) {
    shuffled[i].accuracy = (*elsewhere_)[(i * 97 + 31) % shuffled.size()].accuracy;
  }
  RefitReport report;
  refitted(shuffled, &report);
  EXPECT_GT(report.fitted_rmse, 0.95 * report.accuracy_sd);
}

TEST_F(Refit, KnowsOffsetsWhereTheyWereMeasured) {
  auto dies = fitting(*at_home_);
  for (MeasuredDie& die : dies) {
    for (size_t l = 0; l < die.best.size(); ++l) {
      die.best[l].offset = static_cast<int16_t>(100.0 * std::log2(die.best[0].gain / 4096.0) + 20);
    }
  }
  RefitReport report;
  const TestProgram p = refitted(dies, &report);
  double off = 0;
  for (const MeasuredDie& die : dies) {
    const auto features = compute_features(p, die.statistics);
    const Tuning repair = repair_of(p, nearest_entry(p, features).index, features);
    off += std::abs(repair[1].offset - die.best[1].offset) / static_cast<double>(dies.size());
  }
  EXPECT_LT(off, 12.0);  // of a spread of 50
}

TEST_F(Refit, IsTheSameEachTimeAndFitsTheController) {
  RefitReport report;
  const TestProgram a = refitted(fitting(*elsewhere_), &report);
  EXPECT_EQ(digest(a), digest(refitted(fitting(*elsewhere_), &report)));
  EXPECT_NO_THROW(require_fits(a, *network_, "refitted"));
  EXPECT_EQ(a.features, given_->features);
  EXPECT_LE(a.clusters(), given_->clusters());
  EXPECT_EQ(a.fit_dies, kFitting);
}

TEST_F(Refit, OfAccuraciesThatAreAllAlikeSaysThatAccuracy) {
  auto dies = fitting(*at_home_);
  for (MeasuredDie& die : dies) {
    die.accuracy = -3.0;
    die.repaired = -1.0;
  }
  RefitReport report;
  const TestProgram p = refitted(dies, &report);
  EXPECT_LT(error_after(p, dies), 1.5);
  EXPECT_LT(error_now(p, dies), 0.5 * error_now(*given_, dies));
  EXPECT_NO_THROW(require_fits(p, *network_, "refitted"));
}

TEST_F(Refit, RefusesTooFewDiesAndProgramsWithoutPredictors) {
  RefitReport report;
  testing::expect_user_error(
      [&] {
        refitted({at_home_->begin(), at_home_->begin() + 29}, &report);
      },
      {"found 29 dies", "30 or more"});
  testing::expect_user_error(
      [&] { refitted(std::vector<MeasuredDie>(40, at_home_->front()), &report); },
      {"the same signature in all of 40 dies"});
  TestProgram plain = *given_;
  plain.predict = false;
  testing::expect_user_error(
      [&] {
        refit(plain, fitting(*at_home_), {"x", 1, 2.0}, &report);
      },
      {"test program 'given'", "predictors off", "fit.predict = true"});
}

}  // namespace
}  // namespace kintsugi::tuning
