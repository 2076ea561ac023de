#include "systemc/rtl_host/assertion_hook.h"

#include <verilated.h>

namespace kintsugi {
namespace {

std::string& failure() {
  static std::string text;
  return text;
}

}  // namespace

const std::string& first_failed_assertion() { return failure(); }

}  // namespace kintsugi

// Verilated code prints the message of a failed assertion ($error) and then calls this. The run
// time is built with VL_USER_STOP, so that the harness stops, not the process: waves and report
// survive.
void vl_stop(const char* file, int line, const char* /*hierarchy*/) {
  Verilated::threadContextp()->gotError(true);
  if (kintsugi::failure().empty()) {
    kintsugi::failure() = std::string(file) + ":" + std::to_string(line);
  }
}
