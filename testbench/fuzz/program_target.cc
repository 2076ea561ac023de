// Test programs.
#include "models/core/error.h"
#include "models/tuning/program.h"
#include "testbench/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kintsugi;
  try {
    tuning::load_program(InputFile(data, size).path());
  } catch (const UserError&) {
  }
  return 0;
}
