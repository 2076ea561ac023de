// Batches of CIFAR-10, of two images here.
#include "models/core/error.h"
#include "models/datasets/cifar10.h"
#include "testbench/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kintsugi;
  try {
    Dataset dataset;
    append_cifar10_batch(InputFile(data, size).path(), 2, &dataset);
  } catch (const UserError&) {
  }
  return 0;
}
