// NumPy arrays.
#include "models/core/error.h"
#include "testbench/fuzz/input.h"
#include "testbench/handoff/npy.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kintsugi;
  try {
    read_npy(InputFile(data, size).path());
  } catch (const UserError&) {
  }
  return 0;
}
