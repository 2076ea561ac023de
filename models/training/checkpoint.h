// What an interrupted training run goes on from: written at the end of each epoch.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <vector>

#include "models/training/checkpoint_file.h"

namespace kintsugi {

// Where a run stands.
struct TrainingPlace {
  int phase = 0;                // 0 float, 1 fine-tuning
  int epoch = 0;                // finished epochs of the phase
  double float_accuracy = 0.0;  // known from phase 1 on
};

// Writes all of it and the state of torch's default generator; a crash leaves the old file or the
// new one, whole. Throws UserError when it cannot be written.
void save_checkpoint(const std::filesystem::path& path, const std::string& settings,
                     const TrainingPlace& place, const std::vector<torch::Tensor>& tensors,
                     const torch::optim::Optimizer& optimiser);

// Reads one in two steps, because the optimiser belongs to the phase.
class Checkpoint {
 public:
  // Throws UserError when the file is no checkpoint, or one of other `settings`.
  Checkpoint(const std::filesystem::path& path, const std::string& settings);

  const TrainingPlace& place() const { return place_; }

  // Fills the tensors, and the optimiser and the generator as they were.
  void restore(const std::vector<torch::Tensor>& tensors);
  void restore(torch::optim::Optimizer& optimiser);

 private:
  torch::serialize::InputArchive archive_;
  TrainingPlace place_;
};

}  // namespace kintsugi
