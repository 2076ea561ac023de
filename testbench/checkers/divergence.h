// The first place where controller and reference part, in a form a designer can act on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/controller/pins.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {

// One pin of the controller by name.
struct OutputPin {
  const char* name;
  int width;
  uint32_t (*get)(const ControllerOutputs&);
};
const std::vector<OutputPin>& output_pins();

// Outputs and declared state of one side after an edge.
struct Side {
  ControllerOutputs out;
  std::array<uint32_t, regs::kObsWords> obs{};
};

// What both sides agreed on in one cycle.
struct RecordedCycle {
  uint64_t number = 0;
  ControllerInputs in;
  Side both;
};

// One cycle of the divergence or after it. Inputs follow the RTL: it drives the simulation.
struct DivergedCycle {
  uint64_t number = 0;
  ControllerInputs in;
  Side rtl;
  Side reference;
};

struct Divergence {
  enum class Kind { None, Output, State, Memory, Assertion };
  Kind kind = Kind::None;
  std::string signal;     // "stim_valid_o", "obs.state", "STAT[17]"
  uint64_t cycle = 0;     // edge after which it shows
  uint64_t time_ps = 0;   // of that edge
  std::string rtl_state;  // main state of each side, by name
  std::string reference_state;
  uint64_t expected = 0;      // reference
  uint64_t actual = 0;        // RTL
  std::string expected_name;  // of an enumerated value, else empty
  std::string actual_name;
  std::string assertion;                // message of a failed RTL assertion
  std::vector<std::string> also;        // further signals that differ in the same cycle
  std::vector<RecordedCycle> history;   // the cycles before, oldest first
  std::vector<DivergedCycle> after;     // from the divergence on, to tell what kind of fault it is
  std::optional<uint64_t> last_agreed;  // cycle; of a memory, of the sweep before

  uint64_t differing_bits() const { return expected ^ actual; }
  explicit operator bool() const { return kind != Kind::None; }
};

// One line: cycle, state, signal, expected, actual.
std::string summary(const Divergence& divergence);

}  // namespace kintsugi
