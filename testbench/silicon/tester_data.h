// What a tester measured of dies: signatures.csv. docs/own_silicon.md names the columns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/network/network.h"
#include "models/tuning/program.h"
#include "testbench/silicon/bins.h"

namespace kintsugi {

// One element of a signature as STAT holds it.
struct SignatureElement {
  std::string name;   // "conv1.sum", "conv1.active", "conv1.max", "conv1.c0"
  uint32_t most = 0;  // no die can have more
};

// In the order of STAT, [statistics].
std::vector<SignatureElement> signature_elements(const tuning::TestProgram& program,
                                                 const Network& network);

// Accuracies in per cent, signatures [statistics].
struct TesterDie {
  PartName name;
  double accuracy = 0.0;           // of the die as it came
  std::optional<double> repaired;  // under the repair in force at the end
  std::vector<uint32_t> statistics;
  std::vector<uint32_t> after;  // of a retest under that repair; empty: none
  Tuning best;                  // measured best gains and offsets, [tuned layers]; empty: not known
};

struct TesterData {
  std::vector<TesterDie> dies;
  std::optional<uint64_t> seed;  // of simulated dies
};

std::string tester_csv(const TesterData& data, const tuning::TestProgram& program,
                       const Network& network);

// Throws UserError with file, line and column for anything a die of this network cannot have:
// missing or unknown columns, no number, out of range, sums that contradict each other, a die
// twice.
TesterData read_tester_data(const std::filesystem::path& file, const tuning::TestProgram& program,
                            const Network& network);

}  // namespace kintsugi
