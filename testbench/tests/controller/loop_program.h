// Random downloads and last-layer loops, how they are loaded, and what must come of them, computed
// with `adapt_last_layer` of models/tuning.
#pragma once

#include <cstdint>
#include <vector>

#include "models/tuning/adaptation.h"
#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {

struct LoopProgram {
  SmallProgram test;  // its layers are those of the loop, its images are not
  int first_image = 0;
  std::vector<std::vector<uint8_t>> stimuli;  // [images][pixels]
  std::vector<std::vector<int32_t>> values;   // [images][beats of the image]
  std::vector<int> labels;                    // [images]
  std::vector<tuning::SparseEntry> entries;   // the whole download
  int loop_first = 0;
  tuning::AdaptOptions options;
  bool loop = true;
  bool commit = false;
  bool automatic = false;  // behind a test
  uint16_t target = regs::kSparseEntry;

  int images() const { return static_cast<int>(stimuli.size()); }
  int count() const { return static_cast<int>(entries.size()); }
  int learned() const { return count() - loop_first; }  // E
  int inputs() const { return test.channels[test.channels.size() - 2]; }
  int outputs() const { return test.channels.back(); }   // O
  int code_words() const { return (inputs() + 7) / 8; }  // Hw
  int store_stride() const { return code_words() + outputs() + 1; }
  uint16_t address(int entry) const {
    return static_cast<uint16_t>(target + 4 * static_cast<uint32_t>(entry));
  }
};

struct LoopSizes {
  int images = 5;
  int inputs = 11;
  int outputs = 3;
  int entries = 9;
  int loop_first = 2;
  int epochs = 4;
};

// Images of which some are wrong at first. A few entries lie outside the layer.
LoopProgram make_loop_program(uint32_t seed, const LoopSizes& sizes = {});

struct LoopExpectation {
  tuning::AdaptResult result;
  std::vector<uint32_t> delta;        // DELTA in the end, [count]
  std::vector<uint32_t> accelerator;  // words at the target, [count]
  uint32_t written = 0;               // words downloaded
};
LoopExpectation expect_loop(const LoopProgram& program);

// Words of STORE for an image, without its label.
std::vector<uint32_t> store_words(const LoopProgram& program, int image);

// Writes the test program, and the registers and memories of the loop.
void load(Driver& driver, const LoopProgram& program);
void load_entries(Driver& driver, const LoopProgram& program);

// Lets the accelerator answer images of the test and of the loop.
void answer_with(Driver& driver, const LoopProgram& program);

// The command ADAPT.
void adapt(Driver& driver);

// Loads the program, gives the command and runs until DONE or ERROR.
void run_adaptation(Driver& driver, const LoopProgram& program);

// Compares memories, registers and accelerator behind the end of a loop.
void expect_adapted(Driver& driver, const LoopProgram& program);

}  // namespace kintsugi::controller_test
