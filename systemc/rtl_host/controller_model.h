// What the host steps: any model of the tuning controller, Verilated or not. No SystemC here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "models/controller/pins.h"
#include "models/registers/tuning_ctrl.h"
#include "systemc/trace/wave_request.h"

namespace kintsugi {

class ControllerModel {
 public:
  virtual ~ControllerModel() = default;
  // One clock edge with the pins sampled at it; outputs after the edge.
  virtual void step(const ControllerInputs& in, ControllerOutputs& out) = 0;
  // Declared state after the last edge, regs::kObsWords words, packed as obs_o.
  virtual const uint32_t* obs() const = 0;
  // Backdoor for the memory sweep; a model without one is swept nowhere.
  virtual bool has_memories() const { return true; }
  virtual uint64_t memory_word(regs::Memory memory, int word) const = 0;
  // Assertions that are compiled in and switched on, and how many there ought to be.
  struct Assertions {
    int live = 0;
    int listed = 0;
  };
  virtual Assertions assertions() const { return {}; }
  // Whether an assertion of the model has failed since construction, and what the first one said.
  virtual bool assertion_failed() const { return false; }
  virtual std::string failed_assertion() const { return {}; }
  // Begins an FST of the model's signals and of the probes; false when the model has no tracing or
  // the file cannot be written. From then on sample_wave() follows every step.
  virtual bool open_wave(const WaveRequest& /*request*/) { return false; }
  virtual void sample_wave() {}
  virtual void close_wave() {}
};

// The Verilated RTL of rtl/tuning_ctrl. `seed` sets the random power-up state (0: all zero).
std::unique_ptr<ControllerModel> make_verilated_controller(uint32_t seed);

// Whether it was built with tracing.
bool verilated_controller_has_waves();

}  // namespace kintsugi
