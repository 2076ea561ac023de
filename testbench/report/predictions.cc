#include "testbench/report/predictions.h"

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

regs::Outcome outcome_of(const DieRecord& record) {
  return static_cast<regs::Outcome>(record.outcome);
}

Prediction prediction(int q8_8, int correct, const DieRecord& record, double ideal_accuracy) {
  return {predicted_accuracy(q8_8, ideal_accuracy), 100.0 * correct / record.images};
}

bool judged_repair_in_force(const DieRecord& record) {
  return record.error_code == 0 && record.tries > 0 &&
         outcome_of(record) != regs::Outcome::Restored;
}

}  // namespace

double predicted_accuracy(int q8_8, double ideal_accuracy) {
  return ideal_accuracy + q8_8 / 256.0;
}

std::optional<Prediction> predicted_before(const DieRecord& record, double ideal_accuracy) {
  if (record.error_code != 0) return std::nullopt;
  return prediction(record.predicted_now, record.untuned, record, ideal_accuracy);
}

std::optional<Prediction> predicted_after(const DieRecord& record, double ideal_accuracy) {
  if (!judged_repair_in_force(record)) return std::nullopt;
  return prediction(record.predicted_best, record.repaired, record, ideal_accuracy);
}

std::optional<Prediction> predicted_forecast(const DieRecord& record, double ideal_accuracy) {
  if (!judged_repair_in_force(record) || record.entry != record.best0) return std::nullopt;
  return prediction(record.predicted_forecast, record.repaired, record, ideal_accuracy);
}

bool shipped(const DieRecord& record) {
  const regs::Outcome outcome = outcome_of(record);
  return outcome == regs::Outcome::Passed || outcome == regs::Outcome::Repaired;
}

}  // namespace kintsugi
