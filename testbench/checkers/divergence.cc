#include "testbench/checkers/divergence.h"

#include <cstdio>

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

std::string bit_list(uint64_t bits) {
  std::string text;
  for (int i = 0; i < 64; ++i) {
    if ((bits >> i & 1) == 0) continue;
    if (!text.empty()) text += ", ";
    text += std::to_string(i);
  }
  return text;
}

// The pins that are active in a cycle, in words.
std::string traffic(const RecordedCycle& cycle) {
  std::string text;
  const ControllerInputs& in = cycle.in;
  const ControllerOutputs& out = cycle.out;
  if (in.rst_n == 0) text += "  reset";
  if (in.csr_psel != 0) {
    text += std::string("  csr ") + (in.csr_pwrite != 0 ? "write " : "read ") + hex(in.csr_paddr);
    if (in.csr_pwrite != 0) text += " = " + hex(in.csr_pwdata);
    if (out.csr_pready != 0) text += " ready " + hex(out.csr_prdata);
  }
  if (out.stim_valid != 0) {
    text += "  stim " + hex(out.stim_data) + (in.stim_ready != 0 ? "" : " waits");
  }
  if (in.sig_valid != 0) {
    text += "  sig layer " + std::to_string(in.sig_layer) + " channel " +
            std::to_string(in.sig_channel) + " value " + hex(in.sig_value);
    if (in.sig_last_image != 0) text += " last";
  }
  if (out.cfg_psel != 0) {
    text += std::string("  cfg ") + (out.cfg_pwrite != 0 ? "write " : "read ") + hex(out.cfg_paddr);
    if (in.cfg_pready != 0) text += " ready";
  }
  if (out.irq != 0) text += "  irq";
  if (out.flush != 0) text += "  flush";
  return text;
}

std::string history_line(const RecordedCycle& cycle) {
  const uint64_t state = regs::obs_get<regs::ObsId::state>(cycle.obs.data());
  const uint64_t image = regs::obs_get<regs::ObsId::image>(cycle.obs.data());
  return "  " + std::to_string(cycle.number) + "  " +
         regs::obs_value_name(regs::ObsId::state, state) + " image " + std::to_string(image) +
         traffic(cycle) + "\n";
}

}  // namespace

#define KINTSUGI_PIN(name, width)                                                        \
  {                                                                                      \
#name "_o", width, [](const ControllerOutputs& out) -> uint32_t { return out.name; } \
  }

const std::vector<OutputPin>& output_pins() {
  static const std::vector<OutputPin> pins = {
      KINTSUGI_PIN(csr_pready, 1),  KINTSUGI_PIN(csr_prdata, 32), KINTSUGI_PIN(csr_pslverr, 1),
      KINTSUGI_PIN(stim_valid, 1),  KINTSUGI_PIN(stim_data, 4),   KINTSUGI_PIN(stim_tag, 8),
      KINTSUGI_PIN(stim_last, 1),   KINTSUGI_PIN(sig_ready, 1),   KINTSUGI_PIN(cfg_psel, 1),
      KINTSUGI_PIN(cfg_penable, 1), KINTSUGI_PIN(cfg_pwrite, 1),  KINTSUGI_PIN(cfg_paddr, 16),
      KINTSUGI_PIN(cfg_pwdata, 32), KINTSUGI_PIN(cfg_pstrb, 4),   KINTSUGI_PIN(irq, 1),
      KINTSUGI_PIN(flush, 1),
  };
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

std::string report(const Divergence& divergence) {
  std::string text = summary(divergence) + "\n";
  if (!divergence) return text;
  if (divergence.kind != Divergence::Kind::Assertion) {
    text += "Differing bits: " + bit_list(divergence.differing_bits()) + "\n";
  }
  for (const std::string& other : divergence.also) text += "Also " + other + "\n";
  if (divergence.history.empty()) return text + "No cycle agreed before.\n";
  text += "Last agreed cycle: " + std::to_string(divergence.history.back().number) +
          "\nThe cycles before, oldest first:\n";
  for (const RecordedCycle& cycle : divergence.history) text += history_line(cycle);
  return text;
}

}  // namespace kintsugi
