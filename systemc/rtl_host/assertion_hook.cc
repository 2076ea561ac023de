#include "systemc/rtl_host/assertion_hook.h"

#include <verilated.h>

#include <algorithm>

namespace kintsugi {
namespace {

std::vector<std::string>& failures() {
  static std::vector<std::string> places;
  return places;
}

}  // namespace

const std::vector<std::string>& failed_assertions() { return failures(); }

std::string first_failed_assertion() { return failures().empty() ? "" : failures().front(); }

}  // namespace kintsugi

// Verilated code prints the message of a failed assertion ($error) and then calls this. The run
// time is built with VL_USER_STOP, so that the harness stops, not the process: waves and report
// survive.
void vl_stop(const char* file, int line, const char* /*hierarchy*/) {
  Verilated::threadContextp()->gotError(true);
  std::vector<std::string>& places = kintsugi::failures();
  const std::string place = std::string(file) + ":" + std::to_string(line);
  if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
}
