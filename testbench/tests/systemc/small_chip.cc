#include "testbench/tests/systemc/small_chip.h"

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

ChipConfig small_tiles() {
  ChipConfig config;
  config.crossbar.rows = 7;
  config.crossbar.columns = 4;
  config.device.sigma_within = 0.3;
  config.device.sigma_tile = 0.1;
  config.device.sigma_die = 0.1;
  config.adc.gain_sigma = 0.02;
  config.adc.offset_sigma_lsb = 0.5;
  config.adc.full_scale = {20000, 20000, 20000};
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
  for (const Layer& layer : network.layers) {
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
