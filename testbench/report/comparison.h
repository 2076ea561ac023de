// How one run differs from another, die by die. Both test the same dies when their seeds agree;
// differences are then paired, and what the dies themselves contribute cancels. Dies of different
// seeds are different dies, whatever their numbers: nothing is then in both.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/report/identity_text.h"
#include "testbench/report/result_reader.h"
#include "testbench/report/statistics.h"
#include "testbench/report/summary.h"

namespace kintsugi {

// Accuracy under one treatment over the dies of both runs.
struct RepairChange {
  Repair repair = Repair::Untuned;
  double mean_a = 0.0;  // per cent
  double mean_b = 0.0;
  Estimate change;  // points, B minus A; 95 % by resampling the dies
  int better = 0;   // dies more accurate in B
  int worse = 0;
};

// Dies that the two runs put into different bins.
struct DecisionChange {
  std::string a;  // as outcome()
  std::string b;
  std::vector<uint32_t> dies;
};

// On how many dies of both runs a column of the results differs.
struct ColumnChange {
  std::string column;
  int dies = 0;
};

// A die as both runs have it.
struct DieChange {
  DieRecord a;
  DieRecord b;
  // Whether accuracies, codebook entry or decision differ, not only counters.
  bool counts() const;
};

struct Comparison {
  std::vector<IdentityChange> keys;  // `there` is A, `here` is B
  int dies_in_both = 0;
  std::vector<DieChange> pairs;  // every die of both
  std::vector<uint32_t> only_a;
  std::vector<uint32_t> only_b;
  std::vector<RepairChange> repairs;  // in the order of kRepairs; empty without dies in both
  std::vector<DecisionChange> decisions;
  std::vector<ColumnChange> columns;
  std::vector<DieChange> dies;  // those of `pairs` with any column that differs
  bool same_seed = true;

  // Nothing differs: neither keys nor dies nor any value of a die.
  bool same() const;
};

Comparison compare(const RunResults& a, const RunResults& b);

// The controller's decision on a die, or ERROR when it ended in one.
std::string outcome(const DieRecord& record);

// Accuracy of a die in per cent.
double accuracy(const DieRecord& record, const RepairColumn& column);

// What `kintsugi diff` prints; at most `shown` changed dies are listed.
std::string comparison_table(const Comparison& comparison, const RunResults& a, const RunResults& b,
                             size_t shown, bool colour);

// The same as JSON, with every changed die.
std::string comparison_json(const Comparison& comparison, const RunResults& a, const RunResults& b);

}  // namespace kintsugi
