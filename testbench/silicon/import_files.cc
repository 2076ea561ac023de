#include "testbench/silicon/import_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "testbench/report/xml_text.h"
#include "testbench/silicon/part_columns.h"

namespace kintsugi {
namespace {

using ImportJson = nlohmann::ordered_json;

ImportJson estimate_json(const Estimate& e) {
  return {to_4_places(e.value), to_4_places(e.interval.low), to_4_places(e.interval.high)};
}

// Agreement is what is not misclassified.
std::optional<Estimate> agreement(const VerdictQuality& quality) {
  if (!quality.misclassified) return std::nullopt;
  const Estimate& wrong = *quality.misclassified;
  return Estimate{100.0 - wrong.value, {100.0 - wrong.interval.high, 100.0 - wrong.interval.low}};
}

ImportJson verdict_json(const VerdictQuality& quality) {
  const auto value = [](const std::optional<Estimate>& e) {
    return e ? estimate_json(*e) : ImportJson(nullptr);
  };
  return {{"agreement", value(agreement(quality))},
          {"escape_rate", value(quality.escape_rate)},
          {"overkill", value(quality.overkill)}};
}

std::string cell(const std::optional<Estimate>& e, int digits) {
  if (!e) return "-";
  return fmt::format("{:.{}f} [{:.{}f}, {:.{}f}]", e->value, digits, e->interval.low, digits,
                     e->interval.high, digits);
}

using ImportRow = std::array<std::string, 5>;

ImportRow verdict_row(const std::string& name, const std::optional<Estimate>& rmse,
                      const VerdictQuality& quality) {
  return {name, cell(rmse, 2), cell(agreement(quality), 1), cell(quality.escape_rate, 1),
          cell(quality.overkill, 1)};
}

constexpr std::array<const char*, 3> kWho = {"  mean of the fitting dies", "  given program",
                                             "  refitted"};

// The rows of the table and of the page, its head first.
std::vector<ImportRow> rows_of(const ImportResult& r) {
  std::vector<ImportRow> rows = {
      {"held-out dies", "RMSE, points", "agreement, %", "escapes, %", "overkill, %"}};
  for (const StageJudgement& j : r.judgements) {
    rows.push_back({fmt::format("{} ({})", j.name, j.dies), "", "", "", ""});
    for (size_t who = 0; who < kWho.size(); ++who) {
      rows.push_back(verdict_row(kWho[who], j.rmse[who], j.verdicts[who]));
    }
    rows.push_back({"  gain over the given one", cell(j.gain_over_given, 2), "", "", ""});
  }
  if (r.tester) rows.push_back(verdict_row("tester's bins", std::nullopt, *r.tester));
  return rows;
}

std::string refitted_parts(const tuning::RefitReport& report) {
  std::string text = "accuracy as they came";
  const auto add = [&](bool there, const char* name) {
    if (there) text += std::string(", ") + name;
  };
  add(report.forecast, "forecast");
  add(report.after, "accuracy after repair");
  add(report.repair, "gains and offsets");
  return text;
}

std::string headline(const ImportResult& r) {
  return fmt::format("{} dies: {} fit, {} judge (by {}, key '{}', {} %)\nrefitted: {}\n",
                     r.fitted + r.judged, r.fitted, r.judged, r.split.by, r.split.key,
                     r.split.judged_percent, refitted_parts(r.refit));
}

// Measured against predicted accuracy of the judging dies.
std::string scatter_svg(const Stage& stage) {
  double low = 0.0;
  double high = 0.0;
  const auto widen = [&](const std::vector<double>& values) {
    for (const double v : values) {
      low = std::min(low, std::floor(v));
      high = std::max(high, std::ceil(v));
    }
  };
  widen(stage.truth);
  widen(stage.predicted[1]);
  widen(stage.predicted[2]);
  constexpr double kSize = 300.0;
  const double scale = kSize / std::max(high - low, 1.0);
  const auto dots = [&](size_t who, const char* colour) {
    std::string text;
    for (size_t i = 0; i < stage.truth.size(); ++i) {
      text += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\" fill=\"{}\"/>",
                          40 + (stage.truth[i] - low) * scale,
                          320 - (stage.predicted[who][i] - low) * scale, colour);
    }
    return text;
  };
  return fmt::format(
      "<figure><svg viewBox=\"0 0 360 360\" width=\"360\"><path d=\"M40 320H340M40 320V20M40 "
      "320L340 "
      "20\" stroke=\"#9aa5b1\" fill=\"none\"/>{}{}<text x=\"40\" y=\"338\">{:.0f}</text><text "
      "x=\"310\" y=\"338\">{:.0f}</text><text x=\"120\" y=\"354\">measured, points above "
      "ideal</text><text x=\"14\" y=\"260\" transform=\"rotate(-90 14 260)\">predicted</text></svg>"
      "<figcaption>{}: given program grey, refitted blue</figcaption></figure>",
      dots(1, "#b8c2cc"), dots(2, "#0b69a3"), low, high, stage.name);
}

}  // namespace

