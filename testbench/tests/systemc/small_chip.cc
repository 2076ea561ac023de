#include "testbench/tests/systemc/small_chip.h"

#include <algorithm>

#include "testbench/tests/systemc/synthetic.h"

namespace kintsugi {
namespace {

void fill(Layer& layer, bool last) {
  layer.relu = !last;
  const int weights = layer.conv_out.channels * layer.rows();
  for (int i = 0; i < weights; ++i) {
    layer.weights.push_back(static_cast<int8_t>((i * 7 + 5) % 19 - 9));
  }
  layer.bias.assign(static_cast<size_t>(layer.conv_out.channels), 0.02F);
  layer.weight_scale = 0.02F;
  layer.input_scale = layer.output_scale = 0.1F;
}

}  // namespace

Network small_convolutional_network() {
  Network network;
  network.name = "small_convolutional";
  network.input = {1, 6, 6};
  Layer conv;
  conv.name = "conv";
  conv.kind = LayerKind::Conv;
  conv.kernel = 3;
  conv.pad = 1;
  conv.pool = 2;
  conv.in = network.input;
  conv.conv_out = {3, 6, 6};
  conv.out = {3, 3, 3};
  Layer hidden;
  hidden.name = "hidden";
  hidden.in = conv.out;
  hidden.conv_out = hidden.out = {5, 1, 1};
  Layer last;
  last.name = "last";
  last.in = hidden.out;
  last.conv_out = last.out = {4, 1, 1};
  network.layers = {conv, hidden, last};
  for (Layer& layer : network.layers) fill(layer, layer.name == "last");
  return network;
}

Network small_residual_network() {
  Network network;
  network.name = "small_residual";
  network.input = {1, 6, 6};
  const auto add = [&](const char* name, Shape in, Shape out, int kernel, int stride) {
    Layer layer;
    layer.name = name;
    layer.kind = kernel > 0 ? LayerKind::Conv : LayerKind::Dense;
    layer.in = in;
    layer.conv_out = layer.out = out;
    layer.kernel = std::max(kernel, 1);
    layer.stride = stride;
    layer.pad = layer.kernel / 2;
    fill(layer, kernel == 0);
    network.layers.push_back(layer);
  };
  add("stem", network.input, {3, 6, 6}, 3, 1);
  add("block.1", {3, 6, 6}, {4, 3, 3}, 3, 2);
  add("shortcut", {3, 6, 6}, {4, 3, 3}, 1, 2);
  add("block.2", {4, 3, 3}, {4, 3, 3}, 3, 1);
  add("last", {4, 1, 1}, {4, 1, 1}, 0, 1);
  network.layers[1].in_signature = false;
  network.layers[2].source = 2;
  network.layers[2].relu = false;
  network.layers[2].output_scale = 0.01F;
  network.layers[3].source = 2;
  network.layers[3].addend = 1;
  network.layers[3].addend_scale = 0.01F;
  network.layers[3].pool = 3;
  network.layers[3].pool_kind = PoolKind::Average;
  network.layers[3].out = {4, 1, 1};
  network.layers[3].pool_scale = 0.06F;
  return network;
}

ChipConfig small_tiles(size_t layers) {
  ChipConfig config;
  config.crossbar.rows = 7;
  config.crossbar.columns = 4;
  config.device.sigma_within = 0.3;
  config.device.sigma_tile = 0.1;
  config.device.sigma_die = 0.1;
  config.adc.gain_sigma = 0.02;
  config.adc.offset_sigma_lsb = 0.5;
  config.adc.full_scale.assign(layers, 20000);
  return config;
}

std::vector<uint8_t> random_image(const Network& network, uint64_t seed) {
  std::vector<uint8_t> image;
  for (int i = 0; i < network.input.size(); ++i) {
    image.push_back(static_cast<uint8_t>(draw(seed, 7, static_cast<uint64_t>(i)) % 16));
  }
  return image;
}

tuning::TestProgram program_for(const Network& network, uint64_t seed) {
  tuning::TestProgram program;
  program.network = network.name;
  for (uint64_t i = 0; i < 3; ++i) program.stimuli.push_back(random_image(network, seed + i));
  for (const int l : signature_layers(network)) {
    const Layer& layer = network.layers[static_cast<size_t>(l)];
    program.signature.push_back({layer.out.channels, layer.out.height * layer.out.width});
  }
  program.features = 3;
  program.project_shift = 4;
  for (int i = 0; i < program.statistics() * program.features; ++i) {
    program.projection.push_back(static_cast<int8_t>(i % 23 - 11));
  }
  program.mean.assign(3, 1000);
  program.distance_weight = {10, 200, 30};
  program.codebook = {{tuning::Disposition::Repair, {100, -20, 3}, {{4500, 5}, {3900, -7}}},
                      {tuning::Disposition::Repair, {-900, 20, 33}, {{5000, 0}, {4400, 9}}}};
  program.reject_distance = (uint64_t{1} << 48) - 1;
  return program;
}

tuning::TestProgram with_predictors(tuning::TestProgram program) {
  program.affine = program.predict = true;
  program.gain_shift = 6;
  program.offset_shift = 10;
  program.after = {4500, {1, 0, 0}};
  program.pass_limit = 1300;
  program.repair_limit = 1500;
  program.adapt_limit = 1250;
  program.ship_limit = 1250;
  program.fallbacks = 1;
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.gain_slopes = {1, 0, -1, 2, 1, 0};
    entry.offset_slopes = {3, 0, 0, 0, -5, 1};
    entry.now = {static_cast<int16_t>(4300 + entry.centroid[0]), {1, 0, 0}};
    entry.forecast = {static_cast<int16_t>(3980 + entry.centroid[1]), {0, 1, 0}};
  }
  return program;
}

}  // namespace kintsugi
