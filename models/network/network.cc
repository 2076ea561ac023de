#include "models/network/network.h"

#include <algorithm>

#include "models/core/error.h"

namespace kintsugi {
namespace {

std::string text(const Shape& shape) {
  return std::to_string(shape.channels) + " x " + std::to_string(shape.height) + " x " +
         std::to_string(shape.width);
}

// One layer, by its place in the network.
class LayerCheck {
 public:
  LayerCheck(const Network& network, int layer)
      : network_(network), number_(layer), layer_(network.layers[static_cast<size_t>(layer)]) {}

  void all() const {
    weights();
    end();
    source();
    if (layer_.addend != 0) addend();
    pooling();
  }

 private:
  void require(bool holds, const std::string& rest) const {
    if (holds) return;
    throw UserError("Layer '" + layer_.name + "' of network '" + network_.name + "' " + rest);
  }
  bool last() const { return &layer_ == &network_.layers.back(); }
  // The layer that makes a tensor; null for the network's input.
  const Layer* maker(int tensor) const {
    return tensor == kInputTensor ? nullptr : &network_.layers[static_cast<size_t>(tensor)];
  }
  const Shape& shape_of(int tensor) const {
    return tensor == kInputTensor ? network_.input : maker(tensor)->out;
  }

  void weights() const {
    const size_t outputs = static_cast<size_t>(layer_.conv_out.channels);
    require(layer_.weights.size() == outputs * static_cast<size_t>(layer_.rows()) &&
                layer_.bias.size() == outputs,
            "has " + std::to_string(layer_.weights.size()) + " weights and " +
                std::to_string(layer_.bias.size()) + " biases, which do not fit its shape.");
    require(layer_.weight_scale > 0.0F && layer_.input_scale > 0.0F &&
                (last() || layer_.output_scale > 0.0F) && layer_.addend_scale > 0.0F &&
                layer_.pool_scale > 0.0F,
            "has a scale that is not positive.");
    const auto limit = static_cast<int8_t>(network_.weight_levels - 1);
    require(std::all_of(layer_.weights.begin(), layer_.weights.end(),
                        [&](int8_t w) { return w >= -limit && w <= limit; }),
            "has a weight beyond " + std::to_string(limit) + " steps, the most that cells with " +
                std::to_string(network_.weight_levels) + " levels can hold.");
  }

  // What follows the product in a last layer, and in one without ReLU.
  void end() const {
    if (last()) {
      require(!layer_.relu && layer_.pool == 1 && layer_.addend == 0,
              "is the last layer and must end without addend, Relu and pooling.");
      return;
    }
    require(layer_.relu || layer_.pool == 1,
            "has no Relu and is pooled; only codes behind a Relu are pooled.");
  }

  void source() const {
    const int tensor = source_of(network_, number_);
    require(layer_.source >= 1 && tensor >= kInputTensor,
            "reads a layer " + std::to_string(layer_.source) + " before it; allowed are 1 to " +
                std::to_string(number_ + 1) + ".");
    const Layer* from = maker(tensor);
    require(from == nullptr || from->relu,
            "reads layer '" + (from == nullptr ? "" : from->name) +
                "', which has no Relu; its signed codes can only be added.");
    const Shape& given = shape_of(tensor);
    require(layer_.kind == LayerKind::Conv ? layer_.in == given : layer_.in.size() == given.size(),
            "reads " + text(layer_.in) + " values, but is given " + text(given) + ".");
  }

  void addend() const {
    require(layer_.addend >= 1 && addend_of(network_, number_) >= kInputTensor,
            "adds a layer " + std::to_string(layer_.addend) + " before it; allowed are 1 to " +
                std::to_string(number_ + 1) + ", or 0 for none.");
    const Shape& given = shape_of(addend_of(network_, number_));
    require(layer_.conv_out == given, "has an output of " + text(layer_.conv_out) + ", but adds " +
                                          text(given) + "; both must be the same.");
  }

  void pooling() const {
    require(layer_.pool >= 1 && layer_.out.channels == layer_.conv_out.channels &&
                layer_.out.height == layer_.conv_out.height / layer_.pool &&
                layer_.out.width == layer_.conv_out.width / layer_.pool && layer_.out.size() > 0,
            "pools " + text(layer_.conv_out) + " in windows of " + std::to_string(layer_.pool) +
                " to " + text(layer_.out) + ", which does not fit.");
    require(layer_.pool <= kLargestPool, "pools windows of " + std::to_string(layer_.pool) +
                                             "; at most " + std::to_string(kLargestPool) +
                                             " are allowed.");
  }

  const Network& network_;
  int number_;
  const Layer& layer_;
};

void check_readers(const Network& network) {
  std::vector<bool> read(network.layers.size(), false);
  read.back() = true;
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
    const int source = source_of(network, l);
    if (source != kInputTensor) read[static_cast<size_t>(source)] = true;
    if (network.layers[static_cast<size_t>(l)].addend == 0) continue;
    const int addend = addend_of(network, l);
    if (addend != kInputTensor) read[static_cast<size_t>(addend)] = true;
  }
  for (size_t l = 0; l < read.size(); ++l) {
    if (read[l]) continue;
    throw UserError("Layer '" + network.layers[l].name + "' of network '" + network.name +
                    "' is read by no other and is not the last.");
  }
}

}  // namespace

std::vector<int> signature_layers(const Network& network) {
  std::vector<int> layers;
  const int count = static_cast<int>(network.layers.size());
  for (int l = 0; l < count; ++l) {
    const Layer& layer = network.layers[static_cast<size_t>(l)];
    if (l + 1 == count || (layer.in_signature && layer.relu)) layers.push_back(l);
  }
  return layers;
}

bool is_chain(const Network& network) {
  for (size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (layer.source != 1 || layer.addend != 0) return false;
  }
  return signature_layers(network).size() == network.layers.size();
}

void check_network(const Network& network) {
  if (network.layers.empty()) throw UserError("Network '" + network.name + "' has no layers.");
  if (network.activation_bits < 1 || network.activation_bits > 8) {
    throw UserError("Network '" + network.name + "' has " +
                    std::to_string(network.activation_bits) +
                    "-bit activations; allowed are 1 to 8.");
  }
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) LayerCheck(network, l).all();
  check_readers(network);
}

}  // namespace kintsugi
