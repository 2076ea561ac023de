// The simulations in which a wrong controller must be caught: a random program, back-pressure on
// every port and, in some seeds, an accelerator that answers wrongly; or, with `upkeep`,
// adaptations and windows of the monitor behind it.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>

#include "systemc/rtl_host/controller_model.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {

// Every die is repaired, so that the writer works in every run, and entries come in pairs at one
// place, so that every search ends in a tie.
tuning::TestProgram repairing_program(uint64_t seed);

// In one seed of four a beat is framed wrongly, which ends in ERROR and a flush.
SyntheticRun hindered_run(uint64_t seed);

struct Scene {
  tuning::TestProgram program;
  SyntheticRun run;
};

// Both of the above.
Scene test_scene(uint64_t seed);

// Downloads, loops and the monitor, behind back-pressure on every port.
Scene upkeep_scene(uint64_t seed);

// By its name, "test" or "upkeep"; UserError for another.
Scene named_scene(const std::string& name, uint64_t seed);

// Writes outputs and declared state after every edge to a file, kRecordBytes an edge.
class RecordingController : public ControllerModel {
 public:
  static constexpr size_t kRecordBytes = sizeof(ControllerOutputs) + 4 * regs::kObsWords;

  RecordingController(ControllerModel& model, const std::string& file)
      : model_(model), file_(file, std::ios::binary) {}

  void step(const ControllerInputs& in, ControllerOutputs& out) override;
  const uint32_t* obs() const override { return model_.obs(); }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return model_.memory_word(memory, word);
  }
  Assertions assertions() const override { return model_.assertions(); }
  bool assertion_failed() const override { return model_.assertion_failed(); }
  std::string failed_assertion() const override { return model_.failed_assertion(); }

 private:
  ControllerModel& model_;
  std::ofstream file_;
};

}  // namespace kintsugi
