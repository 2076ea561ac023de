// What ships in models/zoo, judged on the chip model: no libtorch here.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "models/accelerator/accuracy.h"
#include "models/accelerator/die.h"
#include "models/datasets/dataset.h"

namespace kintsugi {
namespace {

struct Shipped {
  Network network;
  nlohmann::json manifest;
};

Shipped shipped(const std::string& name) {
  const std::string stem = "models/zoo/" + name;
  std::ifstream manifest(stem + ".json");
  return {load_onnx(stem + ".onnx"), nlohmann::json::parse(manifest)};
}

// 16-bit converters that no column can saturate: only the network's own quantisation is left.
ChipConfig with_wide_adc(const Network& network) {
  ChipConfig config;
  config.adc.bits = 16;
  for (const Layer& layer : network.layers) {
    int largest = 1;
    for (int o = 0; o < layer.conv_out.channels; ++o) {
      int sum = 0;
      for (int r = 0; r < layer.rows(); ++r) {
        sum += std::abs(layer.weights[static_cast<size_t>(o * layer.rows() + r)]);
      }
      largest = std::max(largest, sum);
    }
    const double step = 8192.0 * (1.0 - config.device.g_min) / (config.device.levels - 1);
    config.adc.full_scale.push_back(static_cast<int32_t>(std::ceil(largest * step)));
  }
  return config;
}

double accuracy_on_nominal_chip(const Network& network) {
  const Chip chip = make_chip(network, with_wide_adc(network));
  const Die die = Die::nominal(chip);
  const Dataset test = load_fashion_mnist(Split::Test);
  const auto codes = activation_codes(test.pixels, network.activation_bits);
  return accuracy(classify(die, identity_tuning(chip), codes.data(), test.count),
                  test.labels.data());
}

class ShippedNetwork : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Zoo, ShippedNetwork,
                         ::testing::Values("fashion_lenet", "fashion_lenet_va", "fashion_mlp",
                                           "fashion_convnet", "mnist_lenet", "cifar10_vgg",
                                           "cifar10_vgg_slim", "cifar10_vgg_single",
                                           "cifar10_resnet20", "cifar10_resnet18"),
                         [](const auto& info) { return std::string(info.param); });

// Those whose images every machine with Kintsugi has.
class FashionNetwork : public ShippedNetwork {};
INSTANTIATE_TEST_SUITE_P(Zoo, FashionNetwork,
                         ::testing::Values("fashion_lenet", "fashion_lenet_va", "fashion_mlp",
                                           "fashion_convnet"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(FashionNetwork, KeepsItsAccuracyOnTheNominalChip) {
  const auto [network, manifest] = shipped(GetParam());
  // What is left is the rounding of digital constants: a few images in 10 000.
  const double expected = manifest["test_accuracy"]["quantised"];
  EXPECT_NEAR(accuracy_on_nominal_chip(network), expected, 0.002);
}

TEST_P(ShippedNetwork, IsWithinTwoPointsOfTheFloatNetwork) {
  const nlohmann::json accuracy = shipped(GetParam()).manifest["test_accuracy"];
  EXPECT_GE(accuracy["quantised"].get<double>(), accuracy["float"].get<double>() - 0.02);
}

// What training under spread costs without it, it gives back with it.
TEST(VariationAwareVgg, LosesThreePointsUnderSpreadAndTheOtherTwenty) {
  const auto loss = [](const std::string& name) {
    const nlohmann::json manifest = shipped(name).manifest;
    return manifest["test_accuracy"]["quantised"].get<double>() -
           manifest["test_accuracy_under_spread"]["mean"].get<double>();
  };
  EXPECT_LT(loss("cifar10_vgg_va"), 0.03);
  EXPECT_GT(loss("cifar10_vgg"), 0.20);
}

}  // namespace
}  // namespace kintsugi
