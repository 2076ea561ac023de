// What `kintsugi quantise` takes: one ONNX graph an operator, what must be refused, and the
// quantised form of graphs.
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <rapidcheck.h>

#include <cmath>
#include <fstream>
#include <functional>

#include "models/network/float_network.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/models/graph_networks.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using testing::expect_user_error;
using Dims = std::vector<int64_t>;

// A file is written node by node, as other tools do.
class GraphFile {
 public:
  GraphFile() : path_(folder_.path() / "graph_file.onnx") {
    model_.set_ir_version(8);
    model_.add_opset_import()->set_version(13);
    graph().set_name("made");
    auto& type = *graph().add_input();
    type.set_name("x");
    auto& tensor = *type.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
    tensor.mutable_shape()->add_dim()->set_dim_param("N");
    for (const int dim : {2, 6, 6}) tensor.mutable_shape()->add_dim()->set_dim_value(dim);
  }
  onnx::GraphProto& graph() { return *model_.mutable_graph(); }

  GraphFile& floats(const std::string& name, const Dims& dims, float first = 0.1F) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    int64_t size = 1;
    for (const int64_t dim : dims) {
      tensor.add_dims(dim);
      size *= dim;
    }
    for (int64_t i = 0; i < size; ++i) {
      tensor.add_float_data(first + 0.05F * static_cast<float>((i * 7) % 11));
    }
    return *this;
  }
  GraphFile& integers(const std::string& name, const Dims& values) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.add_dims(static_cast<int64_t>(values.size()));
    for (const int64_t value : values) tensor.add_int64_data(value);
    return *this;
  }
  // The node is called as its output is.
  GraphFile& node(const std::string& op, const std::vector<std::string>& inputs,
                  const std::string& output) {
    onnx::NodeProto& node = *graph().add_node();
    node.set_op_type(op);
    node.set_name(output);
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(output);
    return *this;
  }
  // Of the node appended last.
  GraphFile& ints(const std::string& name, const Dims& values) {
    auto& attribute = add_attribute(name, onnx::AttributeProto::INTS);
    for (const int64_t value : values) attribute.add_ints(value);
    return *this;
  }
  GraphFile& integer(const std::string& name, int64_t value) {
    add_attribute(name, onnx::AttributeProto::INT).set_i(value);
    return *this;
  }
  GraphFile& number(const std::string& name, float value) {
    add_attribute(name, onnx::AttributeProto::FLOAT).set_f(value);
    return *this;
  }
  GraphFile& conv(const std::string& in, const std::string& out, int from, int to, int kernel,
                  int stride = 1) {
    floats(out + ".w", {to, from, kernel, kernel}, -0.2F);
    floats(out + ".b", {to});
    node("Conv", {in, out + ".w", out + ".b"}, out).ints("kernel_shape", {kernel, kernel});
    const int pad = kernel / 2;
    return ints("pads", {pad, pad, pad, pad}).ints("strides", {stride, stride});
  }
  GraphFile& gemm(const std::string& in, const std::string& out, int from, int to) {
    floats(out + ".w", {to, from}, -0.2F);
    floats(out + ".b", {to});
    return node("Gemm", {in, out + ".w", out + ".b"}, out).integer("transB", 1);
  }
  // Relu of `in`, and a last layer behind it.
  GraphFile& end(const std::string& in, int size) {
    if (in != "flat") node("Flatten", {in}, "flat");
    gemm("flat", "y", size, 3);
    return output("y");
  }
  GraphFile& output(const std::string& name) {
    graph().add_output()->set_name(name);
    return *this;
  }

  FloatNetwork load() {
    std::ofstream(path_, std::ios::binary) << model_.SerializeAsString();
    return load_float_onnx(path_);
  }
  const fs::path& path() const { return path_; }

 private:
  onnx::AttributeProto& add_attribute(const std::string& name,
                                      onnx::AttributeProto::AttributeType type) {
    auto& attribute = *graph().mutable_node(graph().node_size() - 1)->add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
  }

  TemporaryFolder folder_;  // tests run side by side
  fs::path path_;
  onnx::ModelProto model_;
};

const Layer& layer(const FloatNetwork& network, size_t number) {
  return network.structure.layers[number];
}

