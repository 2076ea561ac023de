// The two ways to test and repair a die; both must come out the same, bit for bit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models/controller/reference.h"
#include "systemc/trace/wave_options.h"
#include "testbench/cli/commands.h"
#include "testbench/mismatch/mismatch.h"
#include "testbench/own_controller/load.h"
#include "testbench/population/die_record.h"
#include "testbench/population/experiment.h"

namespace kintsugi {

// models/ alone, no clock: cycle counters stay 0.
DieRecord run_fast(const Experiment& experiment, uint32_t die);

struct CosimOptions {
  WaveOptions wave;
  bool judge = true;  // also measure accuracies
  Check check = Check::Cycle;
  ControllerMaker controller = make_verilated_controller;
  ReferenceMaker reference = [] { return std::make_unique<ControllerReference>(); };
  std::filesystem::path report;  // stem of the files written on a divergence, empty for none
  RunOrigin origin;              // for the report
};

// A Verilated controller against the TLM accelerator, checked as the options say. One call a
// process.
DieRecord run_cosim(const Experiment& experiment, uint32_t die, const CosimOptions& options);

// Accuracies of the untuned, fixed-gain, mean-matched and repaired die on the judged images.
// `record->die` and `record->applied` must be set.
void judge(const Experiment& experiment, const Die& die, DieRecord* record);

// Digest of the sources that decide what is measured on a die.
std::string source_digest();

// Text form for the pipe between worker and parent; exact inverses.
std::string to_text(const DieRecord& record);
DieRecord record_from_text(const std::string& text);

}  // namespace kintsugi
