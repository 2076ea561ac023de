#include "testbench/faults/scene.h"

#include <cstring>

namespace kintsugi {

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

SyntheticRun hesitant_run(uint64_t seed) {
  SyntheticRun run;
  run.seed = seed;
  run.options.stim_stall = random_stall(seed, 22, 30);
  run.options.sig_stall = random_stall(seed, 23, static_cast<uint32_t>(seed % 3 * 30));
  run.options.cfg_wait = random_stall(seed, 24, 30);
  if (seed % 4 == 0) run.misframed = [](uint64_t image) { return image == 1; };
  return run;
}

void RecordingController::step(const ControllerInputs& in, ControllerOutputs& out) {
  model_.step(in, out);
  file_.write(reinterpret_cast<const char*>(&out), sizeof out);
  file_.write(reinterpret_cast<const char*>(model_.obs()), 4 * regs::kObsWords);
}

}  // namespace kintsugi