TEST(OnnxGraph, ConvReluAndPoolsGiveOneLayer) {
  for (const char* pool : {"MaxPool", "AveragePool", "GlobalAveragePool"}) {
    GraphFile file;
    file.conv("x", "c", 2, 4, 3).node("Relu", {"c"}, "r").node(pool, {"r"}, "p");
    const bool global = pool == std::string("GlobalAveragePool");
    if (!global) file.ints("kernel_shape", {3, 3}).ints("strides", {3, 3});
    const FloatNetwork network = file.end("p", global ? 4 : 16).load();
    ASSERT_EQ(network.structure.layers.size(), 2U);
    EXPECT_EQ(layer(network, 0).name, "c");
    EXPECT_EQ(layer(network, 0).pool, global ? 6 : 3);
    EXPECT_EQ(layer(network, 0).pool_kind,
              pool == std::string("MaxPool") ? PoolKind::Max : PoolKind::Average);
    EXPECT_TRUE(layer(network, 0).relu);
    EXPECT_FLOAT_EQ(network.weights[0][1], -0.2F + 0.35F);
    EXPECT_FLOAT_EQ(layer(network, 0).bias[1], 0.1F + 0.35F);
    EXPECT_EQ(layer(network, 1).in.channels, 4);
  }
}

TEST(OnnxGraph, GemmAndMatMulGiveTheSameLayer) {
  GraphFile plain;
  plain.node("Flatten", {"x"}, "flat").gemm("flat", "y", 72, 3).output("y");
  const FloatNetwork expected = plain.load();
  // The same weights the other way round, the bias apart.
  GraphFile turned;
  turned.node("Flatten", {"x"}, "flat").floats("b", {3}).floats("w", {72, 3});
  auto& tensor = *turned.graph().mutable_initializer(1);
  for (int r = 0; r < 72; ++r) {
    for (int c = 0; c < 3; ++c) {
      tensor.set_float_data(r * 3 + c, expected.weights[0][static_cast<size_t>(c * 72 + r)]);
    }
  }
  turned.node("MatMul", {"flat", "w"}, "m").node("Add", {"b", "m"}, "y").output("y");
  GraphFile gemm;
  gemm.node("Flatten", {"x"}, "flat").floats("b", {1, 3});
  *gemm.graph().add_initializer() = tensor;
  gemm.node("Gemm", {"flat", "w", "b"}, "y").output("y");
  for (GraphFile* file : {&turned, &gemm}) {
    const FloatNetwork found = file->load();
    EXPECT_EQ(found.weights, expected.weights);
    EXPECT_EQ(layer(found, 0).bias, layer(expected, 0).bias);
  }
}

TEST(OnnxGraph, ReshapeAndConstantNodesAreReadWhereTheyFlatten) {
  for (const Dims& shape : {Dims{0, -1}, Dims{-1, 144}, Dims{1, 144}, Dims{1, -1}}) {
    GraphFile file;
    file.conv("x", "c", 2, 4, 3).node("Relu", {"c"}, "r");
    file.integers("s", shape);
    file.node("Constant", {}, "shape");
    auto& value = *file.graph().mutable_node(2)->add_attribute();
    value.set_name("value");
    *value.mutable_t() = file.graph().initializer(file.graph().initializer_size() - 1);
    file.node("Reshape", {"r", "shape"}, "flat");
    EXPECT_EQ(file.end("flat", 144).load().structure.layers.size(), 2U);
  }
}

TEST(OnnxGraph, AddsGiveTheLaterLayerAnAddend) {
  GraphFile file;  // the shortcut's node comes first, then last
  file.conv("x", "stem", 2, 4, 3).node("Relu", {"stem"}, "s");
  file.conv("s", "a", 4, 4, 3).node("Add", {"s", "a"}, "as").node("Relu", {"as"}, "ar");
  file.conv("ar", "short", 4, 5, 1, 2).conv("ar", "b", 4, 5, 3, 2);
  file.node("Add", {"b", "short"}, "bs").node("Relu", {"bs"}, "br");
  file.conv("br", "c", 5, 5, 3).conv("br", "late", 5, 5, 1);
  file.node("Add", {"c", "late"}, "cs").node("Relu", {"cs"}, "cr");
  const FloatNetwork network = file.end("cr", 45).load();
  ASSERT_EQ(network.structure.layers.size(), 7U);
  EXPECT_EQ(layer(network, 1).addend, 1);
  EXPECT_EQ(layer(network, 2).name, "short");
  EXPECT_FALSE(layer(network, 2).relu);
  EXPECT_EQ(layer(network, 3).addend, 1);
  EXPECT_EQ(layer(network, 3).source, 2);
  EXPECT_FALSE(layer(network, 4).relu);
  EXPECT_EQ(layer(network, 5).name, "late");
  EXPECT_EQ(layer(network, 5).addend, 1);
  EXPECT_TRUE(layer(network, 5).relu);
}

