// Divergences made by hand: 16 quiet cycles, then whatever a test writes on the two sides.
#pragma once

#include <functional>
#include <string>

#include "testbench/mismatch/signals.h"

namespace kintsugi {

constexpr uint64_t kMadeAt = 100;  // cycle of the divergence

inline void set_obs(Side& side, regs::ObsId id, uint64_t value) {
  regs::obs_set(side.obs.data(), id, value);
}

// Sets the cycle `t` after the divergence on one side.
using Course = std::function<void(Side& side, uint64_t t)>;

// Signal, expected and actual are taken from cycle kMadeAt as the lock-step would.
inline Divergence made_divergence(const Course& reference, const Course& rtl,
                                  const Side& before = {}, const ControllerInputs& in = {}) {
  ControllerInputs running = in;
  running.rst_n = 1;
  Divergence divergence;
  divergence.kind = Divergence::Kind::Output;
  divergence.cycle = kMadeAt;
  for (uint64_t t = 16; t > 0; --t) divergence.history.push_back({kMadeAt - t, running, before});
  for (uint64_t t = 0; t <= 16; ++t) {
    DivergedCycle cycle{kMadeAt + t, running, before, before};
    reference(cycle.reference, t);
    rtl(cycle.rtl, t);
    divergence.after.push_back(cycle);
  }
  for (const Signal& signal : compared_signals()) {
    divergence.expected = signal.get(divergence.after[0].reference);
    divergence.actual = signal.get(divergence.after[0].rtl);
    divergence.signal = signal.name;
    if (divergence.expected != divergence.actual) break;
  }
  return divergence;
}

}  // namespace kintsugi
