// What a sweep found, as text: a line a point, and points pooled by the value of a key.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "testbench/report/statistics.h"
#include "testbench/report/summary.h"
#include "testbench/space/evaluate.h"

namespace kintsugi {

// Yields, per cent, over all dies of some points; gain: repaired minus untuned, points. Of one
// point, as its summary has them. Of several, the mean of their yields with an interval over the
// dies, which are drawn once for all of them: the same die number is one draw.
struct PooledYield {
  std::array<Estimate, kRepairs.size()> yield;
  Estimate gain;
  // Per cent, mean over the points: of the ideal chip, which sets the threshold of its point's
  // dies, and of the repaired dies.
  double ideal = 0.0;
  double accuracy = 0.0;
};

// Points with the same values of one key or of two.
struct PointGroup {
  std::vector<size_t> values;    // places among the distinct values of its keys
  std::vector<uint32_t> points;  // never empty
  PooledYield pooled;
};

struct SweepAxis {
  std::string key;
  std::vector<std::string> values;  // distinct: numbers ascending, else in the order given
  bool numeric = false;
  std::vector<PointGroup> groups;  // [values]
};

struct SweepPair {
  size_t a = 0;  // axes
  size_t b = 0;
  std::vector<PointGroup> groups;  // those that have points
};

struct SweepResults {
  std::vector<SweepAxis> axes;
  std::vector<SweepPair> pairs;
  PooledYield all;
};

// Throws std::invalid_argument when points have different numbers of dies.
SweepResults sweep_results(const SweepDesign& design, const std::vector<PointResult>& points);

// A row a point: settings, yields and gains with intervals, accuracies, verdicts.
SweepTable sweep_table(const SweepDesign& design, const std::vector<PointResult>& points);

// RFC 4180, lines end in "\n".
std::string sweep_csv(const SweepTable& table);

// Every point with its settings and its summary, and the pooled curves.
std::string sweep_json(const SweepDesign& design, const std::vector<PointResult>& points,
                       const SweepResults& results);

// For a terminal: the settings and yields of at most `shown` points, the best repaired ones where
// there are more.
std::string sweep_text(const SweepDesign& design, const SweepTable& table, size_t shown);

}  // namespace kintsugi
