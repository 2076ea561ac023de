#include "models/training/architectures.h"

#include "models/core/error.h"

namespace kintsugi {
namespace {

Shape next_input(const Network& network) {
  return network.layers.empty() ? network.input : network.layers.back().out;
}

void add_conv(Network& network, const std::string& name, int channels, int kernel, int pad,
              int pool) {
  Layer layer;
  layer.name = name;
  layer.kind = LayerKind::Conv;
  layer.in = next_input(network);
  layer.kernel = kernel;
  layer.pad = pad;
  layer.pool = pool;
  layer.conv_out = {channels, layer.in.height + 2 * pad - kernel + 1,
                    layer.in.width + 2 * pad - kernel + 1};
  layer.out = {channels, layer.conv_out.height / pool, layer.conv_out.width / pool};
  network.layers.push_back(layer);
}

void add_dense(Network& network, const std::string& name, int outputs, bool relu = true) {
  Layer layer;
  layer.name = name;
  layer.in = next_input(network);
  layer.conv_out = layer.out = {outputs, 1, 1};
  layer.relu = relu;
  network.layers.push_back(layer);
}

}  // namespace

Network architecture(const std::string& name) {
  Network network;
  network.name = name;
  network.input = {1, 28, 28};
  if (name == "lenet") {
    add_conv(network, "conv1", 6, 5, 2, 2);
    add_conv(network, "conv2", 16, 5, 0, 2);
    add_dense(network, "fc1", 120);
    add_dense(network, "fc2", 84);
    add_dense(network, "fc3", 10, false);
  } else if (name == "mlp") {
    add_dense(network, "fc1", 128);
    add_dense(network, "fc2", 64);
    add_dense(network, "fc3", 10, false);
  } else if (name == "vgg") {
    network.input = {3, 32, 32};
    add_conv(network, "conv1", 24, 3, 1, 2);
    add_conv(network, "conv2", 64, 3, 1, 2);
    add_conv(network, "conv3", 128, 3, 1, 2);
    add_conv(network, "conv4", 128, 3, 1, 1);
    add_conv(network, "conv5", 128, 3, 1, 2);
    add_dense(network, "fc", 10, false);
  } else {
    throw UserError("There is no network '" + name + "' to train; choose lenet, mlp or vgg.");
  }
  return network;
}

}  // namespace kintsugi
