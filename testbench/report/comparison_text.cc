// A comparison as a table and as JSON.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "testbench/report/comparison.h"
#include "testbench/report/painter.h"
#include "testbench/report/record_columns.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

std::string part_of(const RunResults& run, const std::string& key) {
  const auto it = run.identity.find(key);
  return it == run.identity.end() ? "?" : it->second;
}

std::string heading(const char* letter, const RunResults& run, const Painter& paint) {
  return fmt::format("{}  {}: {}, seed {}, {} engine, {} dies\n", paint.bold(letter),
                     run.folder.string(), part_of(run, "scenario"), part_of(run, "seed"),
                     part_of(run, "engine"), run.dies.size());
}

std::string key_lines(const std::vector<IdentityChange>& keys, const Painter& paint) {
  if (keys.empty()) return "\nkeys           all the same\n";
  size_t width = 0;
  for (const IdentityChange& change : keys) width = std::max(width, change.key.size());
  std::string text = '\n' + paint.bold("keys that differ") + '\n';
  for (const IdentityChange& change : keys) {
    text += fmt::format("  {:<{}}  {} -> {}\n", change.key, width, change.there, change.here);
  }
  return text;
}

// "3 (7, 9, 12)", at most `shown` of them.
std::string dies_text(const std::vector<uint32_t>& dies, size_t shown) {
  if (dies.empty()) return "0";
  const std::vector<uint32_t> first(
      dies.begin(), dies.begin() + static_cast<std::ptrdiff_t>(std::min(shown, dies.size())));
  return fmt::format("{} ({}{})", dies.size(), fmt::join(first, ", "),
                     dies.size() > shown ? ", ..." : "");
}

std::string repair_lines(const Comparison& comparison, const Painter& paint) {
  if (comparison.repairs.empty()) return "";
  constexpr const char* kRow = "  {:<12}{:>10}{:>10}{:>10}{:>20}{:>9}{:>8}{:>8}";
  std::string text = '\n' +
                     paint.bold(fmt::format(kRow, "accuracy", "A", "B", "change", "95 % over dies",
                                            "better", "same", "worse")) +
                     '\n';
  for (const RepairChange& row : comparison.repairs) {
    const Interval& i = row.change.interval;
    text += fmt::format(kRow, kRepairs[static_cast<size_t>(row.repair)].key,
                        fmt::format("{:.2f} %", row.mean_a), fmt::format("{:.2f} %", row.mean_b),
                        fmt::format("{:+.2f}", row.change.value),
                        fmt::format("{:+.2f} .. {:+.2f}", i.low, i.high), row.better,
                        comparison.dies_in_both - row.better - row.worse, row.worse) +
            '\n';
  }
  return text;
}

std::string decision_lines(const Comparison& comparison, size_t shown, const Painter& paint) {
  if (comparison.dies_in_both == 0) return "";
  if (comparison.decisions.empty()) return "\ndecisions      all the same\n";
  std::string text = '\n' + paint.bold("decisions that differ") + '\n';
  for (const DecisionChange& change : comparison.decisions) {
    text += fmt::format("  {} -> {}: dies {}\n", change.a, change.b, dies_text(change.dies, shown));
  }
  return text;
}

std::string change_text(int a, int b) {
  return a == b ? std::to_string(a) : fmt::format("{} -> {}", a, b);
}

std::string die_line(const DieChange& die) {
  std::string text = fmt::format("  {:>8}", die.a.die);
  for (const RepairColumn& column : kRepairs) {
    text += fmt::format("{:>16}", change_text(die.a.*column.correct, die.b.*column.correct));
  }
  const std::string a = outcome(die.a);
  const std::string b = outcome(die.b);
  return text + fmt::format("{:>12}  {}\n", change_text(die.a.best0, die.b.best0),
                            a == b ? a : a + " -> " + b);
}

