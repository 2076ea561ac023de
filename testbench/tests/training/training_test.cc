#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/training/architectures.h"
#include "models/training/image_tensors.h"
#include "models/training/trainable_network.h"
#include "testbench/tests/training/blocks.h"

namespace kintsugi {
namespace {

using testing::blocks;

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
      double& pooled =
          out[static_cast<size_t>((o * l.out.height + y / l.pool) * l.out.width + x / l.pool)];
      const double code =
          std::min(std::max(std::round(real / l.output_scale), 0.0), static_cast<double>(max_code));
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

class EachArchitecture : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Zoo, EachArchitecture, ::testing::Values("lenet", "mlp"),
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
      const double difference =
          std::abs(values[static_cast<size_t>(c)] - logits[i][c].item<double>());
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

Dataset noise(int count, const Shape& shape) {
  Dataset data{shape, count, {}, {}};
  std::mt19937 generator(4);
  for (int i = 0; i < count * shape.size(); ++i) {
    data.pixels.push_back(static_cast<uint8_t>(generator() % 256));
  }
  for (int i = 0; i < count; ++i) data.labels.push_back(static_cast<uint8_t>(i % 10));
  return data;
}

TEST(BatchNormTest, FoldedNetworkComputesTheSame) {
  const Network vgg = architecture("vgg");
  torch::manual_seed(3);
  TrainableNetwork network(vgg, {}, true);
  const ImageTensors images = to_tensors(noise(64, vgg.input), vgg);
  const auto fresh = network.forward_float(images.bytes).detach();
  for (auto& parameter : network.float_parameters()) {
    const torch::NoGradGuard no_grad;
    parameter.add_(torch::randn_like(parameter) * 0.05);
  }
  for (int i = 0; i < 20; ++i) network.forward_float(images.bytes, true);  // gathers statistics
  const auto before = network.forward_float(images.bytes).detach();
  ASSERT_FALSE(torch::allclose(before, fresh, 1e-2, 1e-2));
  network.fold_batch_norm();
  const auto after = network.forward_float(images.bytes).detach();
  EXPECT_LT((after - before).abs().max().item<double>(), 1e-4 * before.abs().max().item<double>());
}

TEST(TrainableNetworkTest, ShippedNetworkComesBackTheSame) {
  const ImageTensors images = to_tensors(blocks(10), architecture("lenet"));
  const TrainableNetwork first = calibrated("lenet", images);
  const TrainableNetwork second = TrainableNetwork::of(first.to_network());
  EXPECT_TRUE(torch::allclose(first.forward_quantised(images.bytes, {}),
                              second.forward_quantised(images.bytes, {}), 1e-4, 1e-5));
}

TEST(TrainableNetworkTest, CopyDoesNotShareItsWeights) {
  const ImageTensors images = to_tensors(blocks(10), architecture("mlp"));
  const TrainableNetwork first = calibrated("mlp", images);
  const TrainableNetwork second = first.on(torch::kCPU);
  const auto before = second.forward_float(images.bytes).detach();
  {
    const torch::NoGradGuard no_grad;
    first.float_parameters()[0].zero_();
  }
  EXPECT_TRUE(torch::equal(second.forward_float(images.bytes), before));
  EXPECT_FALSE(torch::equal(first.forward_float(images.bytes), before));
}

TEST(TrainableNetworkTest, SingleEndedShipsWeightsThatOneCellHolds) {
  const ImageTensors images = to_tensors(blocks(10), architecture("lenet"));
  torch::manual_seed(3);
  TrainableNetwork trainable(architecture("lenet"), {Mapping::SingleEnded, 10});
  trainable.calibrate(images.bytes);
  const Network network = trainable.to_network();
  int largest = 0;
  for (const Layer& layer : network.layers) {
    for (const int weight : layer.weights) {
      ASSERT_EQ(weight % 2, 0);
      largest = std::max(largest, std::abs(weight));
    }
  }
  EXPECT_GT(largest, 0);
  EXPECT_LE(largest, 8);
  // As ONNX it computes what was trained.
  EXPECT_TRUE(torch::allclose(TrainableNetwork::of(network).forward_quantised(images.bytes, {}),
                              trainable.forward_quantised(images.bytes, {}), 1e-4, 1e-5));
}

TEST(TrainableNetworkTest, WideConvertersChangeNothingAndNarrowOnesClip) {
  const ImageTensors images = to_tensors(blocks(20), architecture("lenet"));
  TrainableNetwork network = calibrated("lenet", images);
  const auto plain = network.forward_quantised(images.bytes, {}).detach();
  const auto error = [&](const ConverterInLoop& adc) {
    network.calibrate_converters(images.bytes, adc);
    const auto found = network.forward(images.bytes, {true, {}, adc}).detach();
    return ((found - plain).abs().mean() / plain.abs().mean()).item<double>();
  };
  EXPECT_LT(error({16, 1.0}), 0.02);
  EXPECT_GT(error({4, 1.0}), 0.05);
  EXPECT_GT(error({16, 0.1}), 0.2);
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
