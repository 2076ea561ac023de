#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "models/core/error.h"
#include "models/datasets/cifar10.h"
#include "models/quantisation/quantise.h"
#include "models/quantisation/real_network.h"
#include "testbench/cli/commands.h"

namespace kintsugi {
namespace {

struct Accuracies {
  int images = 0;
  double floating = 0.0;
  double quantised = 0.0;
};

Dataset images_for(const Network& network, const std::filesystem::path& folder, Split split) {
  Dataset data = load_images(folder, split);
  const Shape& wanted = network.input;
  if (data.shape.channels != wanted.channels || data.shape.height != wanted.height ||
      data.shape.width != wanted.width) {
    throw UserError(fmt::format(
        "--data: the images of {} are {} x {} x {}, but network '{}' takes {} x {} x {}",
        folder.string(), data.shape.channels, data.shape.height, data.shape.width, network.name,
        wanted.channels, wanted.height, wanted.width));
  }
  const int highest = *std::max_element(data.labels.begin(), data.labels.end());
  if (highest >= network.classes()) {
    throw UserError(fmt::format("--data: {} has labels up to {}, but network '{}' has {} outputs",
                                folder.string(), highest, network.name, network.classes()));
  }
  return data;
}

Accuracies judge(const FloatNetwork& floats, const Network& network, const Dataset& test,
                 int wanted, float white) {
  Accuracies a;
  a.images = std::min(test.count, wanted);
  const auto accuracy_of = [&](const RealNetwork& real, bool coded) {
    return real_accuracy(real, network, coded, white, test.pixels.data(), test.labels.data(),
                         a.images);
  };
  a.floating = accuracy_of(RealNetwork(floats), false);
  a.quantised = accuracy_of(RealNetwork(network), true);
  return a;
}

std::string text(const QuantiseOptions& options, const Network& network, const Accuracies& a) {
  std::string names;
  for (const int l : signature_layers(network)) {
    names += (names.empty() ? "" : ", ") + network.layers[static_cast<size_t>(l)].name;
  }
  return fmt::format(
      "{}: {} layers, {} levels, {}-bit activations\n"
      "{} test images: float {:.2f} %, quantised {:.2f} %\n"
      "signature layers: {}\n"
      "wrote {}\n",
      network.name, network.layers.size(), network.weight_levels, network.activation_bits, a.images,
      100 * a.floating, 100 * a.quantised, names, options.out.string());
}

std::string json(const Network& network, const Accuracies& a) {
  nlohmann::ordered_json names = nlohmann::ordered_json::array();
  for (const int l : signature_layers(network)) {
    names.push_back(network.layers[static_cast<size_t>(l)].name);
  }
  return nlohmann::ordered_json{{"network", network.name},
                                {"layers", network.layers.size()},
                                {"weight_levels", network.weight_levels},
                                {"activation_bits", network.activation_bits},
                                {"test_images", a.images},
                                {"float_accuracy", a.floating},
                                {"quantised_accuracy", a.quantised},
                                {"signature", names}}
             .dump(2) +
         "\n";
}

}  // namespace

int quantise_command(const QuantiseOptions& options, std::ostream& out) {
  const FloatNetwork floats = load_float_onnx(options.in);
  const std::filesystem::path folder = options.data.empty() ? kFashionMnistFolder : options.data;
  const Dataset training = images_for(floats.structure, folder, Split::Train);
  const Dataset test = images_for(floats.structure, folder, Split::Test);
  QuantisationOptions how;
  how.weight_levels = options.levels;
  how.activation_bits = options.activation_bits;
  how.white = static_cast<float>(options.white);
  how.signature = options.signature;
  const Network network =
      quantise(floats, training.pixels.data(), std::min(options.images, training.count), how);
  save_onnx(network, options.out);
  const Accuracies a = judge(floats, network, test, options.test_images, how.white);
  out << (options.json ? json(network, a) : text(options, network, a));
  return 0;
}

}  // namespace kintsugi
