// A model in floating point of a die as a host has come to know it, with gradients: what gains,
// offsets and deltas of the die are trained on, off chip. Straight-through gradients pass the
// rounding to codes; converters and the saturation of accumulators are left out.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/accelerator/chip.h"

namespace kintsugi::tuning {

struct LabelledCodes {
  const uint8_t* codes = nullptr;  // [count][input.size()]
  const uint8_t* labels = nullptr;
  int count = 0;
};

// Adam on the mean of cross entropy with the labels and, with weight `distillation`, with what a
// teacher says at `temperature` (Hinton et al., 2015). The rate falls to zero along a line.
struct TwinTraining {
  int steps = 0;
  int batch = 64;
  double rate = 0.06;  // of a gain, of a delta in weight steps and of an offset in codes
  double distillation = 0.5;
  double temperature = 4.0;
  uint64_t seed = 1;
};

// What a layer is written with. The ReLU input is x (W diag(gains) + deltas) + offsets + bias.
struct TwinLayer {
  Eigen::MatrixXf weights;  // [rows][channels], accumulator LSB an input code
  Eigen::VectorXf gains;    // [channels]; the last layer keeps 1
  Eigen::VectorXf offsets;  // [channels], accumulator LSB; the last layer keeps 0
  Eigen::VectorXf deltas;   // [entries], accumulator LSB an input code
  double factor = 1.0;      // common to the last layer's weights; changes no answer
};

class DieTwin {
 public:
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  // `layers` are those of a chain with max pooling; `deltas` says whether these are trained.
  DieTwin(const Chip& chip, std::vector<TwinLayer> layers, bool deltas);

  // Real values of the last layer, [count][classes].
  Rows logits(const uint8_t* images, int count) const;

  // `teacher` are logits of the images, [count][classes].
  void train(const LabelledCodes& images, const Rows& teacher, const TwinTraining& training);

  // Of each layer the mean squared gradient of its matrix, [rows][channels], a weight in
  // accumulator LSB an input code: of the cross entropy with labels drawn from what the twin itself
  // says at `temperature`, so that images it is sure of tell something too. The diagonal of the
  // Fisher information; half of it times a small error squared is what the error costs.
  std::vector<Eigen::MatrixXf> fisher(const uint8_t* images, int count, double temperature,
                                      uint64_t seed) const;

  const std::vector<TwinLayer>& layers() const { return layers_; }

 private:
  // Of one batch and layer.
  struct Pass {
    Rows inputs;                        // [images x positions][rows]
    Rows scaled;                        // ReLU inputs in codes, [images x positions][channels]
    std::vector<Eigen::Index> largest;  // row of each pooled value, [images][out.size()]
    std::vector<uint8_t> outputs;       // [images][out.size()]
  };

  Eigen::MatrixXf matrix(int layer) const;
  float top_code() const;
  float logit_per_lsb() const;
  float codes_per_lsb(int layer) const;
  Pass forward(int layer, const uint8_t* in, int count) const;
  std::vector<Pass> all_layers(const uint8_t* images, int count) const;
  Rows before_pooling(int layer, const Pass& pass, const Rows& pooled) const;
  // `gradient` is of the last layer's accumulators. From it on down `take` gets of each layer the
  // gradients of its matrix and of its accumulators.
  using TakeGradients =
      std::function<void(int layer, const Eigen::MatrixXf& weights, const Rows& sums)>;
  void backward(const std::vector<Pass>& passes, Rows gradient, int count,
                const TakeGradients& take) const;
  void keep_gradients(int layer, const Eigen::MatrixXf& weights, const Rows& sums);
  void step(const TwinTraining& training, int number);

  const Chip& chip_;
  std::vector<TwinLayer> layers_;
  bool deltas_;
  // Of the parameters of every layer: gains, offsets, deltas, each in its unit of TwinTraining.
  std::vector<Eigen::VectorXf> gradients_;
  std::vector<Eigen::VectorXf> means_;
  std::vector<Eigen::VectorXf> squares_;
};

}  // namespace kintsugi::tuning
