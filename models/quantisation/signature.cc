#include <algorithm>

#include "models/core/error.h"
#include "models/quantisation/quantise.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

// Statistics of a signature: three a layer and one a channel.
int statistics(const Network& network) {
  int slots = 0;
  for (const int l : signature_layers(network)) {
    slots += 3 + network.layers[static_cast<size_t>(l)].out.channels;
  }
  return slots;
}

bool fits(const Network& network) {
  return signature_layers(network).size() <= regs::kMaxLayers &&
         statistics(network) <= regs::kStatSlots;
}

void mark(Network* network, const std::vector<size_t>& layers) {
  for (size_t l = 0; l < network->layers.size(); ++l) {
    network->layers[l].in_signature = std::find(layers.begin(), layers.end(), l) != layers.end();
  }
  network->layers.back().in_signature = true;
}

std::vector<size_t> named(const Network& network, const std::vector<std::string>& names) {
  std::vector<size_t> layers;
  for (const std::string& name : names) {
    size_t l = 0;
    std::string allowed;
    for (; l < network.layers.size() && network.layers[l].name != name; ++l) {
      if (network.layers[l].relu) allowed += (allowed.empty() ? "" : ", ") + network.layers[l].name;
    }
    if (l == network.layers.size() || !(network.layers[l].relu || l + 1 == network.layers.size())) {
      throw UserError("The signature names '" + name +
                      "', which is no layer with a ReLU of network '" + network.name +
                      "'; allowed are " + allowed + ".");
    }
    layers.push_back(l);
  }
  return layers;
}

std::vector<size_t> hidden_layers(const Network& network, bool with_addend) {
  std::vector<size_t> layers;
  for (size_t l = 0; l + 1 < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (layer.relu && (layer.addend != 0 || !with_addend)) layers.push_back(l);
  }
  return layers;
}

}  // namespace

void choose_signature(Network* network, const std::vector<std::string>& names) {
  if (!names.empty()) {
    mark(network, named(*network, names));
    if (fits(*network)) return;
    throw UserError("The signature of network '" + network->name + "' has " +
                    std::to_string(signature_layers(*network).size()) + " layers and " +
                    std::to_string(statistics(*network)) +
                    " statistics (3 a layer, 1 a channel); "
                    "allowed are " +
                    std::to_string(regs::kMaxLayers) + " and " + std::to_string(regs::kStatSlots) +
                    ", the last layer included.");
  }
  mark(network, hidden_layers(*network, false));
  if (fits(*network)) return;
  std::vector<size_t> from = hidden_layers(*network, true);
  if (from.size() + 1 < regs::kMaxLayers) from = hidden_layers(*network, false);
  for (size_t count = std::min<size_t>(regs::kMaxLayers - 1, from.size());; --count) {
    std::vector<size_t> chosen;
    for (size_t i = 0; i < count; ++i)
      chosen.push_back(from[(2 * i + 1) * from.size() / (2 * count)]);
    mark(network, chosen);
    if (count == 0 || fits(*network)) return;
  }
}

}  // namespace kintsugi
