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

// Stimulus, projection and codebook memory, word by word.
std::vector<RegisterWrite> configuration_memories(const tuning::TestProgram& program);

// What makes the monitor work, its enable last.
std::vector<RegisterWrite> monitor_registers(const MonitorRequest& request);

// Registers, then memory words of a request; its images are written behind the test's with
// `behind`, else in their place.
std::vector<RegisterWrite> adaptation_registers(const tuning::TestProgram& program,
                                                const AdaptRequest& request, bool behind);
std::vector<RegisterWrite> adaptation_memories(const tuning::TestProgram& program,
                                               const AdaptRequest& request, bool behind);

}  // namespace kintsugi
