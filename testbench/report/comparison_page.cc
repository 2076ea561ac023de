#include "testbench/report/comparison_page.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "html_sources.h"
#include "testbench/report/html_page.h"

namespace kintsugi {
namespace {

using PageJson = nlohmann::ordered_json;

// Of the dies that the run has now; null where it has none.
PageJson summary_of(const RunResults& run) {
  std::ifstream stream(run.folder / "summary.json");
  const PageJson summary = PageJson::parse(stream, nullptr, false);
  if (!summary.is_object() || summary.value("dies", size_t{0}) != run.dies.size()) return nullptr;
  PageJson json;
  for (const char* key : {"images", "ideal_accuracy", "yield_threshold", "yield", "yield_ci"}) {
    if (!summary.contains(key)) return nullptr;
    json[key] = summary[key];
  }
  return json;
}

// 1 for a good die. The threshold has 4 places, less than what one image counts.
int good(const DieRecord& die, const RepairColumn& column, double threshold) {
  return accuracy(die, column) >= threshold - 1e-4 ? 1 : 0;
}

// Points of yield that B has more on the dies of both, with a 95 % interval over them.
PageJson yield_changes(const Comparison& comparison, const PageJson& a, const PageJson& b) {
  if (comparison.pairs.empty() || a.is_null() || b.is_null()) return nullptr;
  std::vector<std::vector<int>> changes;
  for (const RepairColumn& column : kRepairs) {
    std::vector<int>& series = changes.emplace_back();
    for (const DieChange& die : comparison.pairs) {
      series.push_back(good(die.b, column, b["yield_threshold"]) -
                       good(die.a, column, a["yield_threshold"]));
    }
  }
  const std::vector<Interval> intervals = paired_bootstrap(changes);
  PageJson json;
  for (size_t i = 0; i < kRepairs.size(); ++i) {
    const double change = mean({changes[i].begin(), changes[i].end()});
    json[kRepairs[i].key] = {to_4_places(100 * change), to_4_places(100 * intervals[i].low),
                             to_4_places(100 * intervals[i].high)};
  }
  return json;
}

// [die, accuracies in A, in B, decision in A, in B, entry in A, in B]
PageJson pairs_json(const Comparison& comparison) {
  PageJson list = PageJson::array();
  for (const DieChange& die : comparison.pairs) {
    PageJson a = PageJson::array();
    PageJson b = PageJson::array();
    for (const RepairColumn& column : kRepairs) {
      a.push_back(to_4_places(accuracy(die.a, column)));
      b.push_back(to_4_places(accuracy(die.b, column)));
    }
    list.push_back({die.a.die, a, b, outcome(die.a), outcome(die.b), die.a.best0, die.b.best0});
  }
  return list;
}

}  // namespace

std::string comparison_page_data(const Comparison& comparison, const RunResults& a,
                                 const RunResults& b) {
  PageJson compared = PageJson::parse(comparison_json(comparison, a, b));
  compared.erase("dies");
  for (const char* list : {"only_a", "only_b"}) compared[list] = compared[list].size();
  compared["a"]["summary"] = summary_of(a);
  compared["b"]["summary"] = summary_of(b);
  compared["yield_change"] =
      yield_changes(comparison, compared["a"]["summary"], compared["b"]["summary"]);
  compared["pairs"] = pairs_json(comparison);
  PageJson json;
  // What frame.js draws from; a comparison has two runs of dies.
  for (const RepairColumn& column : kRepairs) json["summary"]["yield"][column.key] = 0;
  json["dies"] = {{"columns", PageJson::array()}, {"rows", PageJson::array()}};
  json["comparison"] = std::move(compared);
  return json.dump(-1, ' ', false, PageJson::error_handler_t::replace);
}

std::string comparison_page(const std::string& data, const std::string& charts) {
  return framed_page("Two runs compared", data, charts, std::string(kTablesJs) + kComparisonJs, "");
}

}  // namespace kintsugi
