// The work of a sweep: one pool of pieces over all points. A piece is a program to fit, an ideal
// chip to judge, a die, or the summary of a point; no point waits for another one's dies.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "testbench/report/summary.h"
#include "testbench/space/design.h"
#include "testbench/space/sweep_store.h"

namespace kintsugi {

// What became of a point.
struct PointResult {
  std::string summary;  // as summary.json of a run, without expectations
  int failed_dies = 0;
  // 1 for each die at or above the threshold, [repair][dies]: what points are pooled by.
  std::array<std::vector<int>, kRepairs.size()> good;
};

struct SweepOutcome {
  bool finished = true;               // not stopped, and nothing failed
  std::vector<std::string> failures;  // of pieces; the first one ends the work
  std::vector<PointResult> points;    // when finished; without results in a shard
  int64_t dies_done = 0;              // of all points, or of the shard
  double parts_s = 0;                 // processor time of the pieces of this call
  double busy_s = 0;                  // from start to end of each, summed
};

// Does what is missing in `store`, in at most `jobs` processes. `folder` holds the programs of
// --refit. A piece that failed or Ctrl-C ends it; what is finished is kept. A shard makes its share
// of the dies, point by point, and what they need; points are summarised where the whole is.
SweepOutcome evaluate_sweep(const SweepDesign& design, const std::filesystem::path& folder,
                            int jobs, bool quiet, const Shard& shard, SweepStore* store);

// Dies of all points.
size_t sweep_dies_in_all(const SweepDesign& design);

}  // namespace kintsugi
