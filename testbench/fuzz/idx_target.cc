// IDX files of the MNIST family, plain or gzip.
#include "models/core/error.h"
#include "models/datasets/dataset.h"
#include "testbench/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kintsugi;
  try {
    read_idx(InputFile(data, size).path());
  } catch (const UserError&) {
  }
  return 0;
}
