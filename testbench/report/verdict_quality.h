// How good the controller's predictions and verdicts were, held against the true accuracies.
// docs/statistics.md defines each number.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "testbench/population/die_record.h"
#include "testbench/report/statistics.h"

namespace kintsugi {

// Unset where there is nothing to divide by. A die is good when its accuracy at the end reaches the
// yield threshold; predictions.h says when it ships and which predictions count.
struct VerdictQuality {
  // Root mean square of predicted minus true accuracy, and the standard deviation of the true one
  // (the error of always predicting the mean), in points: of the dies as they came, and of those
  // with a judged repair in force; the forecast is of those whose repair was forecast.
  std::optional<Estimate> prediction_rmse;
  std::optional<Estimate> population_sd;
  std::optional<Estimate> prediction_rmse_after;
  std::optional<Estimate> population_sd_after;
  std::optional<Estimate> prediction_rmse_forecast;
  std::optional<Estimate> population_sd_forecast;
  // The errors over the spreads, before and after: 1 for whoever predicts the mean.
  std::optional<Estimate> prediction_share;
  std::optional<Estimate> prediction_share_after;
  // The error before, of dies whose true accuracy is within kNearPoints of the yield threshold.
  std::optional<Estimate> prediction_rmse_near;

  // Per cent.
  std::optional<Estimate> shipped_good;            // shipped and good, of all dies
  std::optional<Estimate> escape_rate;             // bad, of those shipped
  std::optional<Estimate> overkill;                // not shipped, of the good
  std::optional<Estimate> misclassified;           // shipped and bad or good and not, of all
  std::optional<Estimate> misclassified_ship_all;  // the same if every die shipped

  std::optional<Estimate> misclassified_over_ship_all;  // the first over the second
};
constexpr double kNearPoints = 10.0;

// Keys of summary.json with the numbers behind them, in order.
struct VerdictColumn {
  const char* key;
  std::optional<Estimate> VerdictQuality::*value;
};
inline constexpr std::array<VerdictColumn, 15> kVerdictColumns = {{
    {"shipped_good", &VerdictQuality::shipped_good},
    {"escape_rate", &VerdictQuality::escape_rate},
    {"overkill", &VerdictQuality::overkill},
    {"misclassified", &VerdictQuality::misclassified},
    {"misclassified_ship_all", &VerdictQuality::misclassified_ship_all},
    {"misclassified_over_ship_all", &VerdictQuality::misclassified_over_ship_all},
    {"prediction_rmse", &VerdictQuality::prediction_rmse},
    {"prediction_rmse_after", &VerdictQuality::prediction_rmse_after},
    {"prediction_rmse_forecast", &VerdictQuality::prediction_rmse_forecast},
    {"population_sd", &VerdictQuality::population_sd},
    {"population_sd_after", &VerdictQuality::population_sd_after},
    {"population_sd_forecast", &VerdictQuality::population_sd_forecast},
    {"prediction_share", &VerdictQuality::prediction_share},
    {"prediction_share_after", &VerdictQuality::prediction_share_after},
    {"prediction_rmse_near", &VerdictQuality::prediction_rmse_near},
}};

// Dies by what they are and what became of them.
struct VerdictCounts {
  int64_t dies = 0;
  int64_t good = 0;
  int64_t shipped = 0;
  int64_t shipped_good = 0;

  void add(bool good, bool ships);
};

// The five proportions of VerdictQuality.
void set_proportions(const VerdictCounts& counts, VerdictQuality& quality);

// `required` is the number of correct images of a good die, `ideal_accuracy` in per cent.
VerdictQuality verdict_quality(const std::vector<DieRecord>& records, int required,
                               double ideal_accuracy);

}  // namespace kintsugi
