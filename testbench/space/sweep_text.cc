// A sweep as CSV and on the terminal.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <numeric>

#include "testbench/space/sweep_json.h"
#include "testbench/space/sweep_results.h"

namespace kintsugi {
namespace {

std::string cell(const SweepJson& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

// Where a column of the table stands in a summary, as a JSON pointer.
struct ResultColumn {
  std::string name;
  std::string pointer;
};

std::vector<ResultColumn> result_columns() {
  std::vector<ResultColumn> columns;
  for (const char* key : {"dies", "images", "ideal_accuracy", "yield_threshold"}) {
    columns.push_back({key, std::string("/") + key});
  }
  const auto add_with_interval = [&](const std::string& name, const std::string& value,
                                     const std::string& low, const std::string& high) {
    columns.insert(columns.end(), {{name, value}, {name + "_low", low}, {name + "_high", high}});
  };
  for (const RepairColumn& repair : kRepairs) {
    const std::string key = repair.key;
    add_with_interval("yield_" + key, "/yield/" + key, "/yield_ci/" + key + "/0",
                      "/yield_ci/" + key + "/1");
  }
  for (const char* baseline : {"untuned", "fixed_gain", "mean_match"}) {
    const std::string at = std::string("/yield_gain/over_") + baseline;
    add_with_interval(std::string("gain_over_") + baseline, at + "/0", at + "/1", at + "/2");
  }
  for (const RepairColumn& repair : kRepairs) {
    columns.push_back(
        {std::string("mean_accuracy_") + repair.key, std::string("/mean_accuracy/") + repair.key});
  }
  for (const char* verdict : {"shipped_good", "escape_rate", "overkill"}) {
    const std::string at = std::string("/") + verdict;
    add_with_interval(verdict, at + "/0", at + "/1", at + "/2");
  }
  for (const char* key : {"test_ms_median", "failed_dies", "mismatches"}) {
    columns.push_back({key, std::string("/") + key});
  }
  return columns;
}

}  // namespace

SweepTable sweep_table(const SweepDesign& design, const std::vector<PointResult>& points) {
  const std::vector<ResultColumn> columns = result_columns();
  SweepTable table;
  table.columns = {"point"};
  table.columns.insert(table.columns.end(), design.keys.begin(), design.keys.end());
  for (const ResultColumn& column : columns) table.columns.push_back(column.name);
  for (size_t i = 0; i < points.size(); ++i) {
    const SweepJson summary = SweepJson::parse(points[i].summary);
    std::vector<std::string> row = {std::to_string(i)};
    row.insert(row.end(), design.points[i].values.begin(), design.points[i].values.end());
    for (const ResultColumn& column : columns) {
      const SweepJson::json_pointer at(column.pointer);
      row.push_back(summary.contains(at) ? cell(summary[at]) : "");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string sweep_csv(const SweepTable& table) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    text += '\n';
  };
  add(table.columns);
  for (const std::vector<std::string>& row : table.rows) add(row);
  return text;
}

std::string sweep_text(const SweepDesign& design, const SweepTable& table, size_t shown) {
  const auto column = [&](const std::string& name) {
    return static_cast<size_t>(std::find(table.columns.begin(), table.columns.end(), name) -
                               table.columns.begin());
  };
  const size_t untuned = column("yield_untuned");
  const size_t repaired = column("yield_repaired");
  const size_t gain = column("gain_over_untuned");
  const auto number = [&](size_t row, size_t at) {
    return std::strtod(table.rows[row][at].c_str(), nullptr);
  };
  std::vector<size_t> order(table.rows.size());
  std::iota(order.begin(), order.end(), size_t{0});
  if (order.size() > shown) {
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return number(a, repaired) > number(b, repaired); });
    order.resize(shown);
  }
  std::vector<size_t> widths;
  std::string text = "point";
  for (size_t k = 0; k < design.keys.size(); ++k) {
    size_t width = design.keys[k].size();
    for (const size_t i : order) width = std::max(width, table.rows[i][k + 1].size());
    widths.push_back(width);
    text += fmt::format("  {:>{}}", design.keys[k], width);
  }
  text += "  untuned %  repaired %  95 %           gain points\n";
  for (const size_t i : order) {
    text += fmt::format("{:>5}", i);
    for (size_t k = 0; k < widths.size(); ++k) {
      text += fmt::format("  {:>{}}", table.rows[i][k + 1], widths[k]);
    }
    text += fmt::format(
        "  {:>9.1f}  {:>10.1f}  {:<13}  {:>+11.1f}\n", number(i, untuned), number(i, repaired),
        fmt::format("{:.1f} .. {:.1f}", number(i, repaired + 1), number(i, repaired + 2)),
        number(i, gain));
  }
  if (order.size() < table.rows.size()) {
    text += fmt::format("the best {} of {} points\n", order.size(), table.rows.size());
  }
  return text;
}

}  // namespace kintsugi
