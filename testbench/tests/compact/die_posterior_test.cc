// A die's answers to few images say enough of its cells to draw dies that would have answered alike
// and that are wrong where it is wrong; which images say most is known from the design.
#include "models/compact/die_posterior.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "models/compact/informative_images.h"
#include "models/tuning/weight_estimate.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi::compact {
namespace {

using Eigen::MatrixXd;

class DiePosteriorTest : public ::testing::Test {
 protected:
  DiePosteriorTest() : chip(make_chip(network, config())) {
    for (uint64_t i = 0; i < kShown; ++i) images.push_back(random_image(network, 900 + i));
  }

  static ChipConfig config() {
    ChipConfig config;
    config.device.sigma_within = 0.25;
    config.device.sigma_tile = 0.3;
    return config;
  }

  std::vector<const uint8_t*> shown() const {
    std::vector<const uint8_t*> out;
    for (const auto& image : images) out.push_back(image.data());
    return out;
  }

  std::vector<ImageOutput> answers(const Die& die) const {
    std::vector<ImageOutput> out;
    for (const auto& image : images) {
      out.push_back(run_image(die, identity_tuning(chip), image.data()));
    }
    return out;
  }

  // Weights of a layer in cell codes, [rows x outputs].
  Eigen::VectorXd weights(const std::vector<int16_t>& cells) const {
    Eigen::VectorXd out(static_cast<Eigen::Index>(cells.size() / 2));
    for (Eigen::Index i = 0; i < out.size(); ++i) {
      const auto at = static_cast<size_t>(2 * i);
      out(i) = cells[at] - cells[at + 1];
    }
    return out;
  }
  Eigen::VectorXd weights_of_die(uint32_t die, int layer) const {
    return weights(programmed_cells(chip, DieKey{kSeed, die}, layer, 0));
  }
  Eigen::VectorXd nominal_weights(int layer) const {
    return weights(nominal_cells(chip, layer, 0));
  }

