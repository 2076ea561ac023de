#include "models/training/architectures.h"

#include <array>

#include "models/core/error.h"
#include "models/quantisation/quantise.h"

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

// Five 3x3 convolutions for CIFAR-10, all but the fourth pooled, and a dense layer.
void add_vgg(Network& network, const std::array<int, 5>& channels) {
  network.input = {3, 32, 32};
  for (size_t i = 0; i < channels.size(); ++i) {
    add_conv(network, "conv" + std::to_string(i + 1), channels[i], 3, 1, i == 3 ? 1 : 2);
  }
  add_dense(network, "fc", 10, false);
}

// A 3x3 convolution, or a 1x1 one without ReLU that brings a shortcut to its sum's shape.
Layer residual_conv(const std::string& name, Shape in, int channels, int kernel, int stride) {
  Layer layer;
  layer.name = name;
  layer.kind = LayerKind::Conv;
  layer.in = in;
  layer.kernel = kernel;
  layer.stride = stride;
  layer.pad = kernel / 2;
  layer.relu = kernel > 1;
  layer.conv_out =
      layer.out = {channels, (in.height - 1) / stride + 1, (in.width - 1) / stride + 1};
  return layer;
}

// Two 3x3 convolutions; the second adds what the first reads, projected where shapes differ.
void add_residual_block(Network& network, const std::string& name, int channels, int stride) {
  const Shape in = network.layers.back().out;
  network.layers.push_back(residual_conv(name + "a", in, channels, 3, stride));
  Layer second = residual_conv(name + "b", network.layers.back().out, channels, 3, 1);
  second.addend = 2;
  if (in.channels != channels || stride != 1) {
    Layer shortcut = residual_conv(name + "s", in, channels, 1, stride);
    shortcut.source = 2;
    network.layers.push_back(shortcut);
    second.source = 2;
    second.addend = 1;
  }
  network.layers.push_back(second);
}

// He et al., CVPR 2016, section 4.2, with projected shortcuts where the shape changes: `stages` of
// `blocks` each, of twice the channels and half the size of the stage before.
void add_resnet(Network& network, int channels, int stages, int blocks) {
  network.layers.push_back(residual_conv("conv1", network.input, channels, 3, 1));
  for (int stage = 0; stage < stages; ++stage) {
    for (int block = 0; block < blocks; ++block) {
      add_residual_block(network,
                         "conv" + std::to_string(stage + 2) + "_" + std::to_string(block + 1),
                         channels << stage, stage > 0 && block == 0 ? 2 : 1);
    }
  }
  Layer& last = network.layers.back();
  last.pool = last.conv_out.height;
  last.pool_kind = PoolKind::Average;
  last.out = {last.conv_out.channels, 1, 1};
  add_dense(network, "fc", 10, false);
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
  } else if (name == "convnet") {
    add_conv(network, "conv1", 8, 5, 2, 2);
    add_conv(network, "conv2", 16, 3, 1, 2);
    add_conv(network, "conv3", 24, 3, 1, 1);
    add_conv(network, "conv4", 24, 3, 1, 2);
    add_dense(network, "fc1", 64);
    add_dense(network, "fc2", 10, false);
  } else if (name == "vgg") {
    add_vgg(network, {24, 64, 128, 128, 128});
  } else if (name == "vgg-slim") {
    // All layers fit into the controller's statistics, and each into a tile.
    add_vgg(network, {24, 36, 56, 56, 56});
  } else if (name == "resnet20") {
    network.input = {3, 32, 32};
    add_resnet(network, 16, 3, 3);
  } else if (name == "resnet18") {
    network.input = {3, 32, 32};
    add_resnet(network, 64, 4, 2);
  } else {
    throw UserError("There is no network '" + name +
                    "' to train; choose " + architecture_names() + ".");
  }
  choose_signature(&network, {});
  return network;
}

std::string architecture_names() {
  std::string names(kArchitectures.front());
  for (size_t i = 1; i < kArchitectures.size(); ++i) {
    names += i + 1 < kArchitectures.size() ? ", " : " or ";
    names += kArchitectures[i];
  }
  return names;
}

}  // namespace kintsugi