// Product and normalisation one after the other, in double.
TEST(OnnxGraph, FoldedNormalisationEqualsTheUnfolded) {
  rc::check("any statistics", [] {
    const auto part = [](int low, int high) {
      return static_cast<float>(*rc::gen::inRange(low, high)) / 64.0F;
    };
    GraphFile plain;
    plain.conv("x", "c", 2, 2, 3).node("Relu", {"c"}, "r");
    const FloatNetwork unfolded = plain.end("r", 72).load();
    GraphFile file;
    file.conv("x", "c", 2, 2, 3);
    for (const char* name : {"gain", "shift", "mean", "variance"}) {
      file.floats(name, {2});
      auto& tensor = *file.graph().mutable_initializer(file.graph().initializer_size() - 1);
      const bool positive = name == std::string("variance");
      for (int c = 0; c < 2; ++c) tensor.set_float_data(c, part(positive ? 1 : -300, 300));
    }
    const auto of = [&](int tensor, int c) {
      return static_cast<double>(file.graph().initializer(2 + tensor).float_data(c));
    };
    file.node("BatchNormalization", {"c", "gain", "shift", "mean", "variance"}, "n")
        .number("epsilon", 1e-3F);
    file.node("Relu", {"n"}, "r");
    const FloatNetwork folded = file.end("r", 72).load();
    std::vector<double> in;
    for (int i = 0; i < 18; ++i) in.push_back(static_cast<double>(part(-64, 64)));
    for (int c = 0; c < 2; ++c) {
      const auto sum = [&](const FloatNetwork& n) {
        auto total = static_cast<double>(layer(n, 0).bias[static_cast<size_t>(c)]);
        for (size_t i = 0; i < in.size(); ++i) {
          total += in[i] * static_cast<double>(n.weights[0][static_cast<size_t>(c) * 18 + i]);
        }
        return total;
      };
      const double spread = std::sqrt(of(3, c) + static_cast<double>(1e-3F));
      const double factor = of(0, c) / spread;
      const double wanted = (sum(unfolded) - of(2, c)) * factor + of(1, c);
      const double room = 1e-5 * (std::abs(of(2, c) * factor) + std::abs(wanted) +
                                  20 * std::abs(factor) + std::abs(of(1, c)) + 1);
      RC_ASSERT(std::abs(sum(folded) - wanted) < room);
    }
  });
}

struct Refusal {
  const char* what;
  std::function<void(GraphFile&)> make;
  std::vector<const char*> parts;
};

