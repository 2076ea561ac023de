// Faults at the pins of a controller: any controller, made wrong as a checker must notice.
#pragma once

#include <memory>

#include "systemc/rtl_host/controller_model.h"

namespace kintsugi {

// Changes what the pins show behind an edge at which `in` was sampled.
using PinFault = void (*)(const ControllerInputs& in, ControllerOutputs& out);

struct NamedPinFault {
  const char* name;
  PinFault fault;
};
inline constexpr int kPinFaultCount = 7;
extern const NamedPinFault kPinFaults[kPinFaultCount];

// That controller with the fault.
std::unique_ptr<ControllerModel> with_pin_fault(std::unique_ptr<ControllerModel> controller,
                                                PinFault fault);

}  // namespace kintsugi
