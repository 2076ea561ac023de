#include <gtest/gtest.h>

#include <filesystem>

#include "models/network/float_network.h"
#include "models/quantisation/real_network.h"
#include "models/training/architectures.h"
#include "models/training/image_tensors.h"
#include "models/training/phase.h"
#include "models/training/trainable_network.h"

namespace kintsugi {
namespace {

// A small image a class, brighter where its label says.
ImageTensors coloured(int count) {
  torch::manual_seed(5);
  auto bytes = torch::randint(0, 80, {count, 3, 32, 32}, torch::kInt);
  const auto labels = torch::arange(count, torch::kLong).remainder(10);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t label = labels[i].item<int64_t>();
    bytes[i][label % 3].slice(0, 3 * label, 3 * label + 5) += 150;
  }
  return {bytes.view({count, -1}).to(torch::kUInt8), labels};
}

TrainableNetwork calibrated(const ImageTensors& images, int activation_bits) {
  torch::manual_seed(3);
  Network shape = architecture("resnet20");
  shape.activation_bits = activation_bits;
  TrainableNetwork network(shape, {}, true);
  network.forward_float(images.bytes, true);  // gathers statistics
  network.fold_batch_norm();
  network.calibrate(images.bytes);
  return network;
}

// Largest difference of the logits, over their largest magnitude.
double difference(const torch::Tensor& a, const std::vector<Eigen::VectorXf>& b) {
  double worst = 0;
  double largest = 0;
  for (size_t i = 0; i < b.size(); ++i) {
    for (int64_t c = 0; c < a.size(1); ++c) {
      const double value = a[static_cast<int64_t>(i)][c].item<double>();
      worst = std::max(worst, std::abs(value - static_cast<double>(b[i](c))));
      largest = std::max(largest, std::abs(value));
    }
  }
  return worst / largest;
}

TEST(ResnetTest, HasTwentyLayersWithWeightsAndTwoProjections) {
  const Network network = architecture("resnet20");
  int projections = 0;
  int sums = 0;
  for (const Layer& layer : network.layers) {
    projections += layer.kernel == 1 && layer.kind == LayerKind::Conv;
    sums += layer.addend != 0;
  }
  EXPECT_EQ(network.layers.size(), 22U);
  EXPECT_EQ(projections, 2);
  EXPECT_EQ(sums, 9);
  EXPECT_EQ(network.layers.back().in.size(), 64);
}

TEST(ResnetTest, ItsQuantisedNetworkComputesWhatItTrainedWith) {
  const ImageTensors images = coloured(6);
  const TrainableNetwork trainable = calibrated(images, 4);
  const Network network = trainable.to_network();
  EXPECT_NO_THROW(check_network(network));
  EXPECT_LE(signature_layers(network).size(), 8U);
  const RealNetwork real(network);
  std::vector<Eigen::VectorXf> logits;
  for (int64_t i = 0; i < images.count(); ++i) {
    logits.push_back(
        real.logits(coded_input(network, images.bytes[i].contiguous().data_ptr<uint8_t>())));
  }
  const torch::NoGradGuard no_grad;
  // A sum that lies between two codes may fall either way.
  EXPECT_LT(difference(trainable.forward_quantised(images.bytes, {}), logits), 0.1);
  EXPECT_GT(difference(trainable.forward_float(images.bytes), logits), 0.1);
}

TEST(ResnetTest, GoesOutAndComesInAsAFloatFile) {
  const ImageTensors images = coloured(4);
  const TrainableNetwork trainable = calibrated(images, 8);
  const auto path = std::filesystem::path(::testing::TempDir()) / "resnet_float.onnx";
  save_float_onnx(trainable.to_float_network(), path);
  const FloatNetwork floats = load_float_onnx(path);
  std::filesystem::remove(path);
  EXPECT_EQ(floats.weights, trainable.to_float_network().weights);
  const RealNetwork real(floats);
  std::vector<Eigen::VectorXf> logits;
  for (int64_t i = 0; i < images.count(); ++i) {
    logits.push_back(real.logits(
        real_input(floats.structure.input, images.bytes[i].contiguous().data_ptr<uint8_t>(), 1)));
  }
  const torch::NoGradGuard no_grad;
  EXPECT_LT(difference(trainable.forward_float(images.bytes), logits), 1e-3);
}

TEST(ResnetTest, GoesOutAndComesInAsAQuantisedFile) {
  const Network network = calibrated(coloured(4), 4).to_network();
  const auto path = std::filesystem::path(::testing::TempDir()) / "resnet.onnx";
  save_onnx(network, path);
  const Network read = load_onnx(path);
  std::filesystem::remove(path);
  ASSERT_EQ(read.layers.size(), network.layers.size());
  for (size_t l = 0; l < read.layers.size(); ++l) {
    EXPECT_EQ(read.layers[l].weights, network.layers[l].weights);
    EXPECT_EQ(read.layers[l].source, network.layers[l].source);
    EXPECT_EQ(read.layers[l].addend, network.layers[l].addend);
    EXPECT_EQ(read.layers[l].addend_scale, network.layers[l].addend_scale);
    EXPECT_EQ(read.layers[l].pool_scale, network.layers[l].pool_scale);
    EXPECT_EQ(read.layers[l].in_signature, network.layers[l].in_signature);
  }
}

TEST(ResnetTest, LearnsInFloatAndInCodes) {
  const ImageTensors images = coloured(20);
  torch::manual_seed(1);
  TrainableNetwork network(architecture("resnet20"), {}, true);
  const auto learn = [&](const std::vector<torch::Tensor>& parameters, double rate, int steps,
                         const Forward& forward) {
    torch::optim::Adam optimiser(parameters, torch::optim::AdamOptions(rate));
    std::vector<double> losses;
    for (int step = 0; step < steps; ++step) {
      optimiser.zero_grad();
      const auto loss = torch::nn::functional::cross_entropy(forward(images.bytes), images.labels);
      loss.backward();
      optimiser.step();
      losses.push_back(loss.item<double>());
    }
    return losses.back() / losses.front();
  };
  EXPECT_LT(learn(network.float_parameters(), 2e-3, 12,
                  [&](const auto& bytes) { return network.forward_float(bytes, true); }),
            0.7);
  // Until the gathered statistics are those of the images.
  for (int i = 0; i < 40; ++i) network.forward_float(images.bytes, true);
  network.fold_batch_norm();
  network.calibrate(images.bytes);
  EXPECT_LT(learn(network.quantised_parameters(), 5e-4, 20,
                  [&](const auto& bytes) { return network.forward_quantised(bytes, {}); }),
            0.5);
}

}  // namespace
}  // namespace kintsugi
