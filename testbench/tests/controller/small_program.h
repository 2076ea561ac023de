// Small random test programs, how they are loaded, and what the controller must make of them,
// computed directly with the functions of models/tuning.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {

struct PredictorRow {
  int16_t base = 0;
  std::vector<int8_t> slopes;  // [features]
};

struct CodebookEntry {
  regs::Decision disposition = regs::Decision::Repair;
  std::vector<int16_t> centroid;     // [features]
  std::vector<uint32_t> tune_words;  // [layers - 1], {offset, gain}, before maps and limits
  // With affine maps: [layers - 1][features].
  std::vector<std::vector<int8_t>> gain_slopes;
  std::vector<std::vector<int8_t>> offset_slopes;
  // With predictors.
  PredictorRow now;
  PredictorRow forecast;
};

struct SmallProgram {
  int features = 0;
  std::vector<std::vector<uint8_t>> stimuli;  // [images][pixels]
  std::vector<int> channels;                  // [layers]
  std::vector<int> beats;                     // [layers], values a channel
  // [test, retests ...][image][beat of the image]; further retests repeat the last.
  std::vector<std::vector<std::vector<int32_t>>> values;
  std::vector<std::vector<int8_t>> weights;  // [projected][features]
  std::vector<int32_t> means;                // [features]
  std::vector<uint8_t> distance_weights;     // [features]
  std::vector<CodebookEntry> codebook;       // [clusters]
  int stride = 0;
  bool log2_enabled = true;
  bool l1 = false;
  bool retest = true;
  int linear_shift = 0;
  int project_shift = 0;
  bool scatter = false;
  int scatter_shift = 0;
  std::vector<int16_t> nominal;  // with scatter, [channels of all layers]
  uint32_t image_timeout = 100000;
  uint32_t cfg_timeout = 64;
  uint32_t retries = 3;
  uint16_t gain_min = 0;
  uint16_t gain_max = UINT16_MAX;
  int16_t offset_min = INT16_MIN;
  int16_t offset_max = INT16_MAX;
  uint64_t reject_distance = (uint64_t{1} << 48) - 1;
  bool affine = false;
  bool predict = false;
  int gain_shift = 0;
  int offset_shift = 0;
  int predict_shift = 0;
  PredictorRow after;
  // Limits that repair every die and ship every repair.
  int16_t pass_limit = INT16_MAX;
  int16_t repair_limit = INT16_MIN;
  int16_t adapt_limit = INT16_MIN;
  int16_t ship_limit = INT16_MIN;
  int fallbacks = 0;

  int images() const { return static_cast<int>(stimuli.size()); }
  int layers() const { return static_cast<int>(channels.size()); }
  int pixels() const { return static_cast<int>(stimuli[0].size()); }
  int clusters() const { return static_cast<int>(codebook.size()); }
  int statistics() const;                                                       // S
  int projected() const { return statistics() + (scatter ? layers() : 0); }     // S'
  int feature_words() const;                                                    // G
  int weight_row_words() const { return feature_words() + (scatter ? 1 : 0); }  // R
  int centroid_words() const { return (features + 1) / 2; }                     // H
  int tuned_layers() const { return layers() - 1; }                             // T
  int first_entry() const;                                                      // E0
  int entry_word(int k) const { return first_entry() + k * stride; }  // first word of entry k
  int map_word(int k) const;                                          // its first slope word
  int row_word(int k) const;                                          // its row NOW
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

// The program with the scatter of its layers as further statistics. Means move along: the features
// of pass 0 stay as they are.
SmallProgram with_scatter(SmallProgram program, uint32_t seed);

// The program with a random affine map in every entry, or with random predictors.
SmallProgram with_maps(SmallProgram program, uint32_t seed);
SmallProgram with_predictors(SmallProgram program, uint32_t seed);

// A program with predictors whose retests come to different accuracies: that of retest i has rank
// ranks[i] among them, 0 the worst.
SmallProgram with_ranked_retests(SmallProgram program, const std::vector<int>& ranks);

// A short program that passes through every state: fallbacks, then the best entry again or restore.
SmallProgram judged_program(bool restores);

// Accuracy a row predicts and the setting an entry stands for, by plain arithmetic.
int16_t predicted(const SmallProgram& program, const PredictorRow& row,
                  const std::vector<int16_t>& features, const std::vector<int16_t>& centres);
std::vector<uint32_t> setting_of(const SmallProgram& program, int entry);

// What a pass must come to.
struct Expectation {
  std::vector<uint32_t> statistics;
  std::vector<int16_t> features;
  int best = 0;
  uint64_t distance = 0;
  regs::Decision decision = regs::Decision::Pass;
  std::vector<uint32_t> tune_words;  // setting of the best entry
};
Expectation expect(const SmallProgram& program, int pass);
std::vector<int16_t> features_of(const SmallProgram& program, int pass);
std::vector<uint16_t> projected_codes(const SmallProgram& program, int pass);  // [projected]
std::vector<int64_t> projection_sums(const SmallProgram& program, int pass);   // [features]

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
