// Runs a wrong controller until a checker catches it. Exit status 0: caught, with a message that names
// cycle, state, signal, expected and actual; 1: not caught in any seed, or badly told.
#include <cstdint>
#include <iostream>
#include <regex>
#include <string>

#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

constexpr uint64_t kSeeds = 64;

SyntheticRun hesitant(uint64_t seed) {
  SyntheticRun run;
  run.seed = seed;
  run.options.stim_stall = random_stall(seed, 22, 30);
  run.options.sig_stall = random_stall(seed, 23, static_cast<uint32_t>(seed % 3 * 30));
  run.options.cfg_wait = random_stall(seed, 24, 30);
  return run;
}

// Every die is repaired, so that the writer works in every run, and entries come in pairs at one
// place, so that every search ends in a tie.
tuning::TestProgram repairing_program(uint64_t seed) {
  tuning::TestProgram program = random_program(seed);
  program.reject_distance = (uint64_t{1} << 48) - 1;
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.disposition = tuning::Disposition::Repair;
  }
  for (size_t k = 1; k < program.codebook.size(); k += 2) {
    program.codebook[k].centroid = program.codebook[k - 1].centroid;
  }
  return program;
}

std::string first_sentence(uint64_t seed) {
  return in_child([=]() -> std::string {
    const auto rtl = make_verilated_controller(static_cast<uint32_t>(seed));
    ControllerReference reference;
    const tuning::TestProgram program = repairing_program(seed);
    const SyntheticOutcome o = run_synthetic(program, hesitant(seed), *rtl, reference);
    return o.verdict.passed() ? "" : o.verdict.mismatches.front();
  });
}

bool well_told(const std::string& sentence) {
  static const std::regex divergence(
      R"(Cycle \d+ \(\d+ ps\), state \w+.*: (\S+ expected .+, got .+|RTL assertion failed: .+))");
  return std::regex_search(sentence, divergence);
}

int run() {
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::string sentence = first_sentence(seed);
    if (sentence.empty()) continue;
    std::cout << "seed " << seed << ": " << sentence << "\n";
    return well_told(sentence) ? 0 : 1;
  }
  std::cout << "not caught in " << kSeeds << " seeds\n";
  return 1;
}

}  // namespace
}  // namespace kintsugi

int main() { return kintsugi::run(); }
