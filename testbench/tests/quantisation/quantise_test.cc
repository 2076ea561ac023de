// Post-training quantisation of small float networks.
#include "models/quantisation/quantise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/accelerator/die.h"
#include "models/quantisation/real_network.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/models/graph_networks.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;
using testing::Numbers;
using testing::residual_shaped;

// A float network of the same shape: its weights plus what a step cannot hold.
FloatNetwork in_float(const Network& network, double off_steps, uint64_t seed = 3) {
  Numbers numbers(seed);
  FloatNetwork floats;
  floats.structure = network;
  for (Layer& layer : floats.structure.layers) {
    std::vector<float> weights;
    for (const int8_t level : layer.weights) {
      const double off = off_steps * numbers.between(-100, 100) / 200.0;
      weights.push_back(
          static_cast<float>((level + off) * static_cast<double>(layer.weight_scale)));
    }
    floats.weights.push_back(weights);
    layer.weights.clear();
    layer.in_signature = true;
  }
  return floats;
}

std::vector<uint8_t> pixels_for(const Network& network, int count) {
  Numbers numbers(99);
  std::vector<uint8_t> pixels;
  for (int i = 0; i < count * network.input.size(); ++i) {
    pixels.push_back(static_cast<uint8_t>(std::max(0, numbers.between(-120, 255))));
  }
  return pixels;
}

// Root mean square of logits off, over that of the logits.
double relative_error(const FloatNetwork& floats, const Network& network,
                      const std::vector<uint8_t>& pixels, int count) {
  const RealNetwork real(floats);
  const RealNetwork coded(network);
  double off = 0.0;
  double all = 0.0;
  for (int i = 0; i < count; ++i) {
    const uint8_t* image = pixels.data() + i * network.input.size();
    const Eigen::VectorXf a = real.logits(real_input(network.input, image, 1.0F));
    const Eigen::VectorXf b = coded.logits(coded_input(network, image));
    off += static_cast<double>((a - b).squaredNorm());
    all += static_cast<double>(a.squaredNorm());
  }
  return std::sqrt(off / all);
}

TEST(Quantise, WholeStepsAreFoundAgain) {
  const Network network = residual_shaped();
  const FloatNetwork floats = in_float(network, 0.0);
  const Network found = quantise(floats, pixels_for(network, 4).data(), 4, {});
  for (size_t l = 0; l < network.layers.size(); ++l) {
    EXPECT_EQ(found.layers[l].weights, network.layers[l].weights) << l;
    EXPECT_NEAR(found.layers[l].weight_scale, network.layers[l].weight_scale, 1e-6F) << l;
  }
}

TEST(Quantise, ScalesAgreeFromLayerToLayer) {
  const Network network =
      quantise(in_float(residual_shaped(), 0.8), pixels_for(residual_shaped(), 4).data(), 4, {});
  const auto scale_of = [&](int tensor) {
    if (tensor == kInputTensor) return 1.0F / 15.0F;
    const Layer& layer = network.layers[static_cast<size_t>(tensor)];
    return layer.pool > 1 && layer.pool_kind == PoolKind::Average ? layer.pool_scale
                                                                  : layer.output_scale;
  };
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
    const Layer& layer = network.layers[static_cast<size_t>(l)];
    EXPECT_EQ(layer.input_scale, scale_of(source_of(network, l))) << l;
    if (layer.addend != 0) {
      EXPECT_EQ(layer.addend_scale, scale_of(addend_of(network, l))) << l;
    }
  }
}

TEST(Quantise, MoreLevelsAndBitsComeNearer) {
  const FloatNetwork floats = in_float(residual_shaped(), 1.0);
  const std::vector<uint8_t> pixels = pixels_for(floats.structure, 24);
  double before = 1.0;
  for (const int bits : {3, 5, 8}) {
    QuantisationOptions options;
    options.activation_bits = bits;
    options.weight_levels = 1 << (bits - 1);
    const Network network = quantise(floats, pixels.data(), 24, options);
    const double now = relative_error(floats, network, pixels, 24);
    EXPECT_LT(now, 0.7 * before) << bits;
    before = now;
  }
  EXPECT_LT(before, 0.03);
}