std::vector<Refusal> refusals() {
  const auto conv = [](auto change) {
    return [change](GraphFile& f) {
      f.conv("x", "c", 2, 4, 3);
      change(f);
      f.node("Relu", {"c"}, "r").end("r", 144);
    };
  };
  // Instead of a padded 3 x 3 convolution, one whose attributes are given.
  const auto bare = [](auto attributes) {
    return [attributes](GraphFile& f) {
      f.floats("c.w", {4, 2, 3, 3}).node("Conv", {"x", "c.w"}, "c");
      attributes(f);
      f.node("Relu", {"c"}, "r").end("r", 64);
    };
  };
  const auto tail = [](auto change) {
    return [change](GraphFile& f) {
      f.conv("x", "c", 2, 4, 3).node("Relu", {"c"}, "r");
      change(f);
    };
  };
  const auto pool = [tail](const char* op, auto change) {
    return tail([=](GraphFile& f) {
      f.node(op, {"r"}, "p");
      change(f);
      f.end("p", 36);
    });
  };
  using F = GraphFile;
  return {
      {"operator",
       conv([](F& f) { f.node("Sigmoid", {"c"}, "s"); }),
       {"'s'", "Sigmoid", "AveragePool"}},
      {"domain",
       conv([](F& f) { f.graph().mutable_node(0)->set_domain("my"); }),
       {"'c'", "not supp"}},
      {"softmax", conv([](F& f) { f.node("Softmax", {"c"}, "s"); }), {"'s'", "Softmax"}},
      {"group", bare([](F& f) { f.integer("group", 2); }), {"'c'", "'group' is 2", "only 1"}},
      {"dilation",
       bare([](F& f) {
         f.ints("dilations", {2, 2});
       }),
       {"'c'", "dilat"}},
      {"mixed dilation",
       bare([](F& f) {
         f.ints("dilations", {1, 2});
       }),
       {"'c'", "[1, 2]"}},
      {"asymmetric pads",
       bare([](F& f) {
         f.ints("pads", {0, 0, 1, 1});
       }),
       {"'c'", "[0, 0, 1, 1]", "equal"}},
      {"strides",
       bare([](F& f) {
         f.ints("strides", {1, 2});
       }),
       {"'c'", "'strides'", "equal"}},
      {"window",
       bare([](F& f) {
         f.ints("kernel_shape", {3, 1});
       }),
       {"'c'", "'kernel_shape'"}},
      {"wrong window",
       bare([](F& f) {
         f.ints("kernel_shape", {2, 2});
       }),
       {"'c'", "[4, 2, 3, 3]", "[4, 2, 2, 2]"}},
      {"too much padding",
       bare([](F& f) {
         f.ints("pads", {3, 3, 3, 3});
       }),
       {"'c'", "does not fit"}},
      {"attribute", bare([](F& f) { f.integer("other", 2); }), {"'c'", "'other'", "allowed are"}},
      {"weights of another node",
       [](F& f) {
         f.conv("x", "a", 2, 4, 3).node("Conv", {"x", "a"}, "c").node("Relu", {"c"}, "r");
         f.end("r", 144);
       },
       {"'c'", "not an initialiser"}},
      {"channels",
       conv([](F& f) { f.graph().mutable_initializer(0)->set_dims(1, 3); }),
       {"'c'", "[4, 3, 3, 3]", "[4, 2, 3, 3]"}},
      {"too few floats",
       conv([](F& f) { f.graph().mutable_initializer(0)->clear_float_data(); }),
       {"'c'", "72 floats"}},
      {"another type",
       conv([](F& f) {
         f.graph().mutable_initializer(0)->set_data_type(onnx::TensorProto::DOUBLE);
       }),
       {"'c'", "floats"}},
      {"not finite",
       conv([](F& f) { f.graph().mutable_initializer(0)->set_float_data(3, NAN); }),
       {"'c'", "weight 3", "finite"}},
      {"bias",
       conv([](F& f) { f.graph().mutable_initializer(1)->set_dims(0, 3); }),
       {"'c'", "[3]", "[4]"}},
      {"missing input",
       conv([](F& f) { f.graph().mutable_node(0)->set_input(0, "gone"); }),
       {"'c'", "'gone'", "neither"}},
      {"dangling output",
       conv([](F& f) { f.conv("x", "d", 2, 4, 3); }),
       {"'d'", "read by no node"}},
      {"dangling relu",
       tail([](F& f) { f.end("r", 144).node("Relu", {"y"}, "z"); }),
       {"'z'", "read elsewhere"}},
      {"relu twice",
       tail([](F& f) { f.node("Relu", {"r"}, "q").end("q", 144); }),
       {"'q'", "directly follow"}},
      {"relu of the input",
       [](F& f) { f.node("Relu", {"x"}, "r").end("r", 72); },
       {"'r'", "directly follow"}},
      {"no relu", [](F& f) { f.conv("x", "c", 2, 4, 3).end("c", 144); }, {"'y'", "'c'", "no Relu"}},
      {"state read twice",
       tail([](F& f) {
         f.node("MaxPool", {"r"}, "p").ints("kernel_shape", {2, 2}).ints("strides", {2, 2});
         f.conv("r", "d", 4, 4, 3).node("Relu", {"d"}, "e").end("e", 144);
       }),
       {"'p'", "'r'", "read elsewhere"}},
      {"overlapping pool",
       pool("MaxPool",
            [](F& f) {
              f.ints("kernel_shape", {3, 3}).ints("strides", {2, 2});
            }),
       {"'p'", "equal strides"}},
      {"padded pool",
       pool("AveragePool",
            [](F& f) {
              f.ints("kernel_shape", {2, 2}).ints("strides", {2, 2}).ints("pads", {1, 1, 1, 1});
            }),
       {"'p'", "no padding"}},
      {"ceil",
       pool("AveragePool",
            [](F& f) {
              f.ints("kernel_shape", {2, 2}).ints("strides", {2, 2});
              f.integer("ceil_mode", 1);
            }),
       {"'p'", "'ceil_mode' is 1"}},
      {"large pool",
       pool("MaxPool",
            [](F& f) {
              f.ints("kernel_shape", {7, 7}).ints("strides", {7, 7});
            }),
       {"'p'", "larger than its input"}},
      {"pool before relu",
       [](F& f) { f.conv("x", "c", 2, 4, 3).node("GlobalAveragePool", {"c"}, "p").end("p", 4); },
       {"'p'", "Relu of a Conv"}},
      {"pool of flat values",
       tail([](F& f) {
         f.node("Flatten", {"r"}, "g").node("GlobalAveragePool", {"g"}, "p").end("p", 4);
       }),
       {"'p'", "Relu of a Conv"}},
      {"flatten axis",
       tail([](F& f) {
         f.node("Flatten", {"r"}, "flat").integer("axis", 2).gemm("flat", "y", 144, 3).output("y");
       }),
       {"'flat'", "'axis' is 2"}},
      {"reshape",
       tail([](F& f) {
         f.integers("s", {-1, 72}).node("Reshape", {"r", "s"}, "flat").end("flat", 72);
       }),
       {"'flat'", "[-1, 72]", "[-1, 144]"}},
      {"reshape to maps",
       tail([](F& f) {
         f.integers("s", {0, 4, 36, 1}).node("Reshape", {"r", "s"}, "flat").end("flat", 144);
       }),
       {"'flat'", "[0, 4, 36, 1]"}},
      {"reshape by a tensor",
       tail([](F& f) {
         f.node("Reshape", {"r", "r"}, "flat").end("flat", 144);
       }),
       {"'flat'", "not an initialiser"}},
      {"conv behind flatten",
       tail([](F& f) { f.node("Flatten", {"r"}, "g").conv("g", "d", 4, 4, 3).end("d", 144); }),
       {"'d'", "cannot follow Flatten"}},
      {"gemm without flatten",
       tail([](F& f) { f.gemm("r", "y", 144, 3).output("y"); }),
       {"'y'", "Flatten node must come first"}},
      {"alpha", tail([](F& f) { f.end("r", 144).number("alpha", 0.5F); }), {"'y'", "'alpha'"}},
      {"transA",
       tail([](F& f) { f.end("r", 144).integer("transA", 1); }),
       {"'y'", "'transA' is 1"}},
      {"gemm shape", tail([](F& f) { f.end("r", 100); }), {"'y'", "[3, 100]", "[3, 144]"}},
      {"matmul of tensors",
       tail([](F& f) {
         f.node("MatMul", {"r", "r"}, "y").output("y");
       }),
       {"'y'"}},
      {"adding a shape",
       tail([](F& f) {
         f.conv("r", "d", 4, 4, 3, 2)
             .node("Add", {"d", "r"}, "s")
             .node("Relu", {"s"}, "t")
             .end("t", 36);
       }),
       {"'s'", "[4, 3, 3]", "[4, 6, 6]"}},
      {"adding two activations",
       tail([](F& f) {
         f.conv("r", "d", 4, 4, 3)
             .node("Relu", {"d"}, "e")
             .node("Add", {"e", "r"}, "s")
             .end("s", 144);
       }),
       {"'s'", "later"}},
      {"adding itself",
       tail([](F& f) {
         f.conv("r", "d", 4, 4, 3)
             .node("Add", {"d", "d"}, "s")
             .node("Relu", {"s"}, "e")
             .end("e", 144);
       }),
       {"'s'", "later"}},
      {"adding twice",
       tail([](F& f) {
         f.conv("r", "d", 4, 4, 3).node("Add", {"d", "r"}, "s").node("Add", {"s", "r"}, "t");
         f.node("Relu", {"t"}, "e").end("e", 144);
       }),
       {"'t'", "one other only"}},
      {"adding a constant map",
       tail([](F& f) {
         f.conv("r", "d", 4, 4, 3).floats("k", {4, 6, 6}).node("Add", {"d", "k"}, "s");
         f.node("Relu", {"s"}, "e").end("e", 144);
       }),
       {"'s'", "[4, 6, 6]", "[4, 1, 1]"}},
      {"adding a constant to codes",
       tail([](F& f) {
         f.floats("k", {4, 1, 1}).node("Add", {"r", "k"}, "s").end("s", 144);
       }),
       {"'s'", "as a bias"}},
      {"normalising codes",
       tail([](F& f) {
         f.floats("k", {4})
             .node("BatchNormalization", {"r", "k", "k", "k", "k"}, "n")
             .end("n", 144);
       }),
       {"'n'", "directly follow"}},
      {"negative variance",
       [](F& f) {
         f.conv("x", "c", 2, 4, 3).floats("k", {4}).floats("v", {4}, -3.0F);
         f.node("BatchNormalization", {"c", "k", "k", "k", "v"}, "n").node("Relu", {"n"}, "r");
         f.end("r", 144);
       },
       {"'n'", "variance of channel 0"}},
      {"training mode",
       [](F& f) {
         f.conv("x", "c", 2, 4, 3).floats("k", {4});
         f.node("BatchNormalization", {"c", "k", "k", "k", "k"}, "n").integer("training_mode", 1);
         f.node("Relu", {"n"}, "r").end("r", 144);
       },
       {"'n'", "'training_mode' is 1"}},
      {"relu at the end",
       [](F& f) { f.conv("x", "c", 2, 4, 3).node("Relu", {"c"}, "r").output("r"); },
       {"must end", "'c'"}},
      {"no output",
       [](F& f) {
         f.conv("x", "c", 2, 4, 3).node("Relu", {"c"}, "r").end("r", 144);
         f.graph().clear_output();
       },
       {"read by no node"}},
      {"two outputs",
       [](F& f) { f.conv("x", "c", 2, 4, 3).node("Relu", {"c"}, "r").end("r", 144).output("r"); },
       {"one output"}},
      {"same names",
       tail([](F& f) {
         f.conv("r", "d", 4, 4, 3).node("Relu", {"d"}, "e").end("e", 144);
         f.graph().mutable_node(2)->set_name("c");
       }),
       {"'c'", "same name"}},
      {"no layers", [](F& f) { f.node("Flatten", {"x"}, "flat").output("flat"); }, {"no Conv"}},
  };
}

