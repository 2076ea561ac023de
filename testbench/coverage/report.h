// Figures of a coverage run, and whether they are good enough.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "testbench/coverage/points.h"

namespace kintsugi {

struct CoverageFigures {
  size_t points = 0;    // that count
  size_t covered = 0;   // of them
  size_t excluded = 0;  // that do not count
  double percent() const { return points == 0 ? 100.0 : 100.0 * double(covered) / double(points); }
};
using KindFigures = std::array<CoverageFigures, kCoverageKinds.size()>;

struct CoverageReport {
  KindFigures total;
  std::map<std::string, KindFigures> modules;
  std::vector<CoveragePoint> uncovered;
  std::vector<std::string> stale;  // exclusions without effect
  double excluded_percent() const;

  // Lines and branches 100 %, toggles 95 %, properties 100 %, at most 5 % of all points excluded,
  // no stale exclusion. One sentence for each that does not hold.
  std::vector<std::string> failures() const;
};

CoverageReport make_report(const std::vector<CoveragePoint>& points,
                           const std::vector<bool>& excluded, std::vector<std::string> stale);

std::string coverage_text(const CoverageReport& report);
std::string coverage_json(const CoverageReport& report);

}  // namespace kintsugi
