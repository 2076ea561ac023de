// Scenarios; what is accepted says the same when it is written and read again.
#include "models/core/error.h"
#include "testbench/fuzz/input.h"
#include "testbench/scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kintsugi;
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string canonical = to_canonical_toml(parse_scenario(text, "fuzz.toml"));
    if (to_canonical_toml(parse_scenario(canonical, "fuzz.toml")) != canonical) std::abort();
  } catch (const UserError&) {
  }
  return 0;
}
