// Small random test programs, how they are loaded, and what the controller must make of them,
// computed directly with the functions of models/tuning.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {

struct CodebookEntry {
  regs::Decision disposition = regs::Decision::Repair;
  std::vector<int16_t> centroid;     // [features]
  std::vector<uint32_t> tune_words;  // [layers - 1], {offset, gain}
};

struct SmallProgram {
  int features = 0;
  std::vector<std::vector<uint8_t>> stimuli;              // [images][pixels]
  std::vector<int> channels;                              // [layers]
  std::vector<int> beats;                                 // [layers], values a channel
  std::vector<std::vector<std::vector<int32_t>>> values;  // [pass][image][beat of the image]
  std::vector<std::vector<int8_t>> weights;               // [statistics][features]
  std::vector<int32_t> means;                             // [features]
  std::vector<uint8_t> distance_weights;                  // [features]
  std::vector<CodebookEntry> codebook;                    // [clusters]
  int stride = 0;
  bool log2_enabled = true;
  bool l1 = false;
  bool retest = true;
  int linear_shift = 0;
  int project_shift = 0;
  uint32_t image_timeout = 100000;
  uint32_t cfg_timeout = 64;
  uint32_t retries = 3;
  uint16_t gain_min = 0;
  uint16_t gain_max = UINT16_MAX;
  int16_t offset_min = INT16_MIN;
  int16_t offset_max = INT16_MAX;
  uint64_t reject_distance = (uint64_t{1} << 48) - 1;

  int images() const { return static_cast<int>(stimuli.size()); }
  int layers() const { return static_cast<int>(channels.size()); }
  int pixels() const { return static_cast<int>(stimuli[0].size()); }
  int clusters() const { return static_cast<int>(codebook.size()); }
  int statistics() const;     // S
  int feature_words() const;  // G
};

// Sizes of a program to make up.
struct ProgramSizes {
  int images = 3;
  int pixels = 19;
  std::vector<int> channels = {3, 2};
  std::vector<int> beats = {4, 3};
  int features = 4;
  int clusters = 4;
};

// A program with random contents. Means are such that features fit; entry clusters - 1 is nearest
// to the features of pass 0, its disposition is REPAIR.
SmallProgram make_program(uint32_t seed, const ProgramSizes& sizes = {});

// What a pass must come to.
struct Expectation {
  std::vector<uint32_t> statistics;
  std::vector<int16_t> features;
  int best = 0;
  uint64_t distance = 0;
  regs::Decision decision = regs::Decision::Pass;
  std::vector<uint32_t> tune_words;  // clamped, of the best entry
};
Expectation expect(const SmallProgram& program, int pass);

// Writes registers and memories.
void load(Driver& driver, const SmallProgram& program);

// Lets the accelerator answer the images of a test with the program's values.
void answer_with(Driver& driver, const SmallProgram& program);

// Signature beats of an image in the order of the stream.
std::vector<SignatureBeat> beats_of(const SmallProgram& program, int pass, int image, uint8_t tag);

void start(Driver& driver);
void abort(Driver& driver);
void clear(Driver& driver);

// Loads the program, starts, and runs until DONE or ERROR.
void run_program(Driver& driver, const SmallProgram& program);

}  // namespace kintsugi::controller_test
