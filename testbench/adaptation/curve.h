// Means over dies, what of a gap was recovered, and how it is written down.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/adaptation/adapt_die.h"
#include "testbench/adaptation/cosim_die.h"
#include "testbench/report/statistics.h"

namespace kintsugi {

// All accuracies in per cent of the test images; intervals are of the mean over dies, by bootstrap.
struct CurveSummary {
  int dies = 0;
  int judged = 0;            // test images
  int entries = 0;           // of the sparse arrays
  double entry_percent = 0;  // of the weights
  double ideal = 0;
  Estimate untuned;
  Estimate fixed_gain;
  Estimate layer_gains;
  struct Point {
    int images = 0;
    int epochs = 0;  // most passes of the loop that learn; 0: there is no loop
    Estimate channel;
    Estimate loop;
    Estimate offchip;
    // Of the gap between the ideal chip and channels alone, of the same images: the mean recovered
    // over the mean gap.
    Estimate loop_share;
    Estimate offchip_share;
  };
  std::vector<Point> points;
};

// Throws std::invalid_argument without dies.
CurveSummary summarise(const AdaptationStudy& study, const std::vector<DieCurve>& dies);

std::string curve_table(const CurveSummary& summary, const CosimCosts& costs);
std::string curve_json(const CurveSummary& summary, const CosimCosts& costs);
std::string curve_svg(const CurveSummary& summary);

}  // namespace kintsugi
