#include "testbench/report/report_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/registers/tuning_ctrl.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/xml_text.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(Interval interval) { return {to_4_places(interval.low), to_4_places(interval.high)}; }

Json json_of(const Estimate& e) {
  return {to_4_places(e.value), to_4_places(e.interval.low), to_4_places(e.interval.high)};
}

Json json_of(const std::optional<double>& value) {
  return value ? Json(to_4_places(*value)) : Json(nullptr);
}

// {"untuned": pick(...), "fixed_gain": ..., "mean_match": ..., "repaired": ...}, and "optimum"
// where it is known.
template <class Pick>
Json for_each_repair(const Summary& summary, Pick pick) {
  Json object;
  for (const RepairColumn& column : kRepairs) object[column.key] = pick(summary.of(column.repair));
  if (summary.optimum) object["optimum"] = pick(summary.optimum->repair);
  return object;
}

Json gains_json(const std::array<Estimate, 3>& gains) {
  Json object;
  for (size_t baseline = 0; baseline < gains.size(); ++baseline) {
    object[std::string("over_") + kRepairs[baseline].key] = json_of(gains[baseline]);
  }
  return object;
}

Json decisions_json(const Summary& summary) {
  Json object;
  for (size_t i = 0; i < summary.decisions.size(); ++i) {
    object[regs::name(static_cast<regs::Decision>(i))] = summary.decisions[i];
  }
  object["ERROR"] = summary.controller_errors;
  return object;
}

// Dies in ERROR are counted with the decisions.
Json outcomes_json(const Summary& summary) {
  Json object;
  for (size_t i = 1; i < summary.outcomes.size(); ++i) {
    object[regs::name(static_cast<regs::Outcome>(i))] = summary.outcomes[i];
  }
  return object;
}

// Yield under the per-die optimum, and how much of what it gains the repair recovers.
void add_optimum(const std::optional<OptimumSummary>& optimum, Json& json) {
  json["optimum_dies"] = optimum ? optimum->dies : 0;
  json["optimum"] =
      optimum ? json_of(Estimate{optimum->repair.yield, optimum->repair.yield_ci}) : Json(nullptr);
  const auto share = optimum ? optimum->recovered_share : std::nullopt;
  json["recovered_share"] = share ? json_of(*share) : Json(nullptr);
}

// Null without predictors, and where nothing can be said.
void add_verdicts(const Summary& summary, Json& json) {
  for (const VerdictColumn& column : kVerdictColumns) {
    const auto value = summary.verdicts ? *summary.verdicts.*column.value : std::nullopt;
    json[column.key] = value ? json_of(*value) : Json(nullptr);
  }
}

Json expectations_json(const std::vector<ExpectationResult>& results) {
  Json list = Json::array();
  for (const ExpectationResult& result : results) {
    list.push_back({{"key", result.key},
                    {"limit", to_4_places(result.limit)},
                    {"measured", to_4_places(result.measured)},
                    {"ok", result.ok}});
  }
  return list;
}

std::string quoted_for_csv(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

// `failure` empty: the case passed.
std::string junit_case(const std::string& group, const std::string& name,
                       const std::string& failure) {
  const std::string head =
      fmt::format("  <testcase classname=\"{}\" name=\"{}\"", xml_text(group), xml_text(name));
  if (failure.empty()) return head + "/>\n";
  return fmt::format("{}>\n    <failure message=\"{}\"/>\n  </testcase>\n", head,
                     xml_text(failure));
}

std::string failure_of(const DieRecord& record) {
  if (!failed(record)) return "";
  if (!record.message.empty()) return record.message;
  if (record.mismatches > 0) return fmt::format("{} mismatches", record.mismatches);
  return fmt::format("controller error {} ({}), detail {}", record.error_code,
                     regs::name(static_cast<regs::Error>(record.error_code)), record.error_detail);
}

std::string failure_of(const ExpectationResult& result) {
  return result.ok ? ""
                   : fmt::format("limit {:.4f}, measured {:.4f}", result.limit, result.measured);
}

}  // namespace

