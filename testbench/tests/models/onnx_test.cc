#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <cmath>
#include <fstream>
#include <functional>

#include "models/network/network.h"
#include "testbench/tests/models/example_networks.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using testing::expect_user_error;

class OnnxTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }

  // Saves a LeNet-shaped network, changes the file's model, and expects load_onnx to complain.
  void expect_error(const std::function<void(onnx::ModelProto&)>& change,
                    std::initializer_list<const char*> parts) {
    save_onnx(testing::lenet_shaped(), path_);
    onnx::ModelProto model;
    std::ifstream in(path_, std::ios::binary);
    ASSERT_TRUE(model.ParseFromIstream(&in));
    change(model);
    std::ofstream out(path_, std::ios::binary);
    ASSERT_TRUE(model.SerializeToOstream(&out));
    out.close();
    SCOPED_TRACE(*parts.begin());
    expect_user_error([&] { load_onnx(path_); }, {path_.c_str()});
    expect_user_error([&] { load_onnx(path_); }, parts);
  }

  const fs::path path_ =
      fs::path(::testing::TempDir()) /
      (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) + ".onnx");
};

onnx::NodeProto& node(onnx::ModelProto& model, const std::string& name) {
  for (auto& candidate : *model.mutable_graph()->mutable_node()) {
    if (candidate.name() == name) return candidate;
  }
  throw std::logic_error("no node " + name);
}

onnx::TensorProto& initialiser(onnx::ModelProto& model, const std::string& name) {
  for (auto& candidate : *model.mutable_graph()->mutable_initializer()) {
    if (candidate.name() == name) return candidate;
  }
  throw std::logic_error("no initialiser " + name);
}

onnx::AttributeProto& attribute(onnx::NodeProto& node, const std::string& name) {
  for (auto& candidate : *node.mutable_attribute()) {
    if (candidate.name() == name) return candidate;
  }
  auto* added = node.add_attribute();
  added->set_name(name);
  return *added;
}

void expect_same(const Network& a, const Network& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.input.size(), b.input.size());
  EXPECT_EQ(a.activation_bits, b.activation_bits);
  EXPECT_EQ(a.weight_levels, b.weight_levels);
  ASSERT_EQ(a.layers.size(), b.layers.size());
  for (size_t l = 0; l < a.layers.size(); ++l) {
    const Layer& x = a.layers[l];
    const Layer& y = b.layers[l];
    EXPECT_EQ(x.name, y.name);
    EXPECT_EQ(x.kind, y.kind);
    for (const auto shape : {&Layer::in, &Layer::conv_out, &Layer::out}) {
      EXPECT_EQ((x.*shape).channels, (y.*shape).channels);
      EXPECT_EQ((x.*shape).height, (y.*shape).height);
      EXPECT_EQ((x.*shape).width, (y.*shape).width);
    }
    for (const auto size : {&Layer::kernel, &Layer::stride, &Layer::pad, &Layer::pool}) {
      EXPECT_EQ(x.*size, y.*size);
    }
    EXPECT_EQ(x.relu, y.relu);
    EXPECT_EQ(x.weights, y.weights);
    EXPECT_EQ(x.bias, y.bias);
    EXPECT_EQ(x.weight_scale, y.weight_scale);
    EXPECT_EQ(x.input_scale, y.input_scale);
    EXPECT_EQ(x.output_scale, y.output_scale);
  }
}

TEST_F(OnnxTest, RoundTripIsExact) {
  for (Network network : {testing::lenet_shaped(), testing::odd_shaped()}) {
    network.layers[0].weight_scale = 0.1F / 3.0F;  // not a short decimal
    network.layers[1].output_scale = 1.17549435e-30F;
    network.layers[0].bias[0] = 1.0F / 3.0F;
    save_onnx(network, path_);
    expect_same(load_onnx(path_), network);
  }
}

