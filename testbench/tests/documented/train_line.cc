// Reads a command line of `kintsugi train` as that program would, and trains nothing.
#include <iostream>

#include "models/core/error.h"
#include "testbench/cli/train_options.h"

int main(int argc, char** argv) {
  try {
    kintsugi::parse_train_command(argc, argv, std::cout);
    return 0;
  } catch (const kintsugi::UserError& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
