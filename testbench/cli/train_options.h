// The options of `kintsugi train`, without libtorch.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <vector>

#include "models/training/checkpoint_file.h"
#include "models/training/settings.h"

namespace kintsugi {

struct TrainCommand {
  TrainingSettings settings;
  std::filesystem::path data;
  std::filesystem::path out;
  std::filesystem::path float_out;  // empty: none
  bool resume = false;
  // --verify-policies instead of --out
  bool verify_policies = false;
  std::vector<RatePolicy> policies;
  double target = 0.0;  // accuracy, 0 .. 1
  int64_t budget = 0;   // iterations
  int check_every = 50;
  int seeds = 3;               // settings.seed and those that follow
  std::filesystem::path json;  // empty: standard output
  bool help = false;           // has been printed
};

// Throws UserError for anything that is not a complete command.
TrainCommand parse_train_command(int argc, const char* const* argv, std::ostream& help);

// The checkpoint beside --out. Throws UserError when an unfinished one lies there and the command
// does not say whether to go on from it.
CheckpointFile checkpoint_of(const TrainCommand& command);

}  // namespace kintsugi
