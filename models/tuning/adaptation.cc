#include "models/tuning/adaptation.h"

#include <algorithm>

#include "models/core/fixed.h"

namespace kintsugi::tuning {
namespace {

bool lies_in(const SparseEntry& entry, const Answer& answer) {
  return entry.row < static_cast<int>(answer.codes.size()) &&
         entry.column < static_cast<int>(answer.outputs.size());
}

struct Comparison {
  int rival = 0;         // best column but the label
  int64_t lead = 0;      // output of the label minus its
  bool labelled = true;  // the label is a class
  bool wrong() const { return !labelled || lead < 0 || (lead == 0 && !label_first); }
  bool label_first = false;
};

Comparison compare(const Answer& answer, int shift, const std::vector<SparseEntry>& entries) {
  const auto classes = static_cast<int>(answer.outputs.size());
  std::vector<int32_t> sums(answer.outputs.size());
  for (const SparseEntry& entry : entries) {
    if (lies_in(entry, answer)) sums[entry.column] += answer.codes[entry.row] * entry.delta;
  }
  Comparison result;
  result.labelled = answer.label < classes;
  result.rival = -1;
  int64_t best = 0;
  int64_t of_label = 0;
  for (int c = 0; c < classes; ++c) {
    const int64_t output = adapted_output(answer.outputs[c], sums[c], shift);
    if (c == answer.label) {
      of_label = output;
    } else if (result.rival < 0 || output > best) {
      result.rival = c;
      best = output;
    }
  }
  result.lead = of_label - best;
  result.label_first = answer.label < result.rival;
  return result;
}

int wrong_answers(const std::vector<Answer>& answers, int shift,
                  const std::vector<SparseEntry>& entries) {
  return static_cast<int>(std::count_if(answers.begin(), answers.end(), [&](const Answer& a) {
    return compare(a, shift, entries).wrong();
  }));
}

// True if a delta changed.
bool learn(const Answer& answer, const AdaptOptions& options, std::vector<SparseEntry>& entries) {
  const Comparison now = compare(answer, options.shift, entries);
  if (!now.labelled || now.lead >= options.margin) return false;
  bool changed = false;
  for (SparseEntry& entry : entries) {
    const bool towards_label = entry.column == answer.label;
    if (!lies_in(entry, answer) || !(towards_label || entry.column == now.rival)) continue;
    const int8_t delta = adapted_delta(entry.delta, answer.codes[entry.row], options.step,
                                       options.step_shift, towards_label);
    changed = changed || delta != entry.delta;
    entry.delta = delta;
  }
  return changed;
}

}  // namespace

uint8_t stored_code(int32_t value) { return static_cast<uint8_t>(std::clamp(value, 0, 15)); }

int32_t adapted_output(int32_t stored, int32_t delta_sum, int shift) {
  return static_cast<int32_t>(stored + rounding_shift_right(delta_sum, shift));
}

int8_t adapted_delta(int8_t delta, uint8_t code, int step, int step_shift, bool towards_label) {
  const auto change = static_cast<int>(rounding_shift_right(int64_t{code} * step, step_shift));
  return static_cast<int8_t>(
      std::clamp(towards_label ? delta + change : delta - change, -128, 127));
}

uint32_t sparse_word(const SparseEntry& entry) {
  return static_cast<uint32_t>(entry.row) << 18 | static_cast<uint32_t>(entry.column) << 8 |
         static_cast<uint8_t>(entry.delta);
}

SparseEntry sparse_entry(uint32_t word) {
  return {static_cast<int>(word >> 18), static_cast<int>((word >> 8) & 0x3FF),
          static_cast<int8_t>(word & 0xFF)};
}

AdaptResult adapt_last_layer(const std::vector<Answer>& answers, const AdaptOptions& options,
                             std::vector<SparseEntry>& entries) {
  AdaptResult result;
  result.wrong_first = wrong_answers(answers, options.shift, entries);
  for (bool changed = true; changed && result.epochs < options.epochs; ++result.epochs) {
    changed = false;
    for (const Answer& answer : answers) changed = learn(answer, options, entries) || changed;
  }
  result.wrong_last = wrong_answers(answers, options.shift, entries);
  return result;
}

}  // namespace kintsugi::tuning
