// Faults planted on purpose, to see that a checker finds them.
#pragma once

#include <string>

#include "models/controller/reference.h"
#include "testbench/population/pin_faults.h"

namespace kintsugi {

struct Plant {
  ReferenceFault reference = ReferenceFault::None;
  PinFault pins = nullptr;
};

// What `--plant` names: "reference:tie_to_higher_index", "pins:word_flipped", ...; empty is none.
// Throws UserError for an unknown one.
Plant planted_fault(const std::string& name);

}  // namespace kintsugi
