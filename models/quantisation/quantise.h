// Post-training quantisation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/network/float_network.h"

namespace kintsugi {

struct QuantisationOptions {
  int weight_levels = 10;    // of a cell, 2 to 128
  int activation_bits = 4;   // 1 to 8
  float white = 1.0F;        // the real value that the network takes for a pixel of 255
  bool correct_bias = true;  // take off what the channel means have moved by
  // Names of the layers whose outputs form the signature, beside the last; empty: see
  // choose_signature().
  std::vector<std::string> signature;
};

// Layer by layer, on `count` images ([count][input.size()] pixels): weight steps of least squared
// error; biases that give every channel the mean it has in floating point; then the activation step
// of least squared error over what the layer now gives, its inputs already quantised. Throws
// UserError for a network that is not one (check_network()) and for options out of range.
Network quantise(const FloatNetwork& network, const uint8_t* pixels, int count,
                 const QuantisationOptions& options);

// Marks the layers named, or without names chooses: all, if the controller can see that many layers
// and channels; else as many as it can, evenly spread over the layers with an addend, or over all
// where there are not enough of these. Throws UserError for a name that is none of a layer with
// ReLU, and for more than the controller can see.
void choose_signature(Network* network, const std::vector<std::string>& names);

}  // namespace kintsugi
