// A float residual network of a user's own, from its ONNX file to dies on the bench.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "models/network/network.h"
#include "testbench/tests/end_to_end/binary.h"
#include "testbench/tests/models/graph_networks.h"

namespace kintsugi {
namespace {

using Json = nlohmann::json;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

// It has learnt nothing. Its file serves as one in floating point: metadata is not looked at.
Network residual_for_fashion() {
  testing::GraphBuilder b({1, 28, 28}, 4);
  using Kind = LayerKind;
  b.add({Kind::Conv, 4, 3, 4, 1}, {});
  for (int block = 0; block < 4; ++block) {
    b.add({Kind::Conv, 4, 3, 1, 1}, {});
    b.add({Kind::Conv, 4, 3, 1, 1}, {1, 2});
  }
  b.add({Kind::Conv, 6, 3, 2, 1}, {});
  b.add({Kind::Conv, 6, 1, 2, 0}, {2, 0, 1, PoolKind::Max, false});
  b.add({Kind::Conv, 6, 3, 1, 1}, {2, 1, 4, PoolKind::Average});
  b.add({Kind::Dense, 10}, {});
  return b.network();
}

// Its last layer reads 16 codes a channel.
Network chain_for_fashion() {
  testing::GraphBuilder b({1, 28, 28}, 4);
  b.add({LayerKind::Conv, 4, 3, 4, 1}, {});
  b.add({LayerKind::Conv, 4, 3, 2, 1}, {});
  b.add({LayerKind::Dense, 10}, {});
  return b.network();
}

class OwnNetwork : public ::testing::Test {
 protected:
  void SetUp() override { save_onnx(residual_for_fashion(), scratch_ / "float.onnx"); }
  Outcome quantise(const std::string& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {"quantise",      (scratch_ / "float.onnx").string(),
                                     "--out",         (scratch_ / out).string(),
                                     "--images",      "16",
                                     "--test-images", "50"};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  // One die, with channel gains and a sparse array, of a network that is fitted first.
  Outcome adapt() {
    write_scenario("mine.onnx");
    const std::string scenario = (scratch_ / "my.toml").string();
    const Outcome fitted = run_binary({"fit", scenario, "--quiet"});
    if (fitted.status != 0) return fitted;
    return run_binary({"adapt", scenario, "--set", "adaptation.fraction=0.05", "--set",
                       "tuning.gains=channel", "--set", "dies=0:1", "--labelled", "5", "--out",
                       (scratch_ / "adapted").string()});
  }
  void write_scenario(const std::string& network) {
    write_file(scratch_ / "my.toml", "network = \"" + (scratch_ / network).string() +
                                         "\"\ntest_program = \"" +
                                         (scratch_ / "my.program.json").string() +
                                         "\"\n[device]\nsigma_die = 0.3\nsigma_within = 0.1\n"
                                         "[fit]\ndies = 20\nimages = 2\npredict = false\n"
                                         "clusters = 2\njudge_images = 20\n"
                                         "[judge]\nimages = 30\n");
  }
  ScratchFolder scratch_;
};

TEST_F(OwnNetwork, IsQuantisedFittedAndCosimulatedBitForBit) {
  const Outcome made = quantise("mine.onnx", {"--json"});
  ASSERT_EQ(made.status, 0) << made.out;
  const Json report = Json::parse(made.out);
  EXPECT_EQ(report.at("layers"), 13);
  EXPECT_EQ(report.at("signature").size(), 8U) << made.out;
  write_scenario("mine.onnx");
  const std::string scenario = (scratch_ / "my.toml").string();
  const Outcome fitted = run_binary({"fit", scenario, "--quiet"});
  ASSERT_EQ(fitted.status, 0) << fitted.out;
  for (const char* engine : {"cosim", "fast"}) {
    const Outcome run = run_binary({"run", scenario, "--engine", engine, "--dies", "0:2", "--quiet",
                                    "--out", (scratch_ / engine).string()});
    ASSERT_LE(run.status, 1) << run.out;
  }
  const Outcome diff =
      run_binary({"diff", (scratch_ / "cosim").string(), (scratch_ / "fast").string()});
  EXPECT_SAYS(diff.out, "2 in both");
  const Outcome cost = run_binary({"cost", scenario, "--images", "1"});
  EXPECT_EQ(cost.status, 0) << cost.out;
  EXPECT_SAYS(cost.out, "layer12");
}

TEST_F(OwnNetwork, DeeperThanTheControllerSeesIsRefusedWithASentence) {
  Network network = residual_for_fashion();
  save_onnx(network, scratch_ / "deep.onnx");
  write_scenario("deep.onnx");
  const Outcome fitted = run_binary({"fit", (scratch_ / "my.toml").string(), "--quiet"});
  EXPECT_EQ(fitted.status, 2) << fitted.out;
  EXPECT_SAYS(fitted.out, "has 12 signature layers, but the controller sees at most 8");
  EXPECT_SAYS(fitted.out, "kintsugi.NODE.signature");
}

TEST_F(OwnNetwork, OfMoreBitsThanTheControllerPlaysIsRefusedBeforeTheFit) {
  ASSERT_EQ(quantise("mine.onnx", {"--activation-bits", "5"}).status, 0);
  write_scenario("mine.onnx");
  const Outcome fitted = run_binary({"fit", (scratch_ / "my.toml").string(), "--quiet"});
  EXPECT_EQ(fitted.status, 2) << fitted.out;
  EXPECT_SAYS(fitted.out, "takes pixels of 5 bits, but the controller plays at most 4");
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "my.program.json"));
}

TEST_F(OwnNetwork, WhatIsWrongIsSaid) {
  const Outcome named = quantise("mine.onnx", {"--signature", "layer2,layer10"});
  EXPECT_EQ(named.status, 2) << named.out;
  EXPECT_SAYS(named.out, "'layer10', which is no layer with a ReLU");
  const Outcome levels = quantise("mine.onnx", {"--levels", "1"});
  EXPECT_EQ(levels.status, 2) << levels.out;
  EXPECT_SAYS(levels.out, "--levels is 1; allowed are 2 to 128");
  EXPECT_EQ(quantise("mine.txt").status, 2);
  EXPECT_EQ(run_binary({"quantise", (scratch_ / "no.onnx").string(), "--out",
                        (scratch_ / "x.onnx").string()})
                .status,
            2);
}

TEST_F(OwnNetwork, DeltasOffChipAreForChains) {
  ASSERT_EQ(quantise("mine.onnx").status, 0);
  const Outcome adapted = adapt();
  EXPECT_EQ(adapted.status, 2) << adapted.out;
  EXPECT_SAYS(adapted.out, "is not a plain chain");
}

TEST_F(OwnNetwork, OfWhichTheLoopCannotReadTheLastLayerHasDeltasAlone) {
  save_onnx(chain_for_fashion(), scratch_ / "float.onnx");
  ASSERT_EQ(quantise("mine.onnx").status, 0);
  const Outcome adapted = adapt();
  EXPECT_EQ(adapted.status, 0) << adapted.out;
  EXPECT_SAYS(adapted.out, "no loop: the last layer reads several codes a channel");
  EXPECT_SAYS(adapted.out, "co-simulated, no mismatch");
}

}  // namespace
}  // namespace kintsugi
