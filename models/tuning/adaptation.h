// Adaptation of the last layer: what the on-chip sign-error loop computes, with no clock. The loop
// replays no image: deltas are added behind the converter, so an output with other deltas is the
// stored output plus a sum over the stored codes of the layer's input.
// Formats: docs/controller.md, sections 3 and 7.10.
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi::tuning {

// Code (0 .. 15) kept of a hidden activation: min(max(value, 0), 15).
uint8_t stored_code(int32_t value);

// Output with the deltas in: stored + ((delta_sum + half) >>> shift), half = 2^(shift - 1) or 0.
int32_t adapted_output(int32_t stored, int32_t delta_sum, int shift);

// Delta after a step of `code` x `step`, to larger values for the label's column, to smaller for
// its rival's: sat8(delta +- ((code * step + half) >> step_shift)).
int8_t adapted_delta(int8_t delta, uint8_t code, int step, int step_shift, bool towards_label);

// An entry of the sparse array: a delta at a row and column of the layer's matrix.
struct SparseEntry {
  int row = 0;     // 14 bits
  int column = 0;  // 10 bits
  int8_t delta = 0;
};

// As DELTA and the accelerator hold it: row 31:18, column 17:8, delta 7:0.
uint32_t sparse_word(const SparseEntry& entry);
SparseEntry sparse_entry(uint32_t word);

// What the loop keeps of an image it has seen.
struct Answer {
  std::vector<uint8_t> codes;    // [inputs of the last layer], 0 .. 15
  std::vector<int32_t> outputs;  // [classes], accumulators without deltas
  int label = 0;                 // no image is right whose label is no class
};

struct AdaptOptions {
  int shift = 0;  // of a delta sum, 0 .. 15
  int step = 0;   // 0 .. 255
  int step_shift = 0;
  int32_t margin = 0;  // an image with a lead of at least this is not learned, u24
  int epochs = 0;      // most passes that learn
};

struct AdaptResult {
  int wrong_first = 0;  // images
  int wrong_last = 0;
  int epochs = 0;  // passes that learned
  bool helped() const { return wrong_last <= wrong_first; }
};

// Learns `entries` in place, in their order, image after image. Entries outside the layer add
// nothing and keep their deltas. The answers must agree on inputs and classes, at least two.
AdaptResult adapt_last_layer(const std::vector<Answer>& answers, const AdaptOptions& options,
                             std::vector<SparseEntry>& entries);

}  // namespace kintsugi::tuning
