// A network and a test program small enough to reason about.
#pragma once

#include "models/tuning/program.h"

namespace kintsugi::tuning {

// Two dense layers: 8 inputs, 6 hidden, 3 classes.
inline Network small_network() {
  Network n;
  n.name = "small";
  n.input = {1, 2, 4};
  const int sizes[] = {8, 6, 3};
  for (int l = 0; l < 2; ++l) {
    Layer layer;
    layer.name = "fc" + std::to_string(l);
    layer.in = l == 0 ? n.input : Shape{sizes[l], 1, 1};
    layer.conv_out = layer.out = {sizes[l + 1], 1, 1};
    layer.relu = l == 0;
    for (int i = 0; i < sizes[l] * sizes[l + 1]; ++i) {
      layer.weights.push_back(static_cast<int8_t>((i * 7 + 3 * l) % 19 - 9));
    }
    layer.bias.assign(static_cast<size_t>(sizes[l + 1]), 0.05F);
    layer.weight_scale = 0.05F;
    layer.input_scale = l == 0 ? 1.0F / 15 : 0.1F;
    layer.output_scale = 0.1F;
    n.layers.push_back(layer);
  }
  return n;
}

inline TestProgram small_program(const Network& network) {
  TestProgram p;
  p.name = "small";
  p.network = network.name;
  p.network_digest = digest(network);
  p.fit_seed = 5;
  p.fit_dies = 2;
  p.stimuli = {{15, 0, 3, 9, 1, 7, 12, 4}, {0, 15, 8, 2, 11, 5, 6, 13}};
  p.stimulus_index = {3, 17};
  p.labels = {0, 2};
  p.signature = {{6, 1}, {3, 1}};
  p.features = 2;
  p.project_shift = 4;
  for (int i = 0; i < p.statistics() * p.features; ++i) {
    p.projection.push_back(static_cast<int8_t>(i % 11 - 5));
  }
  p.mean = {1200, -300};
  p.distance_weight = {255, 40};
  p.codebook = {{Disposition::Repair, {100, -20}, {{4000, 0}}},
                {Disposition::Pass, {-3000, 500}, {{4096, 0}}},
                {Disposition::RepairAndAdapt, {7, 8}, {{9000, -11}}}};
  p.reject_distance = uint64_t{1} << 40;
  p.adc_full_scale = {20000, 18000};
  p.fixed_gain = {{3900, 0}};
  p.nominal_sum = {321, 4567};
  return p;
}

// The small program with an affine map and predictors.
inline TestProgram predicting_program() {
  TestProgram p = small_program(small_network());
  p.affine = p.predict = true;
  p.gain_shift = 5;
  p.offset_shift = 9;
  p.predict_shift = 3;
  p.after = {-200, {-128, 7}};
  p.pass_limit = 22000;
  p.repair_limit = 21000;
  p.adapt_limit = -3;
  p.ship_limit = 21500;
  p.fallbacks = 2;
  for (CodebookEntry& entry : p.codebook) {
    entry.gain_slopes = {1, -2};
    entry.offset_slopes = {3, 4};
    entry.now = {3000, {5, -6}};
    entry.forecast = {-3000, {6, 9}};
  }
  return p;
}

// The small program with the scatter of its layers as statistics 15 and 16.
inline TestProgram scatter_program() {
  TestProgram p = small_program(small_network());
  p.scatter = true;
  p.scatter_shift = 2;
  p.nominal = {-700, 3, 0, 32767, -32768, -1, -400, -405, -390};
  p.projection.insert(p.projection.end(), {100, -100, 1, -2});
  return p;
}

}  // namespace kintsugi::tuning
