// Networks, quantised and in floating point.
#include "models/core/error.h"
#include "models/network/float_network.h"
#include "models/network/network.h"
#include "testbench/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kintsugi;
  try {
    const InputFile file(data, size);
    try {
      load_onnx(file.path());
    } catch (const UserError&) {
    }
    load_float_onnx(file.path());
  } catch (const UserError&) {
  }
  return 0;
}
