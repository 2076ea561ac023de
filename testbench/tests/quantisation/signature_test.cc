#include <gtest/gtest.h>

#include "models/quantisation/quantise.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/models/graph_networks.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

// `blocks` residual blocks of `channels` channels.
Network deep(int blocks, int channels) {
  testing::GraphBuilder b({1, 3, 3}, 4);
  b.add({LayerKind::Conv, channels, 3, 1, 1}, {});
  for (int i = 0; i < blocks; ++i) {
    b.add({LayerKind::Conv, channels, 1, 1, 0}, {});
    b.add({LayerKind::Conv, channels, 1, 1, 0}, {1, 2});
  }
  b.add({LayerKind::Dense, 4}, {});
  return b.network();
}

TEST(Signature, ShallowNetworksAreSeenWhole) {
  Network network = testing::lenet_shaped();
  choose_signature(&network, {});
  EXPECT_EQ(signature_layers(network).size(), network.layers.size());
}

TEST(Signature, DeepOnesAtTheirBlocks) {
  Network network = deep(9, 16);
  choose_signature(&network, {});
  const std::vector<int> layers = signature_layers(network);
  EXPECT_EQ(layers.size(), 8U);
  for (size_t i = 0; i + 1 < layers.size(); ++i) {
    EXPECT_NE(network.layers[static_cast<size_t>(layers[i])].addend, 0) << layers[i];
  }
}

TEST(Signature, WideOnesAtFewerThatTheStatisticsHold) {
  Network network = deep(9, 64);
  choose_signature(&network, {});
  EXPECT_EQ(signature_layers(network).size(), 4U);  // 3 x 67 + 7 statistics of 256
}

TEST(Signature, NamesAreTakenAndChecked) {
  Network network = deep(9, 16);
  choose_signature(&network, {"layer0", "layer5"});
  EXPECT_EQ(signature_layers(network), (std::vector<int>{0, 5, 19}));
  expect_user_error([&] { choose_signature(&network, {"layer5", "fc"}); }, {"'fc'", "layer0"});
  Network wide = deep(9, 64);
  expect_user_error(
      [&] {
        choose_signature(&wide, {"layer0", "layer2", "layer4", "layer6"});
      },
      {"275 statistics", "256"});
  std::vector<std::string> nine;
  for (int l = 0; l < 8; ++l) nine.push_back("layer" + std::to_string(l));
  expect_user_error([&] { choose_signature(&network, nine); }, {"9 layers", "8"});
}

}  // namespace
}  // namespace kintsugi
