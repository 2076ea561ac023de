// What training is made of without tensors.
#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "models/crossbar/weight_coding.h"
#include "models/training/architectures.h"
#include "models/training/augmentation.h"
#include "models/training/cell_mapping.h"
#include "models/training/clipping.h"
#include "models/training/settings.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

class EachMapping : public ::testing::TestWithParam<std::pair<Mapping, int>> {};
INSTANTIATE_TEST_SUITE_P(
    Levels, EachMapping,
    ::testing::Values(std::pair{Mapping::Differential, 2}, std::pair{Mapping::Differential, 10},
                      std::pair{Mapping::Differential, 128}, std::pair{Mapping::SingleEnded, 3},
                      std::pair{Mapping::SingleEnded, 4}, std::pair{Mapping::SingleEnded, 10},
                      std::pair{Mapping::SingleEnded, 128}));

// The chip holds each trained weight exactly, so that training sees what ships.
TEST_P(EachMapping, ChipHoldsEveryTrainedState) {
  const auto [mapping, levels] = GetParam();
  const CellMapping cells{mapping, levels};
  WeightCoding chip;
  chip.mapping = mapping;
  chip.levels = levels;
  chip.weight_levels = levels;
  ASSERT_GE(cells.largest_state(), 1);
  for (int state = -cells.largest_state(); state <= cells.largest_state(); ++state) {
    const int weight = state * cells.steps_per_state();
    ASSERT_LE(std::abs(weight), levels - 1);
    const int level = chip.state(weight);
    if (mapping == Mapping::Differential) {
      EXPECT_EQ(level, std::abs(state));
    } else {
      EXPECT_EQ(level, cells.middle_level() + state);
    }
  }
}

TEST(CellMappingTest, LowestLevelConductsItsShareOfTheHighest) {
  const CellMapping cells;  // levels 0 .. 9 above the floor
  const double floor = cells.floor_levels(0.02);
  EXPECT_NEAR(floor / (floor + 9), 0.02, 1e-12);
}

double squared_error(const std::vector<float>& values, double step, int low, int high) {
  double sum = 0.0;
  for (const float v : values) {
    const double code =
        std::clamp(std::round(v / step), static_cast<double>(low), static_cast<double>(high));
    sum += (v - code * step) * (v - code * step);
  }
  return sum;
}

TEST(ClippingTest, NoStepOfADenseSweepHasLessError) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(4000);
  for (float& v : values) v = normal(generator);
  values.push_back(12.0F);  // an outlier worth clipping
  for (const int high : {1, 9, 15}) {
    const double step = least_error_step(values, -high, high);
    const double found = squared_error(values, step, -high, high);
    for (int i = 1; i <= 1200; ++i) {
      EXPECT_LE(found, 1.02 * squared_error(values, 0.01 * i / high, -high, high));
    }
    EXPECT_LT(step * high, 6.0) << "the outlier is clipped";
  }
}

TEST(ClippingTest, WholeStepsAreKept) {
  std::vector<float> values;
  for (int i = -9; i <= 9; ++i) values.push_back(0.25F * static_cast<float>(i));
  EXPECT_NEAR(least_error_step(values, -9, 9), 0.25, 1e-9);
}

TEST(ClippingTest, UnsignedCodesLookAtPositiveValuesOnly) {
  EXPECT_NEAR(least_error_step({-100.0F, 0.0F, 1.0F, 2.0F, 3.0F}, 0, 3), 1.0, 1e-9);
  EXPECT_GT(least_error_step({0.0F, 0.0F}, 0, 15), 0.0);
}

TEST(AugmentationTest, MovesAndMirrorsEveryChannel) {
  const Shape shape{2, 2, 3};
  std::vector<uint8_t> image(12);
  std::iota(image.begin(), image.end(), uint8_t{1});
  std::vector<uint8_t> out(12);
  const auto view = [&](View v) {
    std::fill(out.begin(), out.end(), uint8_t{99});
    write_view(shape, v, image.data(), out.data());
    return out;
  };
  using Bytes = std::vector<uint8_t>;
  EXPECT_EQ(view({0, 0, false}), image);
  EXPECT_EQ(view({0, 0, true}), (Bytes{3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10}));
  EXPECT_EQ(view({1, 0, false}), (Bytes{0, 0, 0, 1, 2, 3, 0, 0, 0, 7, 8, 9}));
  EXPECT_EQ(view({-1, 1, false}), (Bytes{0, 4, 5, 0, 0, 0, 0, 10, 11, 0, 0, 0}));
  EXPECT_EQ(view({0, -2, true}), (Bytes{1, 0, 0, 4, 0, 0, 7, 0, 0, 10, 0, 0}));
  EXPECT_EQ(view({4, 4, false}), Bytes(12, 0));
}

