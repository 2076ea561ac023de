// The netlist of rtl/mutate as a ControllerModel.
#pragma once

#include <cstdint>
#include <memory>

#include "systemc/rtl_host/controller_model.h"

namespace kintsugi::mutation {

// The controller with mutant `number` of the netlist; 0: with none. Powers up with zeros.
std::unique_ptr<ControllerModel> make_mutant(uint32_t number);

}  // namespace kintsugi::mutation