  static constexpr uint64_t kSeed = 5;
  static constexpr int kShown = 12;
  const Network network = small_convolutional_network();
  const Chip chip;
  std::vector<std::vector<uint8_t>> images;
};

TEST_F(DiePosteriorTest, FactorsOfLayersAreFound) {
  ChipConfig even = config();
  even.device.sigma_within = 0.02;
  const Chip alike = make_chip(network, even);
  const DiePosterior posterior(alike, shown());
  double error = 0;
  double spread = 0;
  for (uint32_t d = 0; d < 20; ++d) {
    const std::vector<double> found = posterior.factors(answers(Die(alike, DieKey{kSeed, d})));
    ASSERT_EQ(found.size(), 3U);
    for (int l = 0; l < 3; ++l) {
      const Eigen::VectorXd nominal = nominal_weights(l);
      const double factor = nominal.dot(weights(programmed_cells(alike, DieKey{kSeed, d}, l, 0))) /
                            nominal.squaredNorm();
      error += std::pow(std::log(found[static_cast<size_t>(l)] / factor), 2);
      spread += std::pow(std::log(factor), 2);
    }
  }
  EXPECT_LT(error, 0.05 * spread);
}

TEST_F(DiePosteriorTest, NominalDieHasFactorsOfOne) {
  for (const double factor : DiePosterior(chip, shown()).factors(answers(Die::nominal(chip)))) {
    EXPECT_NEAR(factor, 1.0, 0.1);
  }
}

// Drawn cells scatter about those of the die, in the layer that is seen best, less than cells do
// that only have its factor.
TEST_F(DiePosteriorTest, DrawnCellsAreNearThoseOfTheDie) {
  const DiePosterior posterior(chip, shown());
  double with_answers = 0;
  double with_factor = 0;
  for (uint32_t d = 0; d < 10; ++d) {
    const Eigen::VectorXd nominal = nominal_weights(0);
    const Eigen::VectorXd own = weights_of_die(d, 0);
    const double factor = nominal.dot(own) / nominal.squaredNorm();
    with_factor += (factor * nominal - own).squaredNorm();
    for (const MeasuredCells& cells : posterior.draw(answers(Die(chip, DieKey{kSeed, d})), 4, d)) {
      with_answers += (weights(cells[0]) - own).squaredNorm() / 4;
    }
  }
  EXPECT_LT(with_answers, 0.5 * with_factor);
}

// A black image tells nothing: cells stay as spread as they were, around their factor.
TEST_F(DiePosteriorTest, UnseenCellsKeepTheirSpread) {
  images.assign(1, std::vector<uint8_t>(36, 0));
  const std::vector<ImageOutput> black = answers(Die::nominal(chip));
  const DiePosterior posterior(chip, shown());
  const Eigen::VectorXd centre = posterior.factors(black)[0] * nominal_weights(0);
  double spread = 0;
  for (const MeasuredCells& cells : posterior.draw(black, 200, 1)) {
    spread += (weights(cells[0]) - centre).squaredNorm() / 200;
  }
  EXPECT_NEAR(std::sqrt(spread), 0.25 * centre.norm(), 0.02 * centre.norm());
}

TEST_F(DiePosteriorTest, DrawsFollowTheirSeed) {
  const DiePosterior posterior(chip, shown());
  const std::vector<ImageOutput> seen = answers(Die(chip, DieKey{kSeed, 0}));
  const std::vector<MeasuredCells> once = posterior.draw(seen, 2, 1);
  EXPECT_EQ(once, posterior.draw(seen, 2, 1));
  EXPECT_NE(once, posterior.draw(seen, 2, 2));
  EXPECT_NE(once[0], once[1]);
}

// On images that were not shown they give the class that the die gives, more often than the nominal
// die does.
TEST_F(DiePosteriorTest, LookAlikesErrWhereTheDieErrs) {
  const DiePosterior posterior(chip, shown());
  std::vector<uint8_t> others;
  constexpr int kOthers = 200;
  for (uint64_t i = 0; i < kOthers; ++i) {
    const std::vector<uint8_t> image = random_image(network, 5000 + i);
    others.insert(others.end(), image.begin(), image.end());
  }
  const Tuning neutral = identity_tuning(chip);
  const std::vector<int> ideal = classify(Die::nominal(chip), neutral, others.data(), kOthers);
  int alike = 0;
  int nominal = 0;
  for (uint32_t d = 0; d < 10; ++d) {
    const Die die(chip, DieKey{kSeed, d});
    const std::vector<int> own = classify(die, neutral, others.data(), kOthers);
    const std::vector<int> drawn = posterior.classes(answers(die), others.data(), kOthers, 3, d);
    ASSERT_EQ(drawn.size(), own.size());
    for (size_t i = 0; i < own.size(); ++i) {
      alike += drawn[i] == own[i];
      nominal += ideal[i] == own[i];
    }
  }
  EXPECT_GT(alike, nominal + 40);
}

TEST_F(DiePosteriorTest, OtherArraysAreRefused) {
  ChipConfig single = config();
  single.crossbar.mapping = Mapping::SingleEnded;
  const Chip of_single_cells = make_chip(network, single);
  testing::expect_user_error([&] { DiePosterior(of_single_cells, shown()); },
                             {"small_convolutional", "differential pairs"});
  const Chip in_pieces = make_chip(network, small_tiles());
  testing::expect_user_error([&] { DiePosterior(in_pieces, shown()); }, {"a tile", "a layer"});
  testing::expect_user_error([&] { choose_informative(in_pieces, images[0].data(), 1, {0}, 1); },
                             {"a tile", "a layer"});
}

// Images side by side, codes of all.
std::vector<uint8_t> joined(const std::vector<std::vector<uint8_t>>& images) {
  std::vector<uint8_t> out;
  for (const auto& image : images) out.insert(out.end(), image.begin(), image.end());
  return out;
}

TEST_F(DiePosteriorTest, ImagesThatSayMoreAreChosenFirst) {
  std::vector<std::vector<uint8_t>> pool = images;
  pool.emplace_back(36, 0);   // says nothing
  pool.push_back(images[3]);  // nothing that image 3 does not
  const std::vector<uint8_t> codes = joined(pool);
  const std::vector<int> all = {12, 3, 13, 5, 7, 9};
  const std::vector<int> chosen = choose_informative(chip, codes.data(), kShown, all, 5);
  ASSERT_EQ(chosen.size(), 5U);
  for (const int image : chosen) EXPECT_NE(image, 12);
  EXPECT_EQ(choose_informative(chip, codes.data(), kShown, {12, 3}, 2), (std::vector<int>{3, 12}));
  EXPECT_EQ(choose_informative(chip, codes.data(), kShown, {12}, 4), std::vector<int>{12});
}

// A layer of one weight a channel, seen once by an input of 1.
tuning::LayerSight one_look(double value, int bound) {
  tuning::LayerSight sight;
  sight.inputs = MatrixXd::Ones(1, 1);
  sight.values = MatrixXd::Constant(1, 1, value);
  sight.bounds = Eigen::MatrixXi::Constant(1, 1, bound);
  sight.noise = 1e-6;
  return sight;
}

double mean_draw(const tuning::LayerSight& sight) {
  const tuning::NominalWeights design{MatrixXd::Constant(1, 1, 4.0), MatrixXd::Constant(1, 1, 4.0)};
  double sum = 0;
  for (const MatrixXd& drawn : tuning::draw_weights(sight, design, 0.25, 1.0, 4000,
                                                    RandomKey{1, 0, 0, RandomRole::TwinWeight})) {
    sum += drawn(0, 0) / 4000;
  }
  return sum;
}

TEST(WeightDraws, BoundTellsOnlyWhereItIsBroken) {
  EXPECT_NEAR(mean_draw(one_look(3.0, 0)), 3.0, 0.01);
  EXPECT_NEAR(mean_draw(one_look(3.0, -1)), 3.0, 0.01);  // at most 3, expected 4
  EXPECT_NEAR(mean_draw(one_look(5.0, -1)), 4.0, 0.06);  // at most 5
  EXPECT_NEAR(mean_draw(one_look(5.0, 1)), 5.0, 0.01);   // at least 5
  EXPECT_NEAR(mean_draw(one_look(3.0, 1)), 4.0, 0.06);
}

TEST(WeightDraws, DoubtFallsWithWhatIsSeen) {
  const tuning::NominalWeights design{MatrixXd::Constant(2, 1, 4.0), MatrixXd::Constant(2, 1, 4.0)};
  tuning::LayerSight sight;
  sight.noise = 0.5;
  const auto left = [&](const MatrixXd& inputs) {
    sight.inputs = inputs;
    sight.values = inputs * design.weights;
    return tuning::doubt_left(sight, design, 0.25, MatrixXd::Identity(2, 2));
  };
  EXPECT_DOUBLE_EQ(left(MatrixXd(0, 2)), 1.0);
  // Variances of 1 each: seen through noise of 0.5, one of them has 1 / (1 + 1 / 0.5) left.
  EXPECT_NEAR(left(MatrixXd{{1.0, 0.0}}), (1.0 + 1.0 / 3.0) / 2.0, 1e-5);
  EXPECT_NEAR(left(MatrixXd::Identity(2, 2)), 1.0 / 3.0, 1e-5);
  // More equations than weights are solved the other way.
  EXPECT_NEAR(left((MatrixXd(3, 2) << 1, 0, 0, 1, 1, 0).finished()), (1.0 / 3.0 + 1.0 / 5.0) / 2.0,
              1e-5);
}

}  // namespace
}  // namespace kintsugi::compact
