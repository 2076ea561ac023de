// Every setting of a training run. The defaults make the networks of models/zoo.
#pragma once

#include <cstdint>
#include <string>

#include "models/training/cell_mapping.h"
#include "models/training/rate_policy.h"
#include "models/training/spread.h"

namespace kintsugi {

// What the second phase has in its loop; all modes have the same number of epochs.
enum class TrainingMode {
  PostTraining,  // nothing: float to the end, then steps of least squared error
  Quantised,     // quantisers, straight-through
  Noise,         // device spread on unquantised weights, then as PostTraining
  Joint,         // quantisers and device spread
};

enum class Optimiser { Adam, Sgd };  // Sgd: Nesterov momentum 0.9

// Converters on the sums of each tile: in the loop of Quantised and Joint, judged in every mode.
// They see a whole input, not one bit of it.
struct ConverterInLoop {
  int bits = 0;        // 2 .. 16; 0 leaves them out
  double range = 1.0;  // of the largest sum that calibration images cause in a layer, 0 .. 4
};

// Hinton et al., 2015: (1 - weight) x cross entropy + weight x T^2 x KL(teacher || student), both
// softened by T, in the second phase.
struct Distillation {
  std::string teacher;  // "": none; "float": the network of the first phase; else an ONNX file
  double temperature = 2.0;
  double weight = 0.5;
};

struct TrainingSettings {
  std::string network = "lenet";  // see architectures.h
  std::string dataset = "fashion-mnist";
  TrainingMode mode = TrainingMode::Quantised;
  int activation_bits = 4;
  CellMapping cells;
  TrainingSpread spread = kPopulationA;  // in the loop of Noise and Joint; judged in every mode
  ConverterInLoop adc;
  Distillation distillation;

  int epochs = 10;                        // of the float phase
  int fine_tuning_epochs = -1;            // of the second phase; -1: as many
  Optimiser optimiser = Optimiser::Adam;  // of the float phase; the second always takes Adam
  double rate = 2e-3;                     // peaks of both phases
  double fine_tuning_rate = 1e-3;
  RatePolicy policy = RatePolicy::parse("cosine");
  RatePolicy fine_tuning_policy = RatePolicy::parse("cosine");
  double weight_decay = 0.0;  // of Sgd
  bool batch_norm = false;    // in the float phase, then folded into weights and biases
  bool augment = false;       // random shift by up to 4 pixels and mirror

  uint64_t seed = 1;
  std::string device = "cpu";  // or "cuda", see device.h
  int threads = 1;  // the trained bytes depend on it: sums are split between threads

  int second_epochs() const { return fine_tuning_epochs < 0 ? epochs : fine_tuning_epochs; }
  bool quantised() const { return mode == TrainingMode::Quantised || mode == TrainingMode::Joint; }
  bool noisy() const { return mode == TrainingMode::Noise || mode == TrainingMode::Joint; }
};

// The defaults of a network: those above, and for vgg and the ResNets what a deeper network needs.
TrainingSettings default_settings(const std::string& network);

// "post-training", "quantised", "noise", "joint"; throws UserError for other names.
TrainingMode training_mode(const std::string& name);
std::string mode_name(TrainingMode mode);

// Throws UserError, one sentence, for the first setting that is out of its range.
void check(const TrainingSettings& settings);

// The options that differ from default_settings(), as the command line writes them: " --seed 2" ...
// Epochs, seed and threads always; the files are not among them.
std::string command_options(const TrainingSettings& settings);

}  // namespace kintsugi
