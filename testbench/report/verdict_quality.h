// How good the controller's predictions and verdicts were, held against the true accuracies.
// docs/statistics.md defines each number.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "testbench/population/die_record.h"
#include "testbench/report/statistics.h"

namespace kintsugi {

// Unset where there is nothing to divide by. A die ships when its outcome is PASSED or REPAIRED; it
// is good when its accuracy at the end reaches the yield threshold.
struct VerdictQuality {
  // Root mean square of predicted minus true accuracy, and the standard deviation of the true one
  // (the error of always predicting the mean), in points: of the dies as they came, and of those
  // with a judged repair in force.
  std::optional<Estimate> prediction_rmse;
  std::optional<Estimate> population_sd;
  std::optional<Estimate> prediction_rmse_after;
  std::optional<Estimate> population_sd_after;

  // Per cent.
  std::optional<Estimate> shipped_good_yield;      // shipped and good, of all dies
  std::optional<Estimate> escape_rate;             // bad, of those shipped
  std::optional<Estimate> overkill;                // not shipped, of the good
  std::optional<Estimate> misclassified;           // shipped and bad or good and not, of all
  std::optional<Estimate> misclassified_ship_all;  // the same if every die shipped
};

// Keys of summary.json with the numbers behind them, in order.
struct VerdictColumn {
  const char* key;
  std::optional<Estimate> VerdictQuality::*value;
};
inline constexpr std::array<VerdictColumn, 9> kVerdictColumns = {{
    {"prediction_rmse", &VerdictQuality::prediction_rmse},
    {"prediction_rmse_after", &VerdictQuality::prediction_rmse_after},
    {"population_sd", &VerdictQuality::population_sd},
    {"population_sd_after", &VerdictQuality::population_sd_after},
    {"shipped_good_yield", &VerdictQuality::shipped_good_yield},
    {"escape_rate", &VerdictQuality::escape_rate},
    {"overkill", &VerdictQuality::overkill},
    {"misclassified", &VerdictQuality::misclassified},
    {"misclassified_ship_all", &VerdictQuality::misclassified_ship_all},
}};

bool shipped(const DieRecord& record);

// `required` is the number of correct images of a good die.
VerdictQuality verdict_quality(const std::vector<DieRecord>& records, int required);

}  // namespace kintsugi
