#include "testbench/tests/systemc/hardships.h"

namespace kintsugi {

SyntheticRun hesitant_run(uint64_t seed) {
  SyntheticRun run;
  run.seed = seed;
  run.options.retest = seed % 4 != 0;
  run.options.csr_gap = random_stall(seed, 21, 30);
  run.options.stim_stall = random_stall(seed, 22, 40);
  run.options.sig_stall = random_stall(seed, 23, 40);
  run.options.cfg_wait = random_stall(seed, 24, 40);
  return run;
}

std::vector<SyntheticRun> troubled_runs() {
  SyntheticRun calm;
  calm.options.cfg_timeout = 40;
  calm.options.image_timeout = 4000;
  calm.limits.image_timeout = 4000;
  std::vector<SyntheticRun> runs;
  const auto bus = [&](BusFault::Kind kind, uint64_t address, uint32_t times) {
    runs.push_back(calm);
    runs.back().options.cfg_fault = {kind, address, times};
  };
  for (uint16_t address : {regs::kTuneShadow, regs::kTuneCommit}) {
    bus(BusFault::Kind::ErrorResponse, address, UINT32_MAX);
    bus(BusFault::Kind::Hang, address, UINT32_MAX);
  }
  bus(BusFault::Kind::FlippedRead, regs::kTuneShadow, UINT32_MAX);
  bus(BusFault::Kind::FlippedRead, regs::kTuneShadow, 2);  // two retries, no error
  runs.push_back(calm);
  runs.back().misframed = [](uint64_t image) { return image == 0; };
  runs.push_back(calm);
  runs.back().silent = [](uint64_t image) { return image == 0; };
  return runs;
}

}  // namespace kintsugi
