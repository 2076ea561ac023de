// Networks that are graphs: every path of models/accelerator against the formulas written out, and
// these against the real numbers they stand for.
#include <gtest/gtest.h>

#include <set>

#include "models/accelerator/calibration.h"
#include "models/accelerator/code_tensors.h"
#include "models/accelerator/tuning_evaluator.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/models/graph_networks.h"
#include "testbench/tests/models/image_outputs.h"
#include "testbench/tests/models/inference_cases.h"

namespace kintsugi {
namespace {

using testing::expect_same;
using testing::expect_user_error;
using testing::naive_graph;
using testing::NaiveGraph;
using testing::odd_graph;
using testing::random_images;
using testing::residual_shaped;
using testing::uneven_tuning;
using testing::varied_config;

// One entry a layer, neutral where the chip does not tune.
Tuning of_all_layers(const Chip& chip, const Tuning& tuning) {
  Tuning all(chip.layers.size());
  for (size_t t = 0; t < tuning.size(); ++t) {
    all[static_cast<size_t>(chip.signature[t])] = tuning[t];
  }
  return all;
}

ChipConfig config_for(const Network& network, int rows, int columns) {
  ChipConfig config = varied_config(Mapping::Differential, rows, columns);
  config.device.levels = network.weight_levels;
  config.device.read_noise = 0.02;
  return config;
}

std::vector<Network> graphs() {
  return {residual_shaped(), residual_shaped(8), residual_shaped(2), odd_graph(), odd_graph(5)};
}

TEST(Graph, EveryPathGivesTheBitsOfTheFormulas) {
  constexpr int kImages = 3;
  for (const Network& network : graphs()) {
    SCOPED_TRACE(network.layers.size() * 10 + static_cast<size_t>(network.activation_bits));
    const Chip chip = make_chip(network, config_for(network, 23, 10));
    const Die die(chip, {5, 2});
    const Tuning tuning = uneven_tuning(chip);
    const Setting setting(tuning);
    Setting neutral(tuning);  // takes the way through layer_evaluator_setting
    neutral.channels.resize(static_cast<size_t>(tuned_channels(chip)));
    const std::vector<uint8_t> images = random_images(network, kImages);
    TuningEvaluator evaluator(die, images.data(), kImages);
    std::vector<int32_t> logits;
    std::vector<int> classes;
    for (int i = 0; i < kImages; ++i) {
      const uint8_t* image = images.data() + i * network.input.size();
      const uint32_t number = kJudgedImages + static_cast<uint32_t>(i);
      const NaiveGraph naive = naive_graph(die, of_all_layers(chip, tuning), image, number);
      for (const auto& codes : naive.codes) {
        EXPECT_GE(std::set<int>(codes.begin(), codes.end()).size(), 2U) << "a dead layer";
      }
      expect_same(run_image(die, tuning, image, number), naive.signature);
      expect_same(run_image(die, neutral, image, number), naive.signature);
      EXPECT_EQ(activation_sums(die, setting, image, number), naive.sums);
      const auto codes = layer_codes(die, tuning, image, number);
      ASSERT_EQ(codes.size(), naive.codes.size());
      for (size_t l = 0; l < codes.size(); ++l) {
        std::vector<int> found(codes[l].begin(), codes[l].end());
        if (!network.layers[l].relu) {
          for (int& code : found) code = static_cast<int8_t>(code);
        }
        EXPECT_EQ(found, naive.codes[l]) << "layer " << l;
      }
      logits.insert(logits.end(), naive.logits.begin(), naive.logits.end());
      const auto best = std::max_element(naive.logits.begin(), naive.logits.end());
      classes.push_back(static_cast<int>(best - naive.logits.begin()));
    }
    EXPECT_EQ(evaluator.logits(tuning), logits);
    EXPECT_EQ(classify(die, tuning, images.data(), kImages), classes);
    EXPECT_EQ(classify(die, neutral, images.data(), kImages), classes);
  }
}

// Changes one tuned layer at a time, so that what a tuning leaves as it was matters.
TEST(Graph, TuningEvaluatorKeepsOnlyWhatATuningLeaves) {
  constexpr int kImages = 2;
  for (const Network& network : {residual_shaped(), odd_graph()}) {
    const Chip chip = make_chip(network, config_for(network, 64, 40));
    const Die die(chip, {5, 2});
    const std::vector<uint8_t> images = random_images(network, kImages);
    TuningEvaluator evaluator(die, images.data(), kImages);
    Tuning tuning = identity_tuning(chip);
    const auto tuned = tuning.size();
    for (size_t step = 0; step < 2 * tuned + 1; ++step) {
      if (step > 0) tuning[step % tuned].gain = static_cast<uint16_t>(4500 - 130 * step);
      std::vector<int32_t> expected;
      for (int i = 0; i < kImages; ++i) {
        const NaiveGraph naive =
            naive_graph(die, of_all_layers(chip, tuning), images.data() + i * network.input.size(),
                        kJudgedImages + static_cast<uint32_t>(i));
        expected.insert(expected.end(), naive.logits.begin(), naive.logits.end());
      }
      EXPECT_EQ(evaluator.logits(tuning), expected) << "step " << step;
    }
  }
}

double code_scale(const Layer& layer) {
  const bool averages = layer.pool > 1 && layer.pool_kind == PoolKind::Average;
  return static_cast<double>(averages ? layer.pool_scale : layer.output_scale);
}

int code_value(const Layer& layer, uint8_t code) {
  return layer.relu ? code : static_cast<int8_t>(code);
}

// Every layer in real numbers, from the chip's codes of the layers before it, rounded where the
// chip rounds.
std::vector<std::vector<double>> real_layers(const Network& network, const uint8_t* image,
                                             const std::vector<std::vector<uint8_t>>& codes) {
  std::vector<std::vector<double>> tensors;
  std::vector<double> input(image, image + network.input.size());
  for (double& value : input) value *= static_cast<double>(network.layers.front().input_scale);
  const auto tensor = [&](int t) {
    if (t < 0) return input;
    const Layer& layer = network.layers[static_cast<size_t>(t)];
    std::vector<double> values;
    for (const uint8_t code : codes[static_cast<size_t>(t)]) {
      values.push_back(code_value(layer, code) * code_scale(layer));
    }
    return values;
  };
  for (int l = 0; l + 1 < static_cast<int>(network.layers.size()); ++l) {
    const Layer& layer = network.layers[static_cast<size_t>(l)];
    const std::vector<double> in = tensor(l - layer.source);
    std::vector<double> out;
    for (int c = 0; c < layer.conv_out.channels; ++c) {
      for (int p = 0; p < layer.positions(); ++p) {
        double sum = static_cast<double>(layer.bias[static_cast<size_t>(c)]);
        const int top = p / layer.conv_out.width * layer.stride - layer.pad;
        const int left = p % layer.conv_out.width * layer.stride - layer.pad;
        const bool conv = layer.kind == LayerKind::Conv;
        for (int r = 0; r < layer.rows(); ++r) {
          const double w = layer.weights[static_cast<size_t>(c * layer.rows() + r)] *
                           static_cast<double>(layer.weight_scale);
          const int k = layer.kernel;
          const int y = top + r / k % k;
          const int x = left + r % k;
          if (conv && (y < 0 || x < 0 || y >= layer.in.height || x >= layer.in.width)) continue;
          const int at = conv ? (r / (k * k) * layer.in.height + y) * layer.in.width + x : r;
          sum += w * in[static_cast<size_t>(at)];
        }
        if (layer.addend != 0) {
          sum += tensor(l - layer.addend)[static_cast<size_t>(c * layer.positions() + p)];
        }
        out.push_back(sum);
      }
    }
    const double top = (1 << network.activation_bits) - 1;
    const double scale = static_cast<double>(layer.output_scale);
    for (double& value : out) {
      value = std::floor(value / scale + 0.5);
      value = scale * (layer.relu ? std::clamp(value, 0.0, top) : std::clamp(value, -128.0, 127.0));
    }
    std::vector<double> pooled;
    const bool averages = layer.pool > 1 && layer.pool_kind == PoolKind::Average;
    const double pool_scale = static_cast<double>(layer.pool_scale);
    for (int c = 0; c < layer.out.channels; ++c) {
      for (int p = 0; p < layer.out.height * layer.out.width; ++p) {
        double sum = 0;
        double most = -1e9;
        for (int k = 0; k < layer.pool * layer.pool; ++k) {
          const int y = p / layer.out.width * layer.pool + k / layer.pool;
          const int x = p % layer.out.width * layer.pool + k % layer.pool;
          const double v =
              out[static_cast<size_t>((c * layer.conv_out.height + y) * layer.conv_out.width + x)];
          sum += v;
          most = std::max(most, v);
        }
        const double mean = sum / (layer.pool * layer.pool);
        pooled.push_back(averages ? pool_scale * std::min(std::floor(mean / pool_scale + 0.5), top)
                                  : most);
      }
    }
    tensors.push_back(pooled);
  }
  return tensors;
}

// With fine converters and no variation only roundings near halves may differ.
TEST(Graph, ChipWithoutVariationComputesTheRealNetwork) {
  for (const Network& network : {residual_shaped(), odd_graph()}) {
    ChipConfig config;
    config.device.levels = network.weight_levels;
    config.device.g_min = 0.0;
    config.adc.bits = 14;
    for (const Layer& layer : network.layers) {  // nothing is cut off
      config.adc.full_scale.push_back(3 * nominal_adc_full_scale(network, layer, config));
    }
    const Chip chip = make_chip(network, config);
    const Die die = Die::nominal(chip);
    const std::vector<uint8_t> images = random_images(network, 4);
    int total = 0;
    int off = 0;
    for (int i = 0; i < 4; ++i) {
      const uint8_t* image = images.data() + i * network.input.size();
      const auto codes = layer_codes(die, identity_tuning(chip), image);
      const auto real = real_layers(network, image, codes);
      for (size_t l = 0; l < codes.size(); ++l) {
        const Layer& layer = network.layers[l];
        for (size_t k = 0; k < codes[l].size(); ++k) {
          const int code = code_value(layer, codes[l][k]);
          const double difference = std::abs(code - real[l][k] / code_scale(layer));
          EXPECT_LE(difference, 1.01) << layer.name << " " << k;
          off += difference > 0.01 ? 1 : 0;
          ++total;
        }
      }
    }
    EXPECT_LE(off, total / 50) << "of " << total;
  }
}

TEST(Graph, CalibrationGoesAlongTheGraph) {
  const Network network = residual_shaped();
  const Chip chip = make_chip(network, config_for(network, 64, 40));
  const Die die(chip, {5, 0});
  const std::vector<uint8_t> images = random_images(network, 2);
  const std::vector<int32_t> scales = calibrate_adc(chip, {&die}, images.data(), 2, 1.0);
  ASSERT_EQ(scales.size(), network.layers.size());
  // The largest sum that is seen when the layers before have their calibrated ranges.
  ChipConfig config = chip.config;
  config.device.read_noise = 0.02;
  config.adc.full_scale = scales;
  const Chip calibrated = make_chip(network, config);
  Die moved = die;
  moved.move_to(calibrated);
  for (size_t l = 0; l < scales.size(); ++l) {
    int64_t largest = 0;
    for (int i = 0; i < 2; ++i) {
      const uint8_t* image = images.data() + i * network.input.size();
      const auto codes = layer_codes(moved, identity_tuning(chip), image, static_cast<uint32_t>(i));
      const int source = source_of(network, static_cast<int>(l));
      const uint8_t* in = source < 0 ? image : codes[static_cast<size_t>(source)].data();
      const LayerPlan& plan = calibrated.layers[l];
      std::vector<uint8_t> rows(static_cast<size_t>(plan.layer.rows()));
      for (int p = 0; p < plan.layer.positions(); ++p) {
        gather_window(plan.layer, in, p, rows.data());
        for (size_t t = 0; t < plan.tiles.size(); ++t) {
          const Tile& tile = moved.tiles(static_cast<int>(l))[t];
          std::vector<int64_t> sums(static_cast<size_t>(tile.columns()));
          for (int plane = 0; plane < plan.input.planes(4); ++plane) {
            analog_sums(tile, rows.data() + plan.tiles[t].first_row, plane, sums.data());
            for (const int64_t sum : sums) largest = std::max(largest, std::abs(sum));
          }
        }
      }
    }
    EXPECT_GE(scales[l], largest) << "layer " << l;
    EXPECT_LE(scales[l], largest + largest / 100 + 256) << "layer " << l;
  }
}

TEST(Graph, SignatureAndTunedLayersAreThoseNamed) {
  const Network network = residual_shaped();
  EXPECT_EQ(signature_layers(network), (std::vector<int>{0, 2, 5, 6, 8}));
  EXPECT_FALSE(is_chain(network));
  EXPECT_TRUE(is_chain(testing::lenet_shaped()));
  const Chip chip = make_chip(network, config_for(network, 64, 40));
  EXPECT_EQ(chip.tuned_layers(), 4);
  EXPECT_EQ(chip.tuned_index(2), 1);
  EXPECT_EQ(chip.tuned_index(3), -1);
  EXPECT_EQ(chip.tuned_index(8), -1);
}

TEST(Graph, AChainNeedsTwoBuffersAndAResidualThree) {
  const Network chain = testing::lenet_shaped();
  CodeTensors two(chain, 1);
  EXPECT_EQ(two.output(0), two.output(2));
  EXPECT_NE(two.output(0), two.output(1));
  CodeTensors three(residual_shaped(), 1);
  EXPECT_NE(three.output(0), three.output(2)) << "layer 2 still adds layer 0";
  EXPECT_EQ(three.addend(1, 0), nullptr);
  EXPECT_EQ(three.addend(2, 0), three.output(0));
}

TEST(Graph, WhatDoesNotFitIsRefusedWithTheLayer) {
  const auto refused = [](auto change, std::initializer_list<const char*> parts) {
    Network network = residual_shaped();
    change(network);
    SCOPED_TRACE(*parts.begin() + std::string(parts.begin()[1]));
    expect_user_error([&] { check_network(network); }, parts);
  };
  refused([](Network& n) { n.layers[2].addend = 4; }, {"'layer2'", "allowed are 1 to 3"});
  refused([](Network& n) { n.layers[2].source = 0; }, {"'layer2'", "allowed are 1 to 3"});
  refused([](Network& n) { n.layers[2].addend = 3; }, {"'layer2'", "6 x 8 x 8", "2 x 8 x 8"});
  refused([](Network& n) { n.layers[5].source = 1; }, {"'layer5'", "'layer4'", "has no Relu"});
  refused([](Network& n) { n.layers[6].source = 2; }, {"'layer6'", "has no Relu"});
  refused(
      [](Network& n) {
        n.layers[3].source = 3;
        n.layers[3].in.height = 7;
      },
      {"'layer3'", "6 x 7 x 8"});
  refused([](Network& n) { n.layers[5].addend = 0; }, {"'layer4'", "read by no other"});
  refused([](Network& n) { n.layers[5].pool = 2; }, {"'layer5'", "does not fit"});
  refused([](Network& n) { n.layers[8].addend = 1; }, {"'layer8'", "last layer"});
  refused([](Network& n) { n.layers[5].relu = false; }, {"'layer5'", "pooled"});
  refused([](Network& n) { n.layers[5].addend_scale = 0; }, {"'layer5'", "scale"});
}

}  // namespace
}  // namespace kintsugi
