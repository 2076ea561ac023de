// What the RTL host calls at every clock edge to move one interface of the controller.
#pragma once

#include <cstdint>
#include <functional>

#include "models/controller/pins.h"

namespace kintsugi {

// A cycle is what stands on the wires between two edges: `out`, which the controller drove at the
// last edge, and the pins of `in`, which the adapters drive. An edge ends the cycle.
class PinAdapter {
 public:
  virtual ~PinAdapter() = default;

  // Drives this interface's pins of `in` for the edge that is about to be taken and takes the
  // transfers that happen at it. `in` keeps its values from edge to edge; in.rst_n is already set.
  // Payload pins are 0 while their valid is low. A transfer counts only when rst_n is high.
  virtual void edge(const ControllerOutputs& out, ControllerInputs& in) = 0;
};

// Holds an interface back: true in the n-th cycle (or transfer) in which the adapter would have
// been ready. Empty: never.
using Stall = std::function<bool(uint64_t)>;

}  // namespace kintsugi
