// One phase of training: an optimiser and a learning-rate policy over a number of epochs.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <memory>
#include <vector>

#include "models/training/image_tensors.h"
#include "models/training/settings.h"

namespace kintsugi {

using Forward = std::function<torch::Tensor(const torch::Tensor& images)>;
using Loss = std::function<torch::Tensor(const ImageTensors& batch)>;

struct TrainingProgress {
  const char* phase = "";  // "float" or "fine-tune"
  int epoch = 0;           // finished epochs of this phase
  int epochs = 0;
  double loss = 0.0;                 // mean of the epoch
  double validation_accuracy = 0.0;  // on the held-out training images, 0 .. 1
  double images_per_second = 0.0;    // of this epoch
  double seconds_left = 0.0;         // to the end of both phases, estimated from this epoch
};

constexpr int kBatch = 128;
constexpr int kValidationImages = 5000;  // the last of the training images

// Of torch and of OpenBLAS, which keeps threads of its own: how many there are changes the last
// digits of a product.
void use_threads(int threads);

std::unique_ptr<torch::optim::Optimizer> make_optimiser(
    Optimiser kind, double rate, double weight_decay, const std::vector<torch::Tensor>& parameters);

void set_rate(torch::optim::Optimizer& optimiser, double rate);

// Share of `images` whose largest logit is their label's.
double accuracy(const Forward& forward, const ImageTensors& images);

// Random shifts by up to 4 pixels and mirrors, drawn from torch's default generator.
ImageTensors augmented(const ImageTensors& batch, const Shape& shape);

struct PhasePlan {
  const char* name = "";
  double rate = 0.0;  // peak
  RatePolicy policy = RatePolicy::parse("cosine");
  int epochs = 0;
  int epochs_after = 0;  // of later phases, for the estimate of time
  Optimiser optimiser = Optimiser::Adam;
  double weight_decay = 0.0;
  bool augment = false;
  torch::Device device = torch::kCPU;  // of the network; images come there a batch at a time
  Shape shape;  // of the images
};

class Phase {
 public:
  Phase(PhasePlan plan, Loss loss, Forward forward_validation,
        const std::vector<torch::Tensor>& parameters);

  // Runs the epochs from `first` (0 .. epochs) on and calls `after_epoch` at the end of each.
  void run(int first, const ImageTensors& training, const ImageTensors& validation,
           const std::function<void(const TrainingProgress&)>& after_epoch);

  torch::optim::Optimizer& optimiser() { return *optimiser_; }

 private:
  double run_epoch(int epoch, const ImageTensors& training);

  PhasePlan plan_;
  Loss loss_;
  Forward forward_validation_;
  std::unique_ptr<torch::optim::Optimizer> optimiser_;
};

}  // namespace kintsugi