TEST_F(OnnxTest, ShippedNetworksAreWrittenAsTheyAre) {
  const auto bytes = [](const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  for (const char* name :
       {"fashion_lenet", "fashion_lenet_va", "fashion_mlp", "mnist_lenet", "cifar10_vgg",
        "cifar10_vgg_va", "cifar10_vgg_single", "cifar10_resnet20", "cifar10_resnet18"}) {
    const fs::path shipped = fs::path("models/zoo") / (std::string(name) + ".onnx");
    const Network network = load_onnx(shipped);
    check_network(network);
    save_onnx(network, path_);
    EXPECT_TRUE(bytes(path_) == bytes(shipped)) << name;
  }
}

TEST_F(OnnxTest, RawTensorDataIsReadToo) {
  const Network network = testing::lenet_shaped();
  save_onnx(network, path_);
  onnx::ModelProto model;
  std::ifstream in(path_, std::ios::binary);
  ASSERT_TRUE(model.ParseFromIstream(&in));
  for (auto& tensor : *model.mutable_graph()->mutable_initializer()) {
    if (tensor.data_type() != onnx::TensorProto::FLOAT) continue;
    tensor.set_raw_data(tensor.float_data().data(),
                        static_cast<size_t>(tensor.float_data_size()) * sizeof(float));
    tensor.clear_float_data();
  }
  std::ofstream out(path_, std::ios::binary);
  ASSERT_TRUE(model.SerializeToOstream(&out));
  out.close();
  expect_same(load_onnx(path_), network);
}

TEST_F(OnnxTest, MissingFileAndUnwritableFolderAreReported) {
  expect_user_error([&] { load_onnx(path_); }, {path_.c_str(), "Cannot open"});
  expect_user_error([&] { load_onnx(path_.parent_path()); }, {"Cannot open"});
  expect_user_error([&] { save_onnx(testing::lenet_shaped(), path_ / "x.onnx"); },
                    {"x.onnx", "Cannot write"});
}

TEST_F(OnnxTest, TruncationAtAnyPlaceIsReported) {
  save_onnx(testing::odd_shaped(), path_);
  std::ifstream in(path_, std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  for (size_t cut = 0; cut < whole.size(); cut += 1 + cut / 16) {
    std::ofstream(path_, std::ios::binary) << whole.substr(0, whole.size() - 1 - cut);
    expect_user_error([&] { load_onnx(path_); }, {path_.c_str()});
  }
}

TEST_F(OnnxTest, UnsupportedNodesAreNamed) {
  expect_error([](auto& m) { node(m, "layer0.relu").set_op_type("Sigmoid"); },
               {"'layer0.relu'", "Sigmoid", "Conv, Relu, MaxPool, Flatten, Gemm"});
  expect_error([](auto& m) { node(m, "layer1").set_input(0, "elsewhere"); },
               {"'layer1'", "'elsewhere'", "neither the graph's input nor"});
  expect_error([](auto& m) { attribute(node(m, "layer1"), "group").set_i(2); },
               {"'layer1'", "'group' is 2"});
  expect_error([](auto& m) { attribute(node(m, "layer1"), "dilations").add_ints(2); },
               {"'layer1'", "'dilations'"});
  expect_error([](auto& m) { attribute(node(m, "layer1"), "strides").set_ints(0, 2); },
               {"'layer1'", "'strides'", "equal numbers"});
  expect_error([](auto& m) { attribute(node(m, "layer0.pool"), "strides").set_ints(0, 1); },
               {"'layer0.pool'", "'strides'"});
  expect_error([](auto& m) { attribute(node(m, "layer3"), "transB").set_i(0); },
               {"'layer3'", "[84, 120]", "[120, 120]"});
  expect_error([](auto& m) { attribute(node(m, "layer3"), "alpha").set_f(2.0F); },
               {"'layer3'", "'alpha'"});
  expect_error([](auto& m) { attribute(node(m, "layer3"), "beat").set_f(2.0F); },
               {"'layer3'", "'beat' is not supported"});
}

TEST_F(OnnxTest, OrderOfNodesIsChecked) {
  expect_error([](auto& m) { node(m, "layer0.relu").set_op_type("Flatten"); },
               {"'layer0.pool'", "Relu of a Conv"});
  expect_error([](auto& m) { node(m, "layer0.pool").set_op_type("Relu"); },
               {"'layer0.pool'", "directly follow"});
  expect_error(
      [](auto& m) {
        node(m, "layer2").set_input(0, node(m, "layer2.flatten").input(0));
        auto* nodes = m.mutable_graph()->mutable_node();
        for (int i = 0; i < nodes->size(); ++i) {
          if (nodes->Get(i).name() == "layer2.flatten") nodes->DeleteSubrange(i, 1);
        }
      },
      {"'layer2'", "Flatten node must come first"});
}

TEST_F(OnnxTest, WeightsMustBeWholeStepsWithinTheLevels) {
  expect_error([](auto& m) { initialiser(m, "layer0.weight.scale").set_float_data(0, 0.012F); },
               {"'layer0'", "weight ", "whole steps"});
  expect_error([](auto& m) { (*initialiser(m, "layer0.weight.steps").mutable_raw_data())[4] = 10; },
               {"'layer0'", "weight 4", "at most 9"});
  expect_error([](auto& m) { initialiser(m, "layer0.weight.scale").set_float_data(0, NAN); },
               {"'layer0'", "weight 0"});
}

TEST_F(OnnxTest, BytesTimesOneScaleAreReadAndNothingElse) {
  expect_error([](auto& m) { initialiser(m, "layer0.weight.steps").clear_raw_data(); },
               {"'layer0.weight'", "[6, 1, 5, 5]", "signed bytes"});
  expect_error([](auto& m) { initialiser(m, "layer0.weight.steps").set_dims(0, -6); },
               {"'layer0.weight'", "[-6, 1, 5, 5]", "signed bytes"});
  expect_error([](auto& m) { initialiser(m, "layer0.weight.steps").set_dims(0, 1LL << 60); },
               {"'layer0.weight'", "signed bytes"});
  expect_error(
      [](auto& m) {
        initialiser(m, "layer0.weight.steps").set_data_type(onnx::TensorProto::UINT8);
      },
      {"'layer0.weight'", "signed bytes"});
  expect_error([](auto& m) { initialiser(m, "layer0.weight.scale").add_dims(6); },
               {"'layer0.weight'", "[6]", "[]"});
  expect_error([](auto& m) { initialiser(m, "layer0.weight.steps").set_name("gone"); },
               {"'layer0.weight'", "not an initialiser"});
  expect_error([](auto& m) { node(m, "layer0.weight").add_input("layer0.weight.steps"); },
               {"'layer0.weight'", "zero point"});
  expect_error([](auto& m) { attribute(node(m, "layer0.weight"), "block_size").set_i(2); },
               {"'layer0.weight'", "'block_size' is not supported"});
}

TEST_F(OnnxTest, ShapesMustFit) {
  expect_error(
      [](auto& m) {
        initialiser(m, "layer1.weight.steps").set_dims(1, 5);
        initialiser(m, "layer1.weight.steps").set_dims(2, 6);
      },
      {"'layer1'", "[16, 5, 6, 5]", "[16, 6, 5, 5]"});
  expect_error([](auto& m) { initialiser(m, "layer0.bias").clear_float_data(); },
               {"'layer0'", "6 floats"});
  expect_error([](auto& m) { initialiser(m, "layer0.bias").set_name("gone"); },
               {"'layer0'", "not an initialiser"});
  expect_error(
      [](auto& m) {
        auto* shape = m.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type();
        shape->mutable_shape()->mutable_dim(2)->set_dim_value(3);
        attribute(node(m, "layer0"), "pads").clear_ints();
        for (int i = 0; i < 4; ++i) attribute(node(m, "layer0"), "pads").add_ints(0);
      },
      {"'layer0'", "does not fit"});
}

TEST_F(OnnxTest, MetadataMustBeCompleteAndSensible) {
  expect_error([](auto& m) { m.mutable_metadata_props(0)->set_key("other"); },
               {"kintsugi.activation_bits"});
  expect_error([](auto& m) { m.mutable_metadata_props(0)->set_value("four"); },
               {"'four'", "kintsugi.activation_bits"});
  expect_error([](auto& m) { m.mutable_metadata_props(1)->set_value("1"); },
               {"kintsugi.weight_levels", "2 to 128"});
  expect_error([](auto& m) { m.mutable_metadata_props(2)->set_value("-1"); },
               {"kintsugi.layer0.weight_scale", "positive"});
}

}  // namespace
}  // namespace kintsugi
