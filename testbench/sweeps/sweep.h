// Stress sweeps of the tuning controller: RTL in lock-step with the reference through every reset,
// random back-pressure and random power-up state.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kintsugi {

struct SweepOptions {
  uint32_t first_seed = 1;
  uint32_t seeds = 0;  // 0: as many as the sweep asks for
  int stride = 1;      // of resets: every so many cycles
};

struct SweepResult {
  std::map<std::string, uint64_t> counts;  // what was done
  uint64_t failed = 0;                     // points or seeds
  std::vector<std::string> failures;       // their first sentences
};

// Reset at every cycle of tests that pass through every state, of APB transfers on csr and cfg and
// of stream transfers: no write behind the reset, then lock-step through a whole test.
SweepResult sweep_resets(const SweepOptions& options);

// Random programs (1 000) behind random latencies and back-pressure on all ports, with register
// traffic and aborts in between: every test ends, with the right result.
SweepResult sweep_back_pressure(const SweepOptions& options);

// Random state at power-up (50 seeds): outputs and declared state are the same from the reset on.
SweepResult sweep_power_up(const SweepOptions& options);

// Runs `work` and adds the failures of GoogleTest's EXPECT in it, or what it threw, as one failure.
void try_point(SweepResult& result, const std::string& point, const std::function<void()>& work);

}  // namespace kintsugi
