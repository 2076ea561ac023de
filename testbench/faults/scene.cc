#include "testbench/faults/scene.h"

#include "models/core/error.h"
#include "testbench/tests/systemc/upkeep.h"

namespace kintsugi {

namespace {

// Back-pressure on every port.
void hesitate(uint64_t seed, SyntheticRun& run) {
  run.options.stim_stall = random_stall(seed, 22, 30);
  run.options.sig_stall = random_stall(seed, 23, static_cast<uint32_t>(seed % 3 * 30));
  run.options.cfg_wait = random_stall(seed, 24, 30);
}

}  // namespace

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

SyntheticRun hindered_run(uint64_t seed) {
  SyntheticRun run;
  run.seed = seed;
  hesitate(seed, run);
  if (seed % 4 == 0) run.misframed = [](uint64_t image) { return image == 1; };
  return run;
}

Scene test_scene(uint64_t seed) { return {repairing_program(seed), hindered_run(seed)}; }

Scene upkeep_scene(uint64_t seed) {
  Scene scene{upkeep_program(seed), {}};
  scene.run = upkeep_run(seed, scene.program);
  hesitate(seed, scene.run);
  return scene;
}

Scene named_scene(const std::string& name, uint64_t seed) {
  if (name == "test") return test_scene(seed);
  if (name == "upkeep") return upkeep_scene(seed);
  throw UserError("--scene: found " + name + "; allowed test or upkeep");
}

void RecordingController::step(const ControllerInputs& in, ControllerOutputs& out) {
  model_.step(in, out);
  file_.write(reinterpret_cast<const char*>(&out), sizeof out);
  file_.write(reinterpret_cast<const char*>(model_.obs()), 4 * regs::kObsWords);
}

}  // namespace kintsugi
