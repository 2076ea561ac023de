#include "testbench/checkers/divergence.h"

#include <cstdio>

#include "models/controller/boundary.h"

namespace kintsugi {
namespace {

std::string hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

std::string shown(uint64_t value, const std::string& name) {
  return name.empty() ? hex(value) : name + " (" + hex(value) + ")";
}

}  // namespace

#define KINTSUGI_PIN(name, width) \
  {#name "_o", width, [](const ControllerOutputs& out) -> uint32_t { return out.name; }},

const std::vector<OutputPin>& output_pins() {
  static const std::vector<OutputPin> pins = {KINTSUGI_CONTROLLER_OUTPUTS(KINTSUGI_PIN)};
  return pins;
}

#undef KINTSUGI_PIN

std::string summary(const Divergence& divergence) {
  if (!divergence) return "No divergence.";
  std::string text = "Cycle " + std::to_string(divergence.cycle) + " (" +
                     std::to_string(divergence.time_ps) + " ps), state " + divergence.rtl_state;
  if (divergence.rtl_state != divergence.reference_state) {
    text += " (reference " + divergence.reference_state + ")";
  }
  if (divergence.kind == Divergence::Kind::Assertion) {
    return text + ": RTL assertion failed: " + divergence.assertion;
  }
  return text + ": " + divergence.signal + " expected " +
         shown(divergence.expected, divergence.expected_name) + ", got " +
         shown(divergence.actual, divergence.actual_name) + ".";
}

}  // namespace kintsugi
