// Escapes and overkill as they would be if the controller's limits were others.
#pragma once

#include <vector>

#include "testbench/population/die_record.h"
#include "testbench/report/verdict_quality.h"

namespace kintsugi {

// Limits of a test program on predicted accuracy, points above the ideal chip in Q8.8.
struct PredictionLimits {
  int pass = 0;
  int repair = 0;
  int adapt = 0;
  int ship = 0;
  uint64_t reject_distance = 0;
};

struct CurvePoint {
  int ship_limit = 0;  // Q8.8
  VerdictQuality quality;  // its proportions
};

// PASS and SHIP move together, by the same number of points; every die keeps the setting it ended
// with. A die that came to nothing for another reason than these two limits never ships. A point
// for each limit at which another die ships, rising; what it says holds from there down to the
// point before. The last one is where no die ships any more. At `limits.ship` it is what the run
// gave. `required` is the number of correct images of a good die.
std::vector<CurvePoint> decision_curve(const std::vector<DieRecord>& records, int required,
                                       const PredictionLimits& limits);

}  // namespace kintsugi
