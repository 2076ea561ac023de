// Whole random programs on a netlist, in lock-step with the reference, until `cycles` clock edges
// have passed. Exit status 0: RTL and reference agreed in all of them; 1: not, and where.
//   usage: netlist_smoke CYCLES
#include <cstdlib>
#include <iostream>
#include <string>

#include "testbench/faults/scene.h"
#include "testbench/mismatch/mismatch.h"
#include "testbench/tests/systemc/in_child.h"

namespace kintsugi {
namespace {

// "edges", and what was found wrong behind a blank.
std::string run_seed(uint64_t seed) {
  const auto netlist = make_verilated_controller(static_cast<uint32_t>(seed));
  ControllerReference reference;
  const tuning::TestProgram program = repairing_program(seed);
  const SyntheticOutcome o = run_synthetic(program, hindered_run(seed), *netlist, reference);
  return std::to_string(o.result.edges) + " " + report(o.verdict, program);
}

int run(uint64_t cycles) {
  uint64_t edges = 0;
  uint64_t seed = 1;
  for (; edges < cycles; ++seed) {
    const std::string said = in_child([=] { return run_seed(seed); });
    // A child that died says so instead of a number.
    char* end = nullptr;
    edges += std::strtoull(said.c_str(), &end, 10);
    if (end == said.c_str() || std::string(end) != " ") {
      std::cout << "seed " << seed << ": " << said << "\n";
      return 1;
    }
  }
  std::cout << edges << " cycles of " << seed - 1 << " programs in lock-step\n";
  return 0;
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: netlist_smoke CYCLES\n";
    return 2;
  }
  return kintsugi::run(std::strtoull(argv[1], nullptr, 10));
}
