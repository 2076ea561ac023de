// The twin computes what the chip does, its gradients are those of its loss, and training on it
// brings the die nearer to its teacher.
#include "models/tuning/die_twin.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/tuning/offchip.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi::tuning {
namespace {

class DieTwinTest : public ::testing::Test {
 protected:
  DieTwinTest() : chip(make_chip(network, config())), nominal(Die::nominal(chip)) {
    for (uint64_t i = 0; i < kImages; ++i) {
      const std::vector<uint8_t> image = random_image(network, 300 + i);
      images.insert(images.end(), image.begin(), image.end());
    }
    const std::vector<int> found =
        classify(nominal, Setting(identity_tuning(chip)), images.data(), kImages);
    labels.assign(found.begin(), found.end());
  }

  // Whose logits are some units apart, as a trained network's are.
  static Network sure_network() {
    constexpr float kLarger = 100.0F;
    Network network = small_convolutional_network();
    network.layers.back().weight_scale *= kLarger;
    for (float& bias : network.layers.back().bias) bias *= kLarger;
    return network;
  }

  static ChipConfig config() {
    ChipConfig config = small_tiles();
    config.device.sigma_within = 0.4;
    config.adc = AdcConfig{};
    config.gains = GainGrain::Channel;
    config.adaptation.entries = {18, 18, 18};
    return config;
  }

  // The design as a host knows it, its weights off by `factor`.
  std::vector<TwinLayer> design(float factor = 1.0F) const {
    std::vector<TwinLayer> layers;
    for (const LayerPlan& plan : chip.layers) {
      const int rows = plan.layer.rows();
      const int channels = plan.layer.conv_out.channels;
      Eigen::MatrixXf weights(rows, channels);
      const auto lsb = static_cast<float>(lsb_per_weight_step(plan, chip.config));
      for (int c = 0; c < channels; ++c) {
        for (int r = 0; r < rows; ++r) {
          weights(r, c) = factor * lsb *
                          static_cast<float>(plan.layer.weights[static_cast<size_t>(c * rows + r)]);
        }
      }
      const auto entries = static_cast<Eigen::Index>(plan.sparse.positions.size());
      layers.push_back({weights, Eigen::VectorXf::Ones(channels), Eigen::VectorXf::Zero(channels),
                        Eigen::VectorXf::Zero(entries), 1.0});
    }
    return layers;
  }

  LabelledCodes labelled() const { return {images.data(), labels.data(), kImages}; }

  int right(const Die& die, const Setting& setting) const {
    const std::vector<int> found = classify(die, setting, images.data(), kImages);
    int count = 0;
    for (size_t i = 0; i < found.size(); ++i) count += found[i] == labels[i] ? 1 : 0;
    return count;
  }

  // Mean cross entropy of what a twin says with the labels.
  double loss(const DieTwin& twin) const {
    const DieTwin::Rows logits = twin.logits(images.data(), kImages);
    double sum = 0;
    for (Eigen::Index i = 0; i < kImages; ++i) {
      const double most = logits.row(i).maxCoeff();
      double all = 0;
      for (Eigen::Index c = 0; c < logits.cols(); ++c) all += std::exp(logits(i, c) - most);
      sum += std::log(all) + most - logits(i, labels[static_cast<size_t>(i)]);
    }
    return sum / kImages;
  }

