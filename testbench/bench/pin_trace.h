// The pins of a whole die, recorded once and replayed to time each part of a clock cycle alone.
#pragma once

#include <vector>

#include "models/controller/pins.h"
#include "systemc/rtl_host/cycle_observer.h"

namespace kintsugi {

class PinTrace : public CycleObserver {
 public:
  bool on_cycle(const Cycle& cycle) override {
    inputs_.push_back(cycle.in);
    return true;
  }
  const std::vector<ControllerInputs>& inputs() const { return inputs_; }

 private:
  std::vector<ControllerInputs> inputs_;
};

}  // namespace kintsugi
