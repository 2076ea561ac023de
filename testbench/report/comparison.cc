#include "testbench/report/comparison.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "models/registers/tuning_ctrl.h"
#include "testbench/report/record_columns.h"

namespace kintsugi {
namespace {

// Dies of both runs side by side, and those of one only. Both lists are in die order.
void pair_up(const RunResults& a, const RunResults& b, std::vector<DieChange>& both,
             Comparison& comparison) {
  auto left = a.dies.begin();
  auto right = b.dies.begin();
  while (left != a.dies.end() || right != b.dies.end()) {
    if (right == b.dies.end() || (left != a.dies.end() && left->die < right->die)) {
      comparison.only_a.push_back((left++)->die);
    } else if (left == a.dies.end() || right->die < left->die) {
      comparison.only_b.push_back((right++)->die);
    } else {
      both.push_back({*left++, *right++});
    }
  }
}

std::vector<uint32_t> numbers_of(const RunResults& run) {
  std::vector<uint32_t> numbers;
  for (const DieRecord& record : run.dies) numbers.push_back(record.die);
  return numbers;
}

// Runs judged on different numbers of images are compared too, so a die's change is kept in
// millionths of its accuracy; the resampling works on integers.
int change_ppm(const DieChange& die, const RepairColumn& column) {
  return static_cast<int>(std::lround(1e4 * (accuracy(die.b, column) - accuracy(die.a, column))));
}

std::vector<RepairChange> repair_changes(const std::vector<DieChange>& both) {
  if (both.empty()) return {};
  std::vector<std::vector<int>> changes;
  std::vector<RepairChange> result;
  const auto count = static_cast<double>(both.size());
  for (const RepairColumn& column : kRepairs) {
    RepairChange change;
    change.repair = column.repair;
    std::vector<int>& series = changes.emplace_back();
    for (const DieChange& die : both) {
      series.push_back(change_ppm(die, column));
      change.better += series.back() > 0 ? 1 : 0;
      change.worse += series.back() < 0 ? 1 : 0;
      change.mean_a += accuracy(die.a, column) / count;
      change.mean_b += accuracy(die.b, column) / count;
    }
    change.change.value = mean({series.begin(), series.end()}) / 1e4;
    result.push_back(change);
  }
  const std::vector<Interval> intervals = paired_bootstrap(changes);
  for (size_t i = 0; i < result.size(); ++i) {
    result[i].change.interval = {intervals[i].low / 1e4, intervals[i].high / 1e4};
  }
  return result;
}

std::vector<DecisionChange> decision_changes(const std::vector<DieChange>& both) {
  std::map<std::pair<std::string, std::string>, std::vector<uint32_t>> moved;
  for (const DieChange& die : both) {
    const std::string a = outcome(die.a);
    const std::string b = outcome(die.b);
    if (a != b) moved[{a, b}].push_back(die.a.die);
  }
  std::vector<DecisionChange> result;
  for (const auto& [names, dies] : moved) result.push_back({names.first, names.second, dies});
  return result;
}

std::vector<ColumnChange> column_changes(const std::vector<DieChange>& both) {
  std::vector<ColumnChange> result;
  for (const RecordColumn& column : record_columns()) {
    const auto differs = [&](const DieChange& die) {
      return column_text(column, die.a) != column_text(column, die.b);
    };
    const auto dies = std::count_if(both.begin(), both.end(), differs);
    if (dies > 0) result.push_back({column.name, static_cast<int>(dies)});
  }
  return result;
}

bool same_values(const DieChange& die) {
  const auto& columns = record_columns();
  return std::all_of(columns.begin(), columns.end(), [&](const RecordColumn& column) {
    return column_text(column, die.a) == column_text(column, die.b);
  });
}

}  // namespace

bool DieChange::counts() const {
  const auto differs = [&](const RepairColumn& c) { return accuracy(a, c) != accuracy(b, c); };
  return std::any_of(kRepairs.begin(), kRepairs.end(), differs) || outcome(a) != outcome(b) ||
         a.best0 != b.best0;
}

bool Comparison::same() const {
  return keys.empty() && only_a.empty() && only_b.empty() && dies.empty();
}

std::string outcome(const DieRecord& record) {
  if (record.error_code != 0) return "ERROR";
  return regs::name(static_cast<regs::Decision>(record.decision));
}

double accuracy(const DieRecord& record, const RepairColumn& column) {
  return record.images > 0 ? 100.0 * record.*column.correct / record.images : 0.0;
}

Comparison compare(const RunResults& a, const RunResults& b) {
  Comparison comparison;
  comparison.keys = identity_changes(a.identity, b.identity);
  const auto is_seed = [](const IdentityChange& change) { return change.key == "seed"; };
  comparison.same_seed = std::none_of(comparison.keys.begin(), comparison.keys.end(), is_seed);
  std::vector<DieChange>& both = comparison.pairs;
  if (comparison.same_seed) {
    pair_up(a, b, both, comparison);
  } else {
    comparison.only_a = numbers_of(a);
    comparison.only_b = numbers_of(b);
  }
  comparison.dies_in_both = static_cast<int>(both.size());
  comparison.repairs = repair_changes(both);
  comparison.decisions = decision_changes(both);
  comparison.columns = column_changes(both);
  std::remove_copy_if(both.begin(), both.end(), std::back_inserter(comparison.dies), same_values);
  return comparison;
}

}  // namespace kintsugi
