// What the controller does to a die, without a clock: test, decide, repair, retest. The fast
// population path runs this; co-simulation must come out the same, bit for bit.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/tuning/program.h"

namespace kintsugi::tuning {

// STAT memory after a signature: [3 layers + channels], docs/controller.md section 4.
std::vector<uint32_t> collect_statistics(const TestProgram& program,
                                         const std::vector<ImageOutput>& signature);

// What the projection sees of a signature: codes of its statistics and of the layers' scatter,
// [projected].
std::vector<uint16_t> projected_codes(const TestProgram& program,
                                      const std::vector<uint32_t>& statistics);

// Features of one signature, [features].
std::vector<int16_t> compute_features(const TestProgram& program,
                                      const std::vector<uint32_t>& statistics);

struct Nearest {
  int index = 0;
  uint64_t distance = 0;
};
// Entries whose bit in `tried` is set take no part; at least one must be left.
Nearest nearest_entry(const TestProgram& program, const std::vector<int16_t>& features,
                      uint64_t tried = 0);

// Accuracies that entry `index` predicts from the features of a test, points in Q8.8.
struct TestPrediction {
  int16_t now = 0;       // of the die as it is
  int16_t forecast = 0;  // of the repaired die
};
TestPrediction predict_test(const TestProgram& program, int index,
                            const std::vector<int16_t>& features);

// Accuracy predicted from the features of a retest, points in Q8.8.
int16_t predict_after(const TestProgram& program, const std::vector<int16_t>& features);

// By the entry's disposition, or with `predict` by the prediction.
Disposition decide(const TestProgram& program, const Nearest& nearest,
                   const TestPrediction& prediction);

// The gains and offsets of entry `index` for a die with these features of the test, clamped to the
// programmed limits.
Tuning repair_of(const TestProgram& program, int index, const std::vector<int16_t>& features);

// Layer outputs of every compact image, which are the die's images `first` and following.
std::vector<ImageOutput> run_signature(const Die& die, const Tuning& tuning,
                                       const TestProgram& program, uint32_t first = 0);

// How a test ended; values as `outcome` in the register source.
enum class FlowOutcome : uint8_t { None, Passed, Repaired, NeedsAdapt, Below, Restored, Rejected };

struct FlowResult {
  std::vector<int16_t> features0;
  Nearest nearest0;
  Disposition decision = Disposition::Pass;
  Tuning applied;              // in force at the end
  std::vector<Tuning> writes;  // settings written, the last one in force
  bool retested = false;
  std::vector<int16_t> features1;  // of the retest
  Nearest nearest1;
  std::vector<uint32_t> statistics;  // of the last signature played
  FlowOutcome outcome = FlowOutcome::None;
  int entry = 0;  // written last
  int best_entry = 0;
  int tries = 0;    // repairs retested
  int16_t now = 0;  // predicted accuracies, points in Q8.8; 0 without `predict`
  int16_t forecast = 0;
  int16_t after = 0;  // of the last retest
  int16_t best_after = 0;
};

// Plays the compact images under a setting: statistics of the signature, [3 layers + channels].
using Play = std::function<std::vector<uint32_t>(const Tuning&)>;

// `found` is the setting of the accelerator before the test, [layers - 1].
FlowResult test_and_repair(const TestProgram& program, const Tuning& found, bool retest,
                           const Play& play);

FlowResult test_and_repair(const Die& die, const TestProgram& program, bool retest);

// --- Baseline corrections ------------------------------------------------------------------------

// gain_l <- gain_l * nominal mean / measured mean, layer by layer, from the compact images: one
// signature a tuned layer, `rounds` times over.
Tuning mean_match(const Die& die, const TestProgram& program, int rounds);

// Gain in UQ4.12 nearest to `factor`, within the format.
uint16_t quantise_gain(double factor);

// The registers of a channel that make of the gain and offset (accumulator LSB) of its layer those
// wanted.
LayerTuning channel_registers(LayerTuning layer, double gain, double offset);

}  // namespace kintsugi::tuning