std::string die_lines(const Comparison& comparison, size_t shown, const Painter& paint) {
  std::vector<DieChange> dies;
  std::copy_if(comparison.dies.begin(), comparison.dies.end(), std::back_inserter(dies),
               [](const DieChange& die) { return die.counts(); });
  if (dies.empty()) return "";
  std::string text =
      '\n' +
      paint.bold(fmt::format("  {:>8}{:>16}{:>16}{:>16}{:>16}{:>12}  {}", "die", "untuned",
                             "fixed_gain", "mean_match", "repaired", "entry", "decision")) +
      '\n';
  const size_t count = std::min(shown, dies.size());
  for (size_t i = 0; i < count; ++i) text += die_line(dies[i]);
  if (count < dies.size()) {
    text += fmt::format("  and {} more; --json has all\n", dies.size() - count);
  }
  return text;
}

std::string column_line(const std::vector<ColumnChange>& columns) {
  std::string text;
  for (const ColumnChange& change : columns) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", change.column, change.dies);
  }
  return text.empty() ? "" : "\ncolumns of dies.csv that differ, with dies: " + text + '\n';
}

Json run_json(const RunResults& run) {
  return {{"folder", run.folder.string()},
          {"scenario", part_of(run, "scenario")},
          {"seed", part_of(run, "seed")},
          {"engine", part_of(run, "engine")},
          {"dies", run.dies.size()}};
}

Json repairs_json(const Comparison& comparison) {
  Json object = Json::object();
  for (const RepairChange& row : comparison.repairs) {
    object[kRepairs[static_cast<size_t>(row.repair)].key] = {
        {"mean_a", to_4_places(row.mean_a)},
        {"mean_b", to_4_places(row.mean_b)},
        {"change", to_4_places(row.change.value)},
        {"change_ci",
         {to_4_places(row.change.interval.low), to_4_places(row.change.interval.high)}},
        {"better", row.better},
        {"worse", row.worse}};
  }
  return object;
}

// The columns of one die that differ, each as [A, B].
Json die_json(const DieChange& die) {
  Json object = {{"die", die.a.die}};
  for (const RecordColumn& column : record_columns()) {
    const std::string a = column_text(column, die.a);
    const std::string b = column_text(column, die.b);
    if (a == b) continue;
    object[column.name] = column.is_integer() ? Json{Json::parse(a), Json::parse(b)} : Json{a, b};
  }
  if (outcome(die.a) != outcome(die.b)) object["outcome"] = {outcome(die.a), outcome(die.b)};
  return object;
}

}  // namespace

std::string comparison_table(const Comparison& comparison, const RunResults& a, const RunResults& b,
                             size_t shown, bool colour) {
  const Painter paint(colour);
  const std::string verdict =
      comparison.same() ? paint.good("nothing differs") : paint.bad("the runs differ");
  return heading("A", a, paint) + heading("B", b, paint) + key_lines(comparison.keys, paint) +
         fmt::format("\ndies           {} in both; only in A {}; only in B {}\n",
                     comparison.dies_in_both, dies_text(comparison.only_a, shown),
                     dies_text(comparison.only_b, shown)) +
         (comparison.same_seed ? "" : "               other seeds make other dies\n") +
         repair_lines(comparison, paint) + decision_lines(comparison, shown, paint) +
         die_lines(comparison, shown, paint) + column_line(comparison.columns) + '\n' + verdict +
         '\n';
}

std::string comparison_json(const Comparison& comparison, const RunResults& a,
                            const RunResults& b) {
  Json json = {{"same", comparison.same()}, {"a", run_json(a)}, {"b", run_json(b)}};
  json["keys"] = Json::array();
  for (const IdentityChange& change : comparison.keys) {
    json["keys"].push_back({{"key", change.key}, {"a", change.there}, {"b", change.here}});
  }
  json["dies_in_both"] = comparison.dies_in_both;
  json["only_a"] = comparison.only_a;
  json["only_b"] = comparison.only_b;
  json["accuracy"] = repairs_json(comparison);
  json["decisions"] = Json::array();
  for (const DecisionChange& change : comparison.decisions) {
    json["decisions"].push_back({{"a", change.a}, {"b", change.b}, {"dies", change.dies}});
  }
  json["columns"] = Json::object();
  for (const ColumnChange& change : comparison.columns) {
    json["columns"][change.column] = change.dies;
  }
  json["dies"] = Json::array();
  for (const DieChange& die : comparison.dies) json["dies"].push_back(die_json(die));
  return json.dump(2) + '\n';
}

}  // namespace kintsugi