TEST(ArchitectureTest, VggFitsTheController) {
  const Network vgg = architecture("vgg");
  EXPECT_LE(vgg.layers.size(), 8U);
  int statistics = 0;
  for (const int l : signature_layers(vgg)) {
    statistics += 3 + vgg.layers[static_cast<size_t>(l)].out.channels;
  }
  EXPECT_LE(statistics, 256);
  double products = 0.0;
  for (const Layer& l : vgg.layers) {
    products += static_cast<double>(l.rows()) * l.conv_out.channels * l.positions();
  }
  EXPECT_LT(products, 15e6);
  EXPECT_EQ(vgg.layers.back().rows(), 512);
  expect_user_error([] { architecture("resnet"); },
                    {"'resnet'", "lenet, mlp, convnet, vgg, vgg-slim, resnet20 or resnet18"});
}

TEST(ArchitectureTest, AllOfTheSlimVggFitsTheControllerAndEachLayerATile) {
  const Network slim = architecture("vgg-slim");
  int statistics = 0;
  for (const Layer& l : slim.layers) {
    statistics += 3 + l.out.channels;
    EXPECT_LE(l.rows(), 512) << l.name;
    EXPECT_LE(l.out.channels, 128) << l.name;
  }
  EXPECT_EQ(signature_layers(slim).size(), slim.layers.size());
  EXPECT_LE(statistics, 256);
}

TEST(ArchitectureTest, Resnet18HasElevenMillionWeights) {
  const Network network = architecture("resnet18");
  int64_t weights = 0;
  int projections = 0;
  for (const Layer& layer : network.layers) {
    weights += int64_t{layer.rows()} * layer.conv_out.channels;
    projections += layer.kind == LayerKind::Conv && layer.kernel == 1;
  }
  EXPECT_EQ(network.layers.size(), 21U);
  EXPECT_EQ(projections, 3);
  EXPECT_EQ(weights, 11164352);  // He et al. count 11.17 million with biases and batch norm
  EXPECT_EQ(network.layers.back().rows(), 512);
}

TEST(TrainingSettingsTest, CommandHoldsWhatDiffersFromTheDefaults) {
  TrainingSettings settings = default_settings("lenet");
  EXPECT_EQ(command_options(settings), " --epochs 10 --seed 1 --threads 1");
  settings.mode = TrainingMode::Joint;
  settings.cells.mapping = Mapping::SingleEnded;
  settings.spread.sigma_cell = 0.3;
  settings.policy = RatePolicy::parse("one-cycle");
  settings.distillation.teacher = "some/folder/big.onnx";
  settings.fine_tuning_epochs = 3;
  EXPECT_EQ(command_options(settings),
            " --mode joint --mapping single-ended --sigma-cell 0.3 --teacher big.onnx "
            "--policy one-cycle --epochs 10 --fine-tuning-epochs 3 --seed 1 --threads 1");
  EXPECT_EQ(command_options(default_settings("vgg")), " --epochs 10 --seed 1 --threads 1");
}

TEST(TrainingSettingsTest, RefusesEachSettingOutOfItsRange) {
  const auto refuses = [](const char* part, auto change) {
    TrainingSettings settings;
    change(settings);
    expect_user_error([&] { check(settings); }, {part});
  };
  EXPECT_NO_THROW(check(TrainingSettings{}));
  refuses("--epochs is 0", [](auto& s) { s.epochs = 0; });
  refuses("--fine-tuning-epochs is 0", [](auto& s) { s.fine_tuning_epochs = 0; });
  refuses("--threads is 0", [](auto& s) { s.threads = 0; });
  refuses("--activation-bits is 1; it must be 2 to 8", [](auto& s) { s.activation_bits = 1; });
  refuses("--levels is 129; it must be 2 to 128", [](auto& s) { s.cells.levels = 129; });
  refuses("--levels is 2; it must be 3 to 128", [](auto& s) {
    s.cells = {Mapping::SingleEnded, 2};
  });
  refuses("--tile-rows is 0", [](auto& s) { s.cells.tile_rows = 0; });
  refuses("--sigma-cell is -0.1", [](auto& s) { s.spread.sigma_cell = -0.1; });
  refuses("--sigma-die is 3", [](auto& s) { s.spread.sigma_die = 3; });
  refuses("--g-min is 1", [](auto& s) { s.spread.g_min = 1; });
  refuses("--adc-bits is 1", [](auto& s) { s.adc.bits = 1; });
  refuses("--adc-range is 0", [](auto& s) { s.adc.range = 0; });
  refuses("--temperature is 0", [](auto& s) { s.distillation.temperature = 0; });
  refuses("--teacher-weight is 2", [](auto& s) { s.distillation.weight = 2; });
  refuses("--rate is 0", [](auto& s) { s.rate = 0; });
  refuses("--weight-decay goes with", [](auto& s) { s.weight_decay = 1e-4; });
  refuses("needs a spread", [](auto& s) {
    s.mode = TrainingMode::Joint;
    s.spread = {};
  });
  expect_user_error([] { training_mode("both"); }, {"--mode is 'both'"});
  expect_user_error([] { cell_mapping("pair"); }, {"--mapping is 'pair'"});
}

}  // namespace
}  // namespace kintsugi
