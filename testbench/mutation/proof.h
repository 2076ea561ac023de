// Equivalence of a mutant, as a tool sees it (rtl/mutate/prove.tcl).
#pragma once

#include <cstdint>
#include <filesystem>

namespace kintsugi::mutation {

// Whether Yosys proves mutant `number` of the netlist in `folder` equivalent to the controller. A
// mutant it finds a difference for, or on which it takes too long, is not proved. Throws
// std::runtime_error when Yosys cannot be started.
bool proved_equivalent(uint32_t number, const std::filesystem::path& folder);

}  // namespace kintsugi::mutation
