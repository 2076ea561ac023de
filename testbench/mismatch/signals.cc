#include "testbench/mismatch/signals.h"

#include <cstdio>

#include "models/controller/boundary.h"

namespace kintsugi {

uint64_t Signal::get(const Side& side) const {
  if (pin != nullptr) return pin->get(side.out);
  return regs::obs_get(side.obs.data(), static_cast<regs::ObsId>(field));
}

bool Signal::enumerated() const { return field >= 0 && regs::kObsFields[field].value_count > 0; }

std::string Signal::text(uint64_t value) const {
  if (enumerated()) return regs::obs_value_name(static_cast<regs::ObsId>(field), value);
  return width == 1 ? std::to_string(value) : hex_text(value);
}

std::string hex_text(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

const std::vector<Signal>& compared_signals() {
  static const std::vector<Signal> signals = [] {
    std::vector<Signal> list;
    for (int i = 0; i < regs::kObsFieldCount; ++i) {
      const regs::ObsField& field = regs::kObsFields[i];
      list.push_back({std::string("obs.") + field.name, field.width, i, nullptr});
    }
    for (const OutputPin& pin : output_pins()) list.push_back({pin.name, pin.width, -1, &pin});
    return list;
  }();
  return signals;
}

const Signal* find_signal(const std::string& name) {
  for (const Signal& signal : compared_signals()) {
    if (signal.name == name) return &signal;
  }
  return nullptr;
}

#define KINTSUGI_PIN(name, width) \
  {#name "_i", width, [](const ControllerInputs& in) -> uint32_t { return in.name; }},

const std::vector<InputPin>& input_pins() {
  static const std::vector<InputPin> pins = {
      {"rst_ni", 1, [](const ControllerInputs& in) -> uint32_t { return in.rst_n; }},
      KINTSUGI_CONTROLLER_INPUTS(KINTSUGI_PIN)};
  return pins;
}

#undef KINTSUGI_PIN

std::vector<DivergedCycle> both_sides(const Divergence& divergence) {
  std::vector<DivergedCycle> cycles;
  for (const RecordedCycle& c : divergence.history) {
    cycles.push_back({c.number, c.in, c.both, c.both});
  }
  cycles.insert(cycles.end(), divergence.after.begin(), divergence.after.end());
  return cycles;
}

}  // namespace kintsugi
