#include "models/training/die_bank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/accelerator/die.h"
#include "models/compact/accuracy_regressor.h"
#include "models/training/test_images.h"
#include "testbench/tests/models/example_networks.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;
using testing::random_network;

Chip small_chip(double sigma_within, double sigma_tile) {
  ChipConfig config;
  config.device.sigma_within = sigma_within;
  config.device.sigma_tile = sigma_tile;
  config.adc.bits = 12;  // converters that hardly err, as the bank has none
  return make_chip(random_network({1, 8, 8}, {{LayerKind::Conv, 4, 3, 1, 1, 2},
                                              {LayerKind::Dense, 12},
                                              {LayerKind::Dense, 5}}),
                   config);
}

ImageCodes images(int count) {
  ImageCodes out;
  for (int n = 0; n < count; ++n) {
    std::vector<uint8_t> codes(64);
    for (size_t i = 0; i < codes.size(); ++i) {
      codes[i] = static_cast<uint8_t>((static_cast<size_t>(3 * n) + i * i) % 16);
    }
    out.push_back(codes);
  }
  return out;
}

torch::Tensor pixels(const ImageCodes& codes) {
  std::vector<torch::Tensor> rows;
  for (const auto& image : codes) {
    rows.push_back(torch::tensor(std::vector<float>(image.begin(), image.end())) / 15.0);
  }
  return torch::stack(rows);
}

// Share of the codes of layer 0 that bank and chip agree on within one step.
double agreement(const Chip& chip, const DieBank& bank, int place, const Die& die) {
  const ImageCodes shown = images(3);
  const BankAnswers answers = bank.answer(pixels(shown));
  double near = 0;
  double all = 0;
  for (size_t n = 0; n < shown.size(); ++n) {
    const auto out = run_image(die, identity_tuning(chip), shown[n].data());
    for (size_t l = 0; l < answers.codes.size(); ++l) {
      const auto codes = answers.codes[l][place][static_cast<int64_t>(n)].flatten().contiguous();
      for (size_t i = 0; i < out[l].values.size(); ++i) {
        near += std::abs(codes.data_ptr<float>()[i] - static_cast<float>(out[l].values[i])) <= 1;
        ++all;
      }
    }
  }
  return near / all;
}

TEST(DieBankTest, DiesAnswerAsThoseOfTheChip) {
  const Chip chip = small_chip(0.1, 0.3);
  const DieBank bank(chip, 9, 4, 3);
  for (int d = 0; d < 3; ++d) {
    EXPECT_GT(agreement(chip, bank, d, Die(chip, {9, 4U + static_cast<uint32_t>(d)})), 0.97);
  }
  EXPECT_GT(agreement(chip, DieBank::nominal(chip), 0, Die::nominal(chip)), 0.97);
  EXPECT_LT(agreement(chip, bank, 0, Die(chip, {9, 40})), 0.97);  // another die is told apart
}

TEST(DieBankTest, SlicedWeightsAreRefused) {
  ChipConfig config;
  config.crossbar.slices = 2;
  config.device.levels = 4;
  const Chip chip =
      make_chip(random_network({1, 4, 4}, {{LayerKind::Dense, 3}, {LayerKind::Dense, 2}}), config);
  expect_user_error([&] { DieBank::nominal(chip); }, {"unsliced"});
}

TEST(DieBankTest, TheErrorIsThatOfTheRegressor) {
  const Chip chip = small_chip(0.1, 0.3);
  const DieBank bank(chip, 9, 0, 20);
  const auto columns = columns_of(bank.answer(pixels(images(2))));
  const auto as_matrix = [](const torch::Tensor& t) {
    const auto doubles = t.to(torch::kDouble).contiguous();
    return Eigen::MatrixXd(
        Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
            doubles.data_ptr<double>(), doubles.size(0), doubles.size(1)));
  };
  const compact::Answers answers{as_matrix(columns.layers), as_matrix(columns.details), 2};
  Eigen::VectorXd accuracy(20);
  for (int d = 0; d < 20; ++d) accuracy(d) = std::sin(d) - answers.layers(d, 0);
  const compact::AccuracyRegressor regressor(answers, accuracy, {2.0, 0.3, 0.05});
  const double spread = compact::rmse(accuracy, Eigen::VectorXd::Constant(20, accuracy.mean()));
  const auto known = torch::tensor(std::vector<double>(accuracy.begin(), accuracy.end()));
  EXPECT_NEAR(std::sqrt(left_out_error(columns, known, 2.0, 0.3, 0.05).item<double>()),
              regressor.left_out_rmse() / spread, 0.01);
}

TEST(TestImagesTest, MovedPixelsForetellBetter) {
  const Chip chip = small_chip(0.1, 0.3);
  const DieBank bank(chip, 9, 0, 40);
  std::vector<double> accuracy;
  for (int d = 0; d < 40; ++d) {  // what the images are to foretell: the first layer's factor
    const Die die(chip, {9, static_cast<uint32_t>(d)});
    double sum = 0;
    for (const int16_t code : die.tiles(0)[0].codes) sum += std::abs(code);
    accuracy.push_back(-std::abs(std::log(sum)));
  }
  const ImageCodes dull(1, std::vector<uint8_t>(64, 1));
  std::vector<double> course;
  PixelOptions options;
  options.steps = 25;
  options.progress = [&](int, double error) {
    course.push_back(error);
    return true;
  };
  const ImageCodes moved = optimise_pixels(bank, accuracy, dull, 4, options);
  ASSERT_EQ(course.size(), 26U);
  EXPECT_LT(*std::min_element(course.begin(), course.end()), 0.8 * course.front());
  EXPECT_NE(moved, dull);
  for (const uint8_t code : moved[0]) EXPECT_LE(code, 15);
}

TEST(TestImagesTest, PixelsNeedAsManyAccuraciesAsDies) {
  const Chip chip = small_chip(0.1, 0.3);
  const DieBank bank(chip, 9, 0, 4);
  expect_user_error([&] { optimise_pixels(bank, {1.0, 2.0}, images(1), 4, {}); }, {"accuracies"});
}

// Mean of the best shares of the softmax.
double sureness(const DieBank& bank, const ImageCodes& shown) {
  const auto shares = torch::softmax(bank.answer(pixels(shown)).logits[0], 1);
  return std::get<0>(shares.max(1)).mean().item<double>();
}

TEST(TestImagesTest, SynthesisMakesTheNominalDieSureWithoutData) {
  const Chip chip = small_chip(0.1, 0.3);
  const DieBank nominal = DieBank::nominal(chip);
  const DieBank bank(chip, 9, 0, 10);
  SynthesisOptions options;
  options.images = 4;
  options.steps = 0;
  const ImageCodes noise = synthesise(nominal, bank, chip.network.input, 4, options);
  options.steps = 40;
  options.unsure = 0.0;
  options.even = 0.0;
  const ImageCodes made = synthesise(nominal, bank, chip.network.input, 4, options);
  EXPECT_GT(sureness(nominal, made), sureness(nominal, noise) + 0.02);
  EXPECT_EQ(made, synthesise(nominal, bank, chip.network.input, 4, options));
}

}  // namespace
}  // namespace kintsugi
