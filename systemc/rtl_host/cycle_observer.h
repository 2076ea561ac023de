// Who watches the lock-step of controller and reference.
#pragma once

#include <cstdint>

#include "models/controller/pins.h"

namespace kintsugi {

// One clock edge as both sides saw it. `in` was sampled at the edge, the rest is after it. Declared
// state is packed as obs_o, regs::kObsWords words; of a reference that declares none it is the RTL's.
struct Cycle {
  uint64_t number;  // edge, from 0
  const ControllerInputs& in;
  const ControllerOutputs& rtl;
  const ControllerOutputs& reference;
  const uint32_t* rtl_obs;
  const uint32_t* reference_obs;
};

class CycleObserver {
 public:
  virtual ~CycleObserver() = default;
  // False stops the simulation.
  virtual bool on_cycle(const Cycle& cycle) = 0;
  // Whether the reference is to be stepped; what a cycle shows of it is nothing otherwise.
  virtual bool wants_reference() const { return true; }
};

}  // namespace kintsugi