TEST(OnnxGraph, EverythingElseIsRefusedWithFileAndNode) {
  for (const Refusal& refusal : refusals()) {
    SCOPED_TRACE(refusal.what);
    GraphFile file;
    refusal.make(file);
    for (const char* part : refusal.parts) expect_user_error([&] { file.load(); }, {part});
    expect_user_error([&] { file.load(); }, {file.path().c_str()});
  }
}

TEST(OnnxGraph, QuantisedGraphsComeBackAsTheyWere) {
  const fs::path path = fs::path(::testing::TempDir()) / "quantised_graph.onnx";
  for (const Network& network : {testing::residual_shaped(), testing::odd_graph()}) {
    save_onnx(network, path);
    const Network found = load_onnx(path);
    check_network(found);
    ASSERT_EQ(found.layers.size(), network.layers.size());
    for (size_t l = 0; l < network.layers.size(); ++l) {
      const Layer& a = found.layers[l];
      const Layer& b = network.layers[l];
      EXPECT_EQ(a.source, b.source) << l;
      EXPECT_EQ(a.addend, b.addend) << l;
      EXPECT_EQ(a.pool, b.pool) << l;
      EXPECT_EQ(a.pool_kind, b.pool_kind) << l;
      EXPECT_EQ(a.relu, b.relu) << l;
      EXPECT_EQ(a.in_signature, b.in_signature) << l;
      EXPECT_EQ(a.weights, b.weights) << l;
      EXPECT_EQ(a.bias, b.bias) << l;
      if (b.addend != 0) {
        EXPECT_EQ(a.addend_scale, b.addend_scale) << l;
      }
      if (b.pool_kind == PoolKind::Average) {
        EXPECT_EQ(a.pool_scale, b.pool_scale) << l;
      }
    }
    const std::string once = [&] {
      std::ifstream in(path, std::ios::binary);
      return std::string(std::istreambuf_iterator<char>(in), {});
    }();
    save_onnx(found, path);
    std::ifstream in(path, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), once);
  }
  fs::remove(path);
}

}  // namespace
}  // namespace kintsugi