std::string import_table(const ImportResult& r) {
  const std::vector<ImportRow> rows = rows_of(r);
  ImportRow const& head = rows.front();
  std::array<size_t, 5> width{};
  for (const ImportRow& row : rows) {
    for (size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], row[c].size());
  }
  std::string text = headline(r);
  for (const ImportRow& row : rows) {
    std::string line = fmt::format("{:<{}}", row[0], width[0]);
    for (size_t c = 1; c < head.size(); ++c) line += fmt::format("  {:<{}}", row[c], width[c]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string import_json(const ImportResult& r) {
  ImportJson json;
  json["scenario"] = r.scenario;
  json["given_program"] = r.program;
  json["split"] = {{"key", r.split.key}, {"by", r.split.by}, {"percent", r.split.judged_percent}};
  json["dies_fitted"] = r.fitted;
  json["dies_judged"] = r.judged;
  json["ideal_accuracy"] = to_4_places(r.ideal_accuracy);
  json["yield_margin"] = to_4_places(r.yield_margin);
  json["refitted"] = {
      {"forecast", r.refit.forecast}, {"after", r.refit.after}, {"repair", r.refit.repair}};
  json["fitting_dies"] = {{"accuracy_sd", to_4_places(r.refit.accuracy_sd)},
                          {"given_rmse", to_4_places(r.refit.given_rmse)},
                          {"refitted_rmse_left_out", to_4_places(r.refit.fitted_rmse)}};
  for (const StageJudgement& j : r.judgements) {
    ImportJson stage;
    stage["dies"] = j.dies;
    for (size_t who = 0; who < kPredictors.size(); ++who) {
      ImportJson one = {{"rmse", estimate_json(j.rmse[who])}};
      one.update(verdict_json(j.verdicts[who]));
      stage[kPredictors[who]] = one;
    }
    stage["gain_over_given"] = estimate_json(j.gain_over_given);
    stage["gain_over_mean"] = estimate_json(j.gain_over_mean);
    json[j.name == r.judgements.front().name ? "as_they_came" : "after_repair"] = stage;
  }
  json["tester_bins"] = r.tester ? verdict_json(*r.tester) : ImportJson(nullptr);
  return json.dump(2) + '\n';
}

std::string import_csv(const ImportResult& r) {
  std::string text;
  for (const std::string& name : kPlaceColumns) text += name + ',';
  text +=
      "set,measured,given,refitted,measured_after,given_after,refitted_after,HARD_BIN,SOFT_BIN\n";
  const auto points = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.4f}", *value) : std::string();
  };
  for (const ImportedDie& one : r.dies) {
    const bool retested = !one.die->after.empty();
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{}\n", place_cells(one.die->name), one.judged ? "judge" : "fit",
        points(one.die->accuracy - r.ideal_accuracy), points(one.given.now),
        points(one.refitted.now),
        points(retested ? std::optional(*one.die->repaired - r.ideal_accuracy) : std::nullopt),
        points(one.given.after), points(one.refitted.after), one.bin.hard_bin, one.bin.soft_bin);
  }
  return text;
}

std::string import_html(const ImportResult& r) {
  std::string table;
  for (const ImportRow& row : rows_of(r)) {
    table += "<tr>";
    for (const std::string& text : row) table += "<td>" + xml_text(text) + "</td>";
    table += "</tr>\n";
  }
  std::string plots;
  for (const Stage& stage : r.stages) plots += scatter_svg(stage);
  return fmt::format(
      "<!doctype html><meta charset=\"utf-8\"><title>{0}</title><style>body{{font:14px system-ui,"
      "sans-serif;margin:2em;color:#1f2933}}td{{padding:2px 12px 2px 0;white-space:pre}}tr:first-"
      "child{{font-weight:600}}figure{{display:inline-block;margin:1em}}text{{font:11px system-ui,"
      "sans-serif}}</style><h1>{0}</h1><pre>{1}</pre><table>{2}</table>{3}\n",
      xml_text("Own silicon: " + r.scenario), xml_text(headline(r)), table, plots);
}

}  // namespace kintsugi
