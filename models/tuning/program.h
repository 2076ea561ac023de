// A test program: everything the tuning controller is loaded with before it tests a die, exactly
// as its memories and registers store it, plus what the baselines need.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi::tuning {

// What the nearest codebook entry says of a die; values as `decision` in the register source.
enum class Disposition : uint8_t { Pass = 0, Repair = 1, RepairAndAdapt = 2, Reject = 3 };

// One row of a predictor: base + slopes . (features - centre) is the accuracy in points above the
// ideal chip's, in Q8.8.
struct PredictorRow {
  int16_t base = 0;
  std::vector<int8_t> slopes = {};  // [features]
};

struct CodebookEntry {
  Disposition disposition = Disposition::Repair;
  std::vector<int16_t> centroid;  // [features]
  Tuning base;                    // [layers - 1]
  // With `affine`: slopes of gain and offset, [layers - 1][features].
  std::vector<int8_t> gain_slopes = {};
  std::vector<int8_t> offset_slopes = {};
  // With `predict`: accuracy of the die as it is, and of the repaired die.
  PredictorRow now = {};
  PredictorRow forecast = {};
};

struct SignatureShape {
  int channels = 0;  // of one layer
  int beats = 0;     // values a channel
};

struct TestProgram {
  std::string name;
  std::string network;         // name of the network it was made for
  std::string network_digest;  // of its weights and scales, see digest()
  uint64_t fit_seed = 0;       // seed of the training dies
  int fit_dies = 0;

  std::vector<std::vector<uint8_t>> stimuli;  // [images][pixels], activation codes
  std::vector<int> stimulus_index;            // index of each in the training images
  std::vector<uint8_t> labels;                // [images]
  std::vector<SignatureShape> signature;      // [layers], those of the signature

  int features = 0;
  bool log2_enabled = true;
  bool l1_distance = false;
  int linear_shift = 0;
  int project_shift = 0;
  bool scatter = false;  // each layer's scatter is a statistic too
  int scatter_shift = 0;
  std::vector<int16_t> nominal;          // [channels of all layers] with `scatter`, else empty
  std::vector<int8_t> projection;        // [projected][features]
  std::vector<int32_t> mean;             // [features], units of the projection sum
  std::vector<uint8_t> distance_weight;  // [features]
  std::vector<CodebookEntry> codebook;   // [clusters]
  uint64_t reject_distance = 0;          // largest acceptable distance, 48 bits

  bool affine = false;   // entries carry an affine map
  bool predict = false;  // decisions by predicted accuracy
  int gain_shift = 0;    // right shifts of slope sums
  int offset_shift = 0;
  int predict_shift = 0;
  PredictorRow after;  // of a retest, centred at 0
  // Limits on predicted accuracy, points in Q8.8 (docs/controller.md, 7.5 and 7.7).
  int16_t pass_limit = 0;
  int16_t repair_limit = 0;
  int16_t adapt_limit = 0;
  int16_t ship_limit = 0;
  int fallbacks = 0;  // further entries tried when a retest falls short, 0 to 15

  uint16_t gain_min = 0;
  uint16_t gain_max = UINT16_MAX;
  int16_t offset_min = INT16_MIN;
  int16_t offset_max = INT16_MAX;

  std::string array;                    // array_text() of the chip it was made for
  std::vector<int32_t> adc_full_scale;  // [layers of the network], cell-code units; of the design
  Tuning fixed_gain;                    // the one constant repair every die gets
  std::vector<int64_t> nominal_sum;     // [layers], summed layer outputs of the nominal die

  int layers() const { return static_cast<int>(signature.size()); }
  int images() const { return static_cast<int>(stimuli.size()); }
  int clusters() const { return static_cast<int>(codebook.size()); }
  int statistics() const;  // S = 3 layers + channels of all layers
  int projected() const { return statistics() + (scatter ? layers() : 0); }
  int groups() const { return (features + 3) / 4; }
  int projection_row() const { return groups() + (scatter ? 1 : 0); }          // PROJ words
  int first_entry() const { return groups() + (predict ? 1 + groups() : 0); }  // CODEBOOK word
  int entry_stride() const {                                                   // words
    const int tuned = layers() - 1;
    return 1 + (features + 1) / 2 + tuned + (affine ? 2 * groups() * tuned : 0) +
           (predict ? 2 * (1 + groups()) : 0);
  }
};

// `count` slopes from `first` on as a memory holds them, four a word; lanes beyond are 0.
std::vector<uint32_t> slope_words(const std::vector<int8_t>& slopes, int first, int count);

// Memory images of docs/controller.md, section 4 (only the words the program uses).
std::vector<uint32_t> stimulus_words(const TestProgram& program);
std::vector<uint32_t> projection_words(const TestProgram& program);
std::vector<uint32_t> codebook_words(const TestProgram& program);

// Reads and writes the JSON form; save and load are exact inverses. load_program throws UserError
// naming the file and the key for syntax, missing keys, wrong sizes and values out of format.
TestProgram load_program(const std::filesystem::path& path);
void save_program(const TestProgram& program, const std::filesystem::path& path);

// Hex digest of a network's structure, weights and scales.
std::string digest(const Network& network);

// Hex digest of what the controller is loaded with and of what the baselines use.
std::string digest(const TestProgram& program);

// Throws UserError naming `where` when the network has more signature layers than the controller.
void require_few_layers(const Network& network, const std::string& where);

// Throws UserError when `program` was made for another network or does not fit the controller.
void require_fits(const TestProgram& program, const Network& network,
                  const std::filesystem::path& path);

}  // namespace kintsugi::tuning
