#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "models/core/error.h"
#include "models/training/architectures.h"
#include "models/training/image_tensors.h"
#include "models/training/manifest.h"
#include "models/training/trainable_network.h"
#include "models/training/trainer.h"

namespace kintsugi {
namespace {

// Ten easy classes: a bright 4x4 block whose place depends on the label, on a noisy ground.
Dataset blocks(int count) {
  Dataset data;
  data.shape = {1, 28, 28};
  data.count = count;
  std::mt19937 generator(1);
  for (int i = 0; i < count; ++i) {
    const int label = i % 10;
    std::vector<uint8_t> image(784);
    for (auto& pixel : image) pixel = static_cast<uint8_t>(generator() % 64);
    for (int y = 0; y < 4; ++y) {
      for (int x = 0; x < 4; ++x) {
        image[static_cast<size_t>(28 * (4 * (label / 5) * 3 + y) + 5 * (label % 5) + x)] = 255;
      }
    }
    data.pixels.insert(data.pixels.end(), image.begin(), image.end());
    data.labels.push_back(static_cast<uint8_t>(label));
  }
  return data;
}

// The layer as models/network/network.h defines it, in plain loops over codes.
std::vector<double> plain_layer(const Layer& l, const std::vector<double>& codes, int max_code) {
  std::vector<double> out(static_cast<size_t>(l.out.size()), l.relu ? 0.0 : -1e30);
  const bool conv = l.kind == LayerKind::Conv;
  const int height = conv ? l.kernel : l.in.height;
  const int width = conv ? l.kernel : l.in.width;
  for (int o = 0; o < l.conv_out.channels; ++o) {
    for (int position = 0; position < l.positions(); ++position) {
      const int y = position / l.conv_out.width;
      const int x = position % l.conv_out.width;
      double sum = 0.0;
      for (int row = 0; row < l.rows(); ++row) {
        const int iy = y * l.stride - l.pad + row / width % height;
        const int ix = x * l.stride - l.pad + row % width;
        if (iy < 0 || ix < 0 || iy >= l.in.height || ix >= l.in.width) continue;
        const int channel = row / (width * height);
        sum += codes[static_cast<size_t>((channel * l.in.height + iy) * l.in.width + ix)] *
               l.weights[static_cast<size_t>(o * l.rows() + row)];
      }
      const double real = sum * l.weight_scale * l.input_scale + l.bias[static_cast<size_t>(o)];
      if (y / l.pool >= l.out.height || x / l.pool >= l.out.width) continue;
      double& pooled = out[static_cast<size_t>((o * l.out.height + y / l.pool) * l.out.width +
                                               x / l.pool)];
      const double code = std::min(std::max(std::round(real / l.output_scale), 0.0),
                                   static_cast<double>(max_code));
      pooled = std::max(pooled, l.relu ? code : real);
    }
  }
  return out;
}

TrainableNetwork calibrated(const std::string& name, const ImageTensors& images) {
  torch::manual_seed(3);
  TrainableNetwork network(architecture(name));
  network.calibrate(images.bytes);
  return network;
}

class EachArchitecture : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Zoo, EachArchitecture, testing::Values("lenet", "mlp"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(EachArchitecture, ShipsTheNumbersItWasTrainedWith) {
  const Dataset data = blocks(10);
  const ImageTensors images = to_tensors(data, architecture(GetParam()));
  const TrainableNetwork trainable = calibrated(GetParam(), images);
  const Network network = trainable.to_network();
  const auto logits = trainable.forward_quantised(images.bytes, {}).detach();
  const auto input = activation_codes(data.pixels, 4);
  double largest = 0.0;
  for (int i = 0; i < data.count; ++i) {
    std::vector<double> values(input.begin() + 784 * i, input.begin() + 784 * (i + 1));
    for (const Layer& layer : network.layers) values = plain_layer(layer, values, 15);
    for (int c = 0; c < 10; ++c) {
      const double difference = std::abs(values[static_cast<size_t>(c)] -
                                         logits[i][c].item<double>());
      largest = std::max(largest, difference);
    }
  }
  // Float against double: an odd activation that sits on a rounding edge may move one code.
  EXPECT_LT(largest, 0.05 * logits.abs().max().item<double>());
}

TEST_P(EachArchitecture, HoldsWholeWeightStepsWithinTheLevels) {
  const ImageTensors images = to_tensors(blocks(10), architecture(GetParam()));
  const Network network = calibrated(GetParam(), images).to_network();
  float input_scale = 1.0F / 15.0F;
  for (const Layer& layer : network.layers) {
    EXPECT_EQ(layer.weights.size(), static_cast<size_t>(layer.conv_out.channels * layer.rows()));
    for (const int weight : layer.weights) EXPECT_LE(std::abs(weight), 9);
    EXPECT_EQ(layer.input_scale, input_scale) << layer.name;
    EXPECT_GT(layer.weight_scale, 0.0F);
    input_scale = layer.output_scale;
  }
}

TEST_P(EachArchitecture, GradientsPassTheQuantisersToEveryParameter) {
  const ImageTensors images = to_tensors(blocks(100), architecture(GetParam()));
  const TrainableNetwork network = calibrated(GetParam(), images);
  network.forward_quantised(images.bytes, kPopulationA).square().mean().backward();
  for (const auto& parameter : network.quantised_parameters()) {
    ASSERT_TRUE(parameter.grad().defined());
    EXPECT_GT(parameter.grad().abs().max().item<double>(), 0.0);
  }
}

TEST(TrainingSpreadTest, CommonFactorScalesTheProductAndNotTheBias) {
  const ImageTensors images = to_tensors(blocks(10), architecture("mlp"));
  Network last_layer = architecture("mlp");
  last_layer.layers = {last_layer.layers.front()};
  last_layer.layers.front().relu = false;
  torch::manual_seed(3);
  TrainableNetwork network(last_layer);
  network.calibrate(images.bytes);
  {
    const torch::NoGradGuard no_grad;
    network.float_parameters()[1].fill_(0.25);
  }
  const auto plain = network.forward_quantised(images.bytes, {}) - 0.25;
  const auto spread = network.forward_quantised(images.bytes, {0.0, 0.46, 0.02}) - 0.25;
  const double factor = (spread.sum() / plain.sum()).item<double>();
  EXPECT_GT(std::abs(factor - 1.0), 1e-3);
  EXPECT_TRUE(torch::allclose(spread, plain * factor, 1e-3, 1e-4));
}

TEST(TrainerTest, LearnsAndTheSameSeedGivesTheSameManifestAndWeights) {
  const Dataset training = blocks(8000);
  const Dataset test = blocks(500);
  TrainingSettings settings;
  settings.network = "mlp";
  settings.variation_aware = true;
  settings.epochs = 2;
  int reports = 0;
  const auto count = [&](const TrainingProgress&) { ++reports; };
  const TrainedNetwork first = train(settings, training, test, count);
  const TrainedNetwork second = train(settings, training, test, nullptr);
  EXPECT_EQ(reports, 4);
  EXPECT_GT(first.quantised_accuracy, 0.9);
  EXPECT_EQ(manifest_json(settings, first, training, test, "a.onnx"),
            manifest_json(settings, second, training, test, "elsewhere/a.onnx"));
  for (size_t l = 0; l < first.network.layers.size(); ++l) {
    EXPECT_EQ(first.network.layers[l].weights, second.network.layers[l].weights);
    EXPECT_EQ(first.network.layers[l].bias, second.network.layers[l].bias);
  }
  settings.seed = 2;
  const TrainedNetwork other = train(settings, training, test, nullptr);
  EXPECT_NE(first.network.layers[0].weights, other.network.layers[0].weights);
}

TEST(TrainerTest, RefusesWhatItCannotTrain) {
  TrainingSettings settings;
  Dataset wide = blocks(6000);
  wide.shape = {1, 14, 56};
  EXPECT_THROW(train(settings, wide, wide, nullptr), UserError);
  EXPECT_THROW(train(settings, blocks(5000), blocks(10), nullptr), UserError);
  settings.epochs = 0;
  EXPECT_THROW(train(settings, blocks(6000), blocks(10), nullptr), UserError);
  EXPECT_THROW(architecture("resnet"), UserError);
}

TEST(ImageTensorsTest, CodesAreThoseOfTheDatasetLoader) {
  Dataset all_bytes;
  all_bytes.shape = {1, 28, 28};
  all_bytes.count = 1;
  all_bytes.labels = {0};
  for (int i = 0; i < 784; ++i) all_bytes.pixels.push_back(static_cast<uint8_t>(i % 256));
  const auto codes = to_codes(to_tensors(all_bytes, architecture("mlp")).bytes, 4);
  const auto expected = activation_codes(all_bytes.pixels, 4);
  for (int i = 0; i < 784; ++i) {
    ASSERT_EQ(codes[0][i].item<float>(), static_cast<float>(expected[static_cast<size_t>(i)]));
  }
}

}  // namespace
}  // namespace kintsugi
