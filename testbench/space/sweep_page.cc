#include "testbench/space/sweep_page.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sweep_html_sources.h"
#include "testbench/report/html_page.h"
#include "testbench/scenario/keys.h"
#include "testbench/space/sweep_json.h"

namespace kintsugi {

std::string sweep_page_data(const SweepDesign& design, const std::vector<PointResult>& points,
                            const SweepResults& results) {
  SweepJson sweep = head_json(design, points);
  sweep["seed"] = std::to_string(design.base.seed);  // may be beyond what a script counts to
  sweep["versions"] = design.versions;
  sweep["keys"] = axes_json(results);
  sweep["pairs"] = SweepJson::array();
  for (const SweepPair& pair : results.pairs) {
    SweepJson cells = SweepJson::array();
    for (const PointGroup& group : pair.groups) {
      if (group.points.size() == 1) continue;  // the page finds the point
      SweepJson pooled = json_of_pooled(group.pooled);
      pooled["at"] = group.values;
      pooled["points"] = group.points.size();
      cells.push_back(std::move(pooled));
    }
    sweep["pairs"].push_back({{"a", pair.a}, {"b", pair.b}, {"cells", std::move(cells)}});
  }
  const SweepTable table = sweep_table(design, points);
  const size_t first = design.keys.size() + 1;
  sweep["columns"] = std::vector<std::string>(table.columns.begin() + static_cast<long>(first),
                                              table.columns.end());
  sweep["points"] = SweepJson::array();
  for (const std::vector<std::string>& row : table.rows) {
    SweepJson at = SweepJson::array();
    for (size_t k = 0; k < design.keys.size(); ++k) {
      const auto& values = results.axes[k].values;
      at.push_back(std::find(values.begin(), values.end(), row[k + 1]) - values.begin());
    }
    SweepJson numbers = SweepJson::array();
    for (size_t c = first; c < row.size(); ++c) {
      numbers.push_back(row[c].empty() ? SweepJson(nullptr) : SweepJson::parse(row[c]));
    }
    sweep["points"].push_back({std::move(at), std::move(numbers)});
  }
  sweep["scenario_keys"] = SweepJson::array();
  for (const Key& key : scenario_keys()) {
    const bool given = design.base.origin.count(key.path) > 0;
    if (!given || key.table() == "expect" || key.path == "name" ||
        std::count(design.keys.begin(), design.keys.end(), key.path) > 0)
      continue;
    sweep["scenario_keys"].push_back(
        {key.path, value_text(key, design.base), key.unit, key.meaning});
  }
  SweepJson json;
  // What frame.js draws from; a sweep's page has no dies of its own.
  for (const RepairColumn& column : kRepairs) {
    json["summary"]["yield"][column.key] =
        to_4_places(results.all.yield[static_cast<size_t>(column.repair)].value);
  }
  json["dies"] = {{"columns", SweepJson::array()}, {"rows", SweepJson::array()}};
  json["sweep"] = std::move(sweep);
  return json.dump(-1, ' ', false, SweepJson::error_handler_t::replace);
}

std::string sweep_page(const SweepDesign& design, const std::string& data,
                       const std::string& charts) {
  return framed_page("Sweep of " + design.base.name, data, charts,
                     std::string(kPointsJs) + kMapsJs + kCurvesJs + kSweepJs, kSweepCss);
}

}  // namespace kintsugi
