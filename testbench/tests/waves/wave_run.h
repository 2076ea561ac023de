// A small die on the platform with its wave, and what the run itself says of the things the wave
// shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/controller/reference.h"
#include "models/tuning/program.h"
#include "systemc/accelerator/timing.h"
#include "systemc/platform/platform_options.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi {

class WaveRun {
 public:
  static constexpr uint64_t kPeriodPs = 5000;

  WaveRun();
  ~WaveRun();
  WaveRun(const WaveRun&) = delete;
  WaveRun& operator=(const WaveRun&) = delete;

  // Simulates the die in a process of its own and hands back everything it says: verdict, results,
  // counters, log. `options.file` is made; without `with_wave` there is no wave.
  std::string simulate(WaveOptions options, bool with_wave = true,
                       ReferenceFault fault = ReferenceFault::None);

  std::string fst() const { return folder_ + "/die.fst"; }
  const Chip& chip() const { return chip_; }
  const Die& die() const { return die_; }
  const tuning::TestProgram& program() const { return program_; }

 private:
  Network network_ = small_convolutional_network();
  Chip chip_;
  tuning::TestProgram program_;
  Die die_;
  TimingConfig timing_;
  std::string folder_;
};

// The value behind "name=" in what simulate() handed back, or of the n-th such name.
std::string fact(const std::string& said, const std::string& name, size_t n = 0);

}  // namespace kintsugi
