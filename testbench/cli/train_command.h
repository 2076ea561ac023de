// `kintsugi train`: the command line of models/training.
#pragma once

namespace kintsugi {

// Trains a network or compares policies, as `argv` says, or prints the help. Throws UserError.
void train_command(int argc, char** argv);

}  // namespace kintsugi
