// The mutants of a netlist, as rtl/mutate/mutants.tcl lists them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi::mutation {

struct Mutant {
  uint32_t number = 0;  // value of `mutsel`, from 1
  std::string module;   // RTL module of the mutated cell
  std::string source;   // "ctrl_fsm.sv:120", a line of that module; "" if Yosys knows none
  std::string change;   // "inv Y[3] of u_fsm.$eq", in words of Yosys
};

// Throws UserError when the file is missing or is not such a list.
std::vector<Mutant> read_mutants(const std::filesystem::path& file);

}  // namespace kintsugi::mutation