std::string summary_json(const Summary& summary, const std::vector<ExpectationResult>& results) {
  const RunFacts& facts = summary.facts;
  Json json;
  json["scenario"] = facts.scenario;
  json["engine"] = facts.engine;
  json["check"] = facts.check;
  json["seed"] = facts.seed;
  json["dies"] = summary.dies;
  json["images"] = facts.images;
  json["cycles_compared"] = summary.cycles_compared;
  json["mismatches"] = summary.mismatches;
  json["failed_dies"] = summary.failed_dies;
  json["ideal_accuracy"] = to_4_places(summary.ideal_accuracy);
  json["yield_threshold"] = to_4_places(summary.yield_threshold);
  json["yield"] = for_each_repair(summary, [](const auto& r) { return to_4_places(r.yield); });
  json["yield_ci"] = for_each_repair(summary, [](const auto& r) { return json_of(r.yield_ci); });
  json["yield_wilson"] =
      for_each_repair(summary, [](const auto& r) { return json_of(r.yield_wilson); });
  json["paired_error_points"] =
      for_each_repair(summary, [](const auto& r) { return to_4_places(r.paired_error); });
  json["good_dies"] = for_each_repair(summary, [](const auto& r) { return r.good; });
  json["mean_accuracy"] =
      for_each_repair(summary, [](const auto& r) { return to_4_places(r.mean_accuracy); });
  json["yield_gain"] = gains_json(summary.yield_gain);
  json["shipped_good_gain"] =
      summary.shipped_good_gain ? gains_json(*summary.shipped_good_gain) : Json(nullptr);
  add_optimum(summary.optimum, json);
  json["decisions"] = decisions_json(summary);
  json["outcomes"] = outcomes_json(summary);
  add_verdicts(summary, json);
  json["clock_mhz"] = to_4_places(facts.clock_mhz);
  json["test_cycles_median"] = json_of(summary.test_cycles_median);
  json["test_ms_median"] = json_of(summary.test_ms_median);
  json["own_share_ms_median"] = json_of(summary.own_share_ms_median);
  json["mean_match_test_cycles_median"] = json_of(summary.mean_match_test_cycles_median);
  json["test_cycles_over_mean_match"] =
      summary.test_cycles_median
          ? Json(to_4_places(*summary.test_cycles_median / *summary.mean_match_test_cycles_median))
          : Json(nullptr);
  json["expectations"] = expectations_json(results);
  return json.dump(2) + '\n';
}

std::string timing_json(const RunTiming& timing) {
  const auto rate = [&](double seconds) {
    return seconds > 0.0 ? to_4_places(static_cast<double>(timing.simulated_cycles) / seconds)
                         : 0.0;
  };
  Json json;
  json["wall_s"] = to_4_places(timing.wall_s);
  json["busy_worker_s"] = to_4_places(timing.busy_worker_s);
  json["simulated_cycles"] = timing.simulated_cycles;
  json["cycles_per_s"] = rate(timing.busy_worker_s);
  json["cycles_per_wall_s"] = rate(timing.wall_s);
  json["jobs"] = timing.jobs;
  return json.dump(2) + '\n';
}

std::string dies_csv(const std::vector<DieRecord>& records) {
  std::string text;
  for (const RecordColumn& column : record_columns()) {
    text += (text.empty() ? "" : ",") + std::string(column.name);
  }
  text += '\n';
  for (const DieRecord& record : records) {
    const char* separator = "";
    for (const RecordColumn& column : record_columns()) {
      text += separator + quoted_for_csv(column_text(column, record));
      separator = ",";
    }
    text += '\n';
  }
  return text;
}

std::string junit_xml(const Summary& summary, const std::vector<DieRecord>& records,
                      const std::vector<ExpectationResult>& results) {
  const std::string& suite = summary.facts.scenario;
  std::string cases;
  size_t failures = 0;
  const auto add = [&](const std::string& group, const std::string& name,
                       const std::string& failure) {
    failures += failure.empty() ? 0 : 1;
    cases += junit_case(suite + "." + group, name, failure);
  };
  for (const DieRecord& record : records) {
    add("dies", fmt::format("die {}", record.die), failure_of(record));
  }
  for (const ExpectationResult& result : results) add("expect", result.key, failure_of(result));
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}</testsuite>\n",
      xml_text(suite), records.size() + results.size(), failures, cases);
}

void write_report_files(const std::filesystem::path& folder, const Summary& summary,
                        const std::vector<DieRecord>& records,
                        const std::vector<ExpectationResult>& results) {
  write_file_atomically(folder / "summary.json", summary_json(summary, results));
  write_file_atomically(folder / "dies.csv", dies_csv(records));
  write_file_atomically(folder / "junit.xml", junit_xml(summary, records, results));
}

void write_timing(const std::filesystem::path& folder, const RunTiming& timing) {
  write_file_atomically(folder / "timing.json", timing_json(timing));
}

}  // namespace kintsugi