TEST(Quantise, CorrectedBiasesComeNearer) {
  const FloatNetwork floats = in_float(residual_shaped(), 1.0);
  const std::vector<uint8_t> pixels = pixels_for(floats.structure, 24);
  QuantisationOptions plain;
  plain.weight_levels = 4;
  plain.correct_bias = false;
  QuantisationOptions corrected = plain;
  corrected.correct_bias = true;
  const auto error = [&](const QuantisationOptions& options) {
    return relative_error(floats, quantise(floats, pixels.data(), 24, options), pixels, 24);
  };
  EXPECT_LT(error(corrected), error(plain));
}

// The float pass over codes is the chip without variation, but for roundings at halves.
TEST(Quantise, TheQuantisedPassIsTheIdealChip) {
  const Network network =
      quantise(in_float(residual_shaped(), 0.8), pixels_for(residual_shaped(), 16).data(), 16, {});
  ChipConfig config;
  config.device.g_min = 0.0;
  config.adc.bits = 14;
  for (const Layer& layer : network.layers) {
    config.adc.full_scale.push_back(4 * nominal_adc_full_scale(network, layer, config));
  }
  const Chip chip = make_chip(network, config);
  const std::vector<uint8_t> pixels = pixels_for(network, 16);
  std::vector<uint8_t> codes;
  for (const uint8_t pixel : pixels) {
    codes.push_back(static_cast<uint8_t>((pixel * 15 + 127) / 255));
  }
  const std::vector<int> found =
      classify(Die::nominal(chip), identity_tuning(chip), codes.data(), 16);
  const RealNetwork real(network);
  int same = 0;
  for (int i = 0; i < 16; ++i) {
    Eigen::Index best = 0;
    real.logits(coded_input(network, pixels.data() + i * network.input.size())).maxCoeff(&best);
    same += best == found[static_cast<size_t>(i)] ? 1 : 0;
  }
  EXPECT_GE(same, 14);
}

TEST(Quantise, AccuracyIsTheShareOfRightLabels) {
  const Network network =
      quantise(in_float(residual_shaped(), 0.8), pixels_for(residual_shaped(), 8).data(), 8, {});
  const std::vector<uint8_t> pixels = pixels_for(network, 8);
  const RealNetwork real(network);
  std::vector<uint8_t> labels;
  for (int i = 0; i < 8; ++i) {
    Eigen::Index best = 0;
    real.logits(coded_input(network, pixels.data() + i * network.input.size())).maxCoeff(&best);
    labels.push_back(static_cast<uint8_t>(i < 6 ? best : best + 1));
  }
  EXPECT_DOUBLE_EQ(real_accuracy(real, network, true, 1.0F, pixels.data(), labels.data(), 8), 0.75);
}

TEST(Quantise, OptionsOutOfRangeAreRefused) {
  const FloatNetwork floats = in_float(residual_shaped(), 0.0);
  const std::vector<uint8_t> pixels = pixels_for(floats.structure, 1);
  const auto refused = [&](auto change, std::initializer_list<const char*> parts) {
    QuantisationOptions options;
    change(options);
    expect_user_error([&] { quantise(floats, pixels.data(), 1, options); }, parts);
  };
  refused([](auto& o) { o.weight_levels = 1; }, {"--levels is 1", "2 to 128"});
  refused([](auto& o) { o.activation_bits = 9; }, {"--activation-bits is 9", "1 to 8"});
  refused([](auto& o) { o.white = 0.0F; }, {"--white", "positive"});
  refused([](auto& o) { o.signature = {"nothing"}; }, {"'nothing'"});
}

}  // namespace
}  // namespace kintsugi
