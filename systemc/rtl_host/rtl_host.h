// Steps the controller and its reference in lock-step; the clock of the whole simulation.
#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "models/controller/reference_model.h"
#include "systemc/bus/pin_adapter.h"
#include "systemc/rtl_host/controller_model.h"
#include "systemc/rtl_host/cycle_observer.h"

namespace kintsugi {

// Edge k happens at time k * period, in this order:
//   1. the pin adapters, in the order given, drive the inputs from the outputs of edge k - 1 and
//      take the transfers of this edge;
//   2. the controller takes the edge with these inputs;
//   3. the reference takes the edge with the same inputs, if the observer wants it;
//   4. the observer sees both; when it answers false the simulation stops.
// TLM targets are called within 1. There is no other process, so nothing depends on the kernel's
// choice of order.
class RtlHost : public sc_core::sc_module {
 public:
  RtlHost(sc_core::sc_module_name name, sc_core::sc_time period, ControllerModel& rtl,
          ReferenceModel& reference, std::vector<PinAdapter*> adapters,
          CycleObserver& observer);

  // Ends the simulation after the edge that is being taken.
  void stop() { stop_ = true; }

  // Edges taken so far.
  uint64_t edges() const { return edge_; }

 private:
  void take_edge();

  sc_core::sc_time period_;
  ControllerModel& rtl_;
  ReferenceModel& reference_;
  std::vector<PinAdapter*> adapters_;
  CycleObserver& observer_;
  bool compares_;  // controller with reference

  uint64_t edge_ = 0;
  bool stop_ = false;
  ControllerInputs in_;
  ControllerOutputs out_;
};

}  // namespace kintsugi
