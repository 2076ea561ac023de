// The points of a sweep as scenarios, all checked before any of them is worked on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/population/experiment.h"
#include "testbench/report/result_store.h"

namespace kintsugi {

// One population of the sweep.
struct SweepPoint {
  std::vector<std::string> values;  // of the swept keys, as the scenario spells them
  Scenario scenario;                // with the test program that its dies carry
  // The first point with the same test program. With --refit its number names the program.
  uint32_t program_of = 0;
};

struct SweepDesign {
  Scenario base;
  std::vector<std::string> keys;
  std::vector<SweepPoint> points;
  Engine engine = Engine::Fast;
  bool refit = false;
  std::map<std::string, std::string> versions;  // of what decides the dies, for the identity

  // "adc.bits=4 device.sigma_within=0.2"
  std::string settings(size_t point) const;
};

// Reads every point's scenario. Throws UserError, naming point and key, for a value that its key
// refuses, a key that nothing measured depends on, one that --set gives too, and points alike.
SweepDesign sweep_design(const DesignSweepOptions& options);

// Loads what each point names, `jobs` processes at a time, and sets `versions`. Throws UserError
// for the first point whose parts do not fit together, and for one whose chip the test program was
// not made for. Nothing is written. False when the user stopped it.
bool check_design(SweepDesign& design, int jobs);

// Where --refit keeps the program of a point.
std::filesystem::path sweep_program(const std::filesystem::path& folder, uint32_t point);

// What makes two sweeps the same.
RunIdentity sweep_identity(const SweepDesign& design);

}  // namespace kintsugi
