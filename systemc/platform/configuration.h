// What the tester writes into the controller before START.
#pragma once

#include <cstdint>
#include <vector>

#include "models/tuning/program.h"
#include "systemc/platform/platform_options.h"

namespace kintsugi {

struct RegisterWrite {
  uint32_t address = 0;
  uint32_t data = 0;
};

// Configuration registers (every word that can be read back).
std::vector<RegisterWrite> configuration_registers(const tuning::TestProgram& program,
                                                   const PlatformOptions& options);

// Those of the monitor, the one that switches it on last; none if it is off.
std::vector<RegisterWrite> monitor_registers(const MonitorOptions& monitor);

// Stimulus, projection and codebook memory, word by word.
std::vector<RegisterWrite> configuration_memories(const tuning::TestProgram& program);

// Registers, then memory words of a request; its images are written behind the test's with
// `behind`, else in their place.
std::vector<RegisterWrite> adaptation_registers(const tuning::TestProgram& program,
                                                const AdaptRequest& request, bool behind);
std::vector<RegisterWrite> adaptation_memories(const tuning::TestProgram& program,
                                               const AdaptRequest& request, bool behind);

}  // namespace kintsugi
