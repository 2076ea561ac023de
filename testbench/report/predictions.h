// What the controller predicted of a die and what became of it, in per cent of the judging images.
#pragma once

#include <optional>
#include <vector>

#include "testbench/population/die_record.h"

namespace kintsugi {

// Accuracy of one die in per cent: what the controller expected, and what it was.
struct Prediction {
  double predicted = 0.0;
  double truth = 0.0;
};

// Programs predict points above the ideal chip, in Q8.8.
double predicted_accuracy(int q8_8, double ideal_accuracy);

// Of the die as it came. Unset when the controller ended in ERROR.
std::optional<Prediction> predicted_before(const DieRecord& record, double ideal_accuracy);

// Of the repair in force at the end, which is the best of those retested. Unset for a die that has
// none: not repaired, not retested, restored or in ERROR.
std::optional<Prediction> predicted_after(const DieRecord& record, double ideal_accuracy);

// The same repair as the first test forecast it. Unset also when the repair is that of a fallback
// entry, of which there is no forecast.
std::optional<Prediction> predicted_forecast(const DieRecord& record, double ideal_accuracy);

// A die ships when its outcome is PASSED or REPAIRED.
bool shipped(const DieRecord& record);

}  // namespace kintsugi
