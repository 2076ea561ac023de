#include "testbench/report/html_page.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "html_sources.h"
#include "models/registers/tuning_ctrl.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/predictions.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/report_files.h"
#include "testbench/report/xml_text.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json json_of(const LayerTuning& layer) { return {layer.gain, layer.offset}; }

Json json_of(const Tuning& tuning) {
  Json list = Json::array();
  for (const LayerTuning& layer : tuning) list.push_back(json_of(layer));
  return list;
}

template <class T>
Json json_of(const T& value) {
  return value;
}

// Column names once, then a row a die: a third of the size of an object a die.
Json dies_json(const std::vector<DieRecord>& records) {
  Json columns = Json::array();
  for (const RecordColumn& column : record_columns()) columns.push_back(column.name);
  Json rows = Json::array();
  for (const DieRecord& record : records) {
    Json row = Json::array();
    for (const RecordColumn& column : record_columns()) {
      row.push_back(std::visit([&](auto member) { return json_of(record.*member); }, column.field));
    }
    rows.push_back(std::move(row));
  }
  return {{"columns", columns}, {"rows", rows}};
}

Json codebook_json(const std::vector<PageCodebookEntry>& codebook) {
  Json list = Json::array();
  for (const PageCodebookEntry& entry : codebook) {
    list.push_back({{"centroid", entry.centroid}, {"decision", entry.decision}});
  }
  return list;
}

Json keys_json(const std::vector<PageKey>& keys) {
  Json list = Json::array();
  for (const PageKey& key : keys) {
    list.push_back({{"key", key.path},
                    {"value", key.value},
                    {"unit", key.unit},
                    {"meaning", key.meaning},
                    {"given", key.given}});
  }
  return list;
}

Json json_of(const std::optional<Estimate>& e) {
  if (!e) return nullptr;
  return {to_4_places(e->value), to_4_places(e->interval.low), to_4_places(e->interval.high)};
}

Json json_of(const std::optional<Prediction>& p) {
  return p ? Json(to_4_places(p->predicted)) : Json(nullptr);
}

Json limits_json(const PredictionLimits& limits, double ideal) {
  Json json;
  for (const auto& [name, limit] : {std::pair{"PASS", limits.pass},
                                    {"REPAIR", limits.repair},
                                    {"ADAPT", limits.adapt},
                                    {"SHIP", limits.ship}}) {
    json[name] = to_4_places(predicted_accuracy(limit, ideal));
  }
  return json;
}

// All predictions and limits in per cent, as accuracies.
Json predictions_json(const PredictionLimits& limits, const std::vector<DieRecord>& records,
                      double ideal, int required) {
  Json json;
  json["limits"] = limits_json(limits, ideal);
  json["dies"] = Json::array();  // [before, forecast, after]
  json["shipped"] = Json::array();
  for (const DieRecord& record : records) {
    json["dies"].push_back({json_of(predicted_before(record, ideal)),
                            json_of(predicted_forecast(record, ideal)),
                            json_of(predicted_after(record, ideal))});
    json["shipped"].push_back(shipped(record));
  }
  json["curve"] = Json::array();  // [limit, escapes, overkill, misclassified]
  for (const CurvePoint& point : decision_curve(records, required, limits)) {
    const VerdictQuality& q = point.quality;
    json["curve"].push_back({to_4_places(predicted_accuracy(point.ship_limit, ideal)),
                             json_of(q.escape_rate), json_of(q.overkill),
                             json_of(q.misclassified)});
  }
  return json;
}

// Text inside the JSON must not end the element it stands in.
std::string script_safe(std::string json) {
  for (size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at)) {
    json.replace(at, 1, "\\u003c");
  }
  return json;
}

// Replaces {{name}} in one pass: what is put in is not looked at again.
std::string filled(const std::string& page, const std::map<std::string, std::string>& parts) {
  std::string out;
  size_t at = 0;
  for (size_t open = page.find("{{"); open != std::string::npos; open = page.find("{{", at)) {
    const size_t close = page.find("}}", open);
    out += page.substr(at, open - at) + parts.at(page.substr(open + 2, close - open - 2));
    at = close + 2;
  }
  return out + page.substr(at);
}

// Every script between the frame and the page.
std::string chart_scripts() {
  std::string text;
  for (const char* script : {kImageJs, kAccuracyJs, kWaferJs, kTuningJs, kVerdictsJs, kTablesJs,
                             kCellsJs, kConvertersJs, kBudgetJs, kProgramJs}) {
    text += script;
  }
  return text;
}

std::map<std::string, std::string> page_parts(const std::string& title, const std::string& data,
                                              const std::string& library) {
  return {{"title", xml_text(title)}, {"style", kPageCss},
          {"library", library},       {"data", script_safe(data)},
          {"frame", kFrameJs},        {"charts", chart_scripts()},
          {"page", kPageJs}};
}

}  // namespace

std::string page_data(const PageFacts& facts, const Summary& summary,
                      const std::vector<DieRecord>& records,
                      const std::vector<ExpectationResult>& results) {
  const RunFacts& run = summary.facts;
  Json json;
  json["summary"] = Json::parse(summary_json(summary, results));
  const int required = required_correct(run.ideal_correct, run.images, run.yield_margin);
  json["required_correct"] = required;
  json["decisions"] = regs::kDecisionNames;
  json["outcomes"] = regs::kOutcomeNames;
  json["errors"] = regs::kErrorNames;
  json["tuned_layers"] = facts.tuned_layers;
  json["unity_gain"] = LayerTuning{}.gain;
  json["fixed_gain"] = json_of(facts.fixed_gain);
  json["codebook"] = codebook_json(facts.codebook);
  json["keys"] = keys_json(facts.keys);
  Json seeds = Json::array();
  for (const auto& [use, seed] : facts.seeds) seeds.push_back({use, std::to_string(seed)});
  json["seeds"] = seeds;
  json["versions"] = facts.versions;
  json["predictions"] =
      run.predicts ? predictions_json(facts.limits, records, summary.ideal_accuracy, required)
                   : Json(nullptr);
  for (const auto& [name, text] : facts.sections) json[name] = Json::parse(text);
  json["dies"] = dies_json(records);
  // Messages may hold bytes that are no UTF-8.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string html_page(const std::string& title, const std::string& data,
                      const std::string& library) {
  return filled(kPageHtml, page_parts(title, data, library));
}

std::string framed_page(const std::string& title, const std::string& data,
                        const std::string& library, const std::string& script,
                        const std::string& style) {
  std::map<std::string, std::string> parts = page_parts(title, data, library);
  parts["charts"].clear();
  parts["style"] += style;
  parts["page"] = script;
  return filled(kPageHtml, parts);
}

std::string read_chart_library(const fs::path& library) {
  std::ifstream stream(library, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string without_chart_library(const fs::path& library) {
  return fmt::format("report.html is left out: cannot read {}; install the package libjs-d3",
                     library.string());
}

fs::path chart_library() { return KINTSUGI_CHART_LIBRARY; }

std::string write_html_page(const fs::path& folder, const PageFacts& facts, const Summary& summary,
                            const std::vector<DieRecord>& records,
                            const std::vector<ExpectationResult>& results,
                            const fs::path& library) {
  const fs::path path = folder / "report.html";
  const std::string text = read_chart_library(library);
  if (text.empty()) {
    std::error_code ignored;
    fs::remove(path, ignored);
    return without_chart_library(library);
  }
  write_file_atomically(
      path, html_page(summary.facts.scenario, page_data(facts, summary, records, results), text));
  return "";
}

}  // namespace kintsugi
