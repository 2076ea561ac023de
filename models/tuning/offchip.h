// Deltas computed off chip: what a host makes of a die's answers to a few images. Of the die it
// sees the signature stream alone, under gains and offsets that it writes itself; the design and
// training images it knows. docs/adaptation.md has the method.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/accelerator/setting.h"
#include "models/tuning/die_twin.h"
#include "models/tuning/layer_sight.h"
#include "models/tuning/nominal_weights.h"

namespace kintsugi::tuning {

struct OffchipOptions {
  double spread = 0.4;   // standard deviation of a cell's conductance, relative, from the design
  int reads = 4;         // plays of every image a hidden layer, with offsets a part of a code apart
  int windows = 1500;    // most pooling windows of a layer that are looked at
  bool deltas = true;    // false: gains and offsets of the channels alone
  bool channels = true;  // false: deltas alone, and no twin
  TwinTraining training;  // of what was found, on a twin of the die; needs training images
};

class OffchipHost {
 public:
  // `images` is [count][input.size()] activation codes of training images, `training` those that a
  // twin is trained on. `chip`, which must have channel gains, and `training` must outlive the
  // host.
  OffchipHost(const Chip& chip, const uint8_t* images, int count, LabelledCodes training = {});

  // A die whose layers have the gains `layers` gets gains and offsets of channels, and deltas.
  // Layer by layer, those before it in force, the `count` images are played, the weights of the die
  // estimated from the answers, and what brings the layer nearest to the nominal one, over the
  // nominal chip's inputs, is set.
  Setting adapt(const Die& die, const Tuning& layers, const uint8_t* images, int count,
                const OffchipOptions& options) const;

 private:
  struct Layer {
    NominalWeights cells;
    Eigen::MatrixXd moment;  // input_moment()
  };

  void train(std::vector<TwinLayer> found, const Tuning& layers, const OffchipOptions& options,
             Setting* setting) const;

  const Chip& chip_;
  std::vector<Layer> layers_;
  LabelledCodes training_;
  DieTwin::Rows teacher_;  // what the nominal chip says of them
};

}  // namespace kintsugi::tuning