  static constexpr int kImages = 60;
  const Network network = sure_network();
  const Chip chip;
  const Die nominal;
  std::vector<uint8_t> images;
  std::vector<uint8_t> labels;
};

TEST_F(DieTwinTest, SaysOfTheDesignWhatTheNominalChipSays) {
  const DieTwin twin(chip, design(), true);
  const DieTwin::Rows logits = twin.logits(images.data(), kImages);
  int same = 0;
  for (Eigen::Index i = 0; i < kImages; ++i) {
    Eigen::Index best = 0;
    logits.row(i).maxCoeff(&best);
    same += best == labels[static_cast<size_t>(i)] ? 1 : 0;
  }
  EXPECT_GE(same, kImages * 9 / 10);  // converters round, the twin does not
}

// Weights that are all too small are made good by gains where these are all that is trained.
TEST_F(DieTwinTest, TrainingFindsGainsThatWeightsLack) {
  DieTwin twin(chip, design(0.6F), false);
  const DieTwin::Rows teacher = DieTwin(chip, design(), false).logits(images.data(), kImages);
  const double before = loss(twin);
  twin.train(labelled(), teacher, {150, 16, 0.03, 0.5, 4.0, 1});
  EXPECT_LT(loss(twin), before);
  for (size_t l = 0; l + 1 < twin.layers().size(); ++l) {
    EXPECT_GT(twin.layers()[l].gains.mean(), 1.05F) << "layer " << l;
    EXPECT_EQ(twin.layers()[l].deltas.cwiseAbs().maxCoeff(), 0.0F);
  }
  EXPECT_EQ(twin.layers().back().gains.minCoeff(), 1.0F);
}

// Behind the last rounding the loss is smooth: there a first step goes down the slope that
// differences say.
TEST_F(DieTwinTest, FirstStepGoesDownTheSlope) {
  const std::vector<TwinLayer> start = design(0.8F);
  const DieTwin::Rows teacher = DieTwin(chip, design(), true).logits(images.data(), kImages);
  DieTwin twin(chip, start, true);
  TwinTraining training{1, 600, 0.01, 0.0, 4.0, 1};
  twin.train(labelled(), teacher, training);
  const Eigen::VectorXf moved = twin.layers().back().deltas - start.back().deltas;
  const auto lsb = static_cast<float>(lsb_per_weight_step(chip.layers.back(), chip.config));
  int looked_at = 0;
  for (Eigen::Index e = 0; e < moved.size(); ++e) {
    std::vector<TwinLayer> up = start;
    std::vector<TwinLayer> down = start;
    up.back().deltas(e) += 0.5F * lsb;
    down.back().deltas(e) -= 0.5F * lsb;
    const double slope = loss(DieTwin(chip, up, true)) - loss(DieTwin(chip, down, true));
    if (std::abs(slope) < 2e-3) continue;  // draws of a batch decide
    ++looked_at;
    EXPECT_LT(moved(e) * slope, 0.0) << "entry " << e;
  }
  EXPECT_GE(looked_at, 5);
}

// Of the last layer the expected square is known: inputs squared times the variance of a class.
TEST_F(DieTwinTest, FisherIsTheExpectedSquareOfTheGradient) {
  constexpr double kTemperature = 4.0;
  constexpr int kDraws = 600;
  const DieTwin twin(chip, design(), false);
  std::vector<uint8_t> same;
  for (int i = 0; i < kDraws; ++i) {
    same.insert(same.end(), images.begin(), images.begin() + network.input.size());
  }
  const Eigen::MatrixXf found = twin.fisher(same.data(), kDraws, kTemperature, 3).back();
  const Eigen::ArrayXd logits =
      twin.logits(images.data(), 1).row(0).transpose().cast<double>() / kTemperature;
  const Eigen::ArrayXd likely =
      (logits - logits.maxCoeff()).exp() / (logits - logits.maxCoeff()).exp().sum();
  const ImageOutput output = run_image(nominal, Setting(identity_tuning(chip)), images.data());
  const LayerPlan& last = chip.layers.back();
  const double real =
      last.layer.weight_scale * last.layer.input_scale / lsb_per_weight_step(last, chip.config);
  const auto& codes = output[output.size() - 2].values;
  int looked_at = 0;
  for (Eigen::Index c = 0; c < found.cols(); ++c) {
    const double variance = likely(c) * (1.0 - likely(c));
    for (Eigen::Index r = 0; r < found.rows(); ++r) {
      const double input = codes[static_cast<size_t>(r)];
      const double expected = std::pow(input * real, 2) * variance;
      if (input == 0 || variance < 0.05) continue;
      ++looked_at;
      EXPECT_NEAR(found(r, c) / expected, 1.0, 0.25) << r << ", " << c;
    }
  }
  EXPECT_GE(looked_at, 5);
}

TEST_F(DieTwinTest, SameSeedTrainsTheSame) {
  const DieTwin::Rows teacher = DieTwin(chip, design(), true).logits(images.data(), kImages);
  const auto trained = [&](uint64_t seed) {
    DieTwin twin(chip, design(0.8F), true);
    twin.train(labelled(), teacher, {5, 16, 0.03, 0.5, 4.0, seed});
    return twin.layers()[0].deltas;
  };
  EXPECT_EQ(trained(1), trained(1));
  EXPECT_NE(trained(1), trained(2));
}

// On dies a host estimated from answers alone.
TEST_F(DieTwinTest, TrainedDiesClassifyMoreImagesRight) {
  const OffchipHost host(chip, images.data(), kImages, labelled());
  OffchipOptions options;
  int solved = 0;
  int trained = 0;
  for (uint32_t number = 0; number < 6; ++number) {
    const Die die(chip, DieKey{5, number});
    options.training.steps = 0;
    solved += right(die, host.adapt(die, identity_tuning(chip), images.data(), kImages, options));
    options.training.steps = 300;
    options.training.rate = 0.02;
    options.training.distillation = 0.0;  // five hidden values follow no teacher closely
    trained += right(die, host.adapt(die, identity_tuning(chip), images.data(), kImages, options));
  }
  EXPECT_GT(trained, solved);
}

TEST_F(DieTwinTest, HostWithoutTrainingImagesTrainsNothing) {
  const OffchipHost host(chip, images.data(), kImages);
  OffchipOptions options;
  options.training.steps = 1;
  EXPECT_THROW(host.adapt(nominal, identity_tuning(chip), images.data(), kImages, options),
               std::logic_error);
}

}  // namespace
}  // namespace kintsugi::tuning
