#include "testbench/space/sweep_json.h"

#include <nlohmann/json.hpp>

#include "testbench/scenario/keys.h"

namespace kintsugi {

bool is_number(const std::string& text) {
  return SweepJson::parse(text, nullptr, false).is_number();
}

namespace {

SweepJson json_of_estimate(const Estimate& e) {
  return {to_4_places(e.value), to_4_places(e.interval.low), to_4_places(e.interval.high)};
}

}  // namespace

SweepJson json_of_pooled(const PooledYield& pooled) {
  SweepJson json;
  for (const RepairColumn& column : kRepairs) {
    json[column.key] = json_of_estimate(pooled.yield[static_cast<size_t>(column.repair)]);
  }
  json["gain"] = json_of_estimate(pooled.gain);
  json["ideal_accuracy"] = to_4_places(pooled.ideal);
  json["mean_accuracy_repaired"] = to_4_places(pooled.accuracy);
  return json;
}

// 4 rather than "4".
SweepJson json_of_value(const std::string& text, bool numeric) {
  return numeric ? SweepJson::parse(text) : SweepJson(text);
}

SweepJson axes_json(const SweepResults& results) {
  SweepJson axes = SweepJson::array();
  for (const SweepAxis& axis : results.axes) {
    const Key* key = find_key(axis.key);
    SweepJson json = {{"key", axis.key},
                      {"unit", key->unit},
                      {"meaning", key->meaning},
                      {"numeric", axis.numeric}};
    json["values"] = SweepJson::array();
    json["pooled"] = SweepJson::array();
    for (const std::string& value : axis.values) {
      json["values"].push_back(json_of_value(value, axis.numeric));
    }
    for (const PointGroup& group : axis.groups) {
      SweepJson pooled = json_of_pooled(group.pooled);
      pooled["points"] = group.points;
      json["pooled"].push_back(std::move(pooled));
    }
    axes.push_back(std::move(json));
  }
  return axes;
}

SweepJson head_json(const SweepDesign& design, const std::vector<PointResult>& points) {
  const SweepJson first = SweepJson::parse(points.at(0).summary);
  SweepJson json;
  json["scenario"] = design.base.name;
  json["engine"] = first["engine"];
  json["seed"] = design.base.seed;
  json["first_die"] = design.base.dies.first;
  json["dies"] = design.base.dies.count;
  json["refit"] = design.refit;
  return json;
}

std::string sweep_json(const SweepDesign& design, const std::vector<PointResult>& points,
                       const SweepResults& results) {
  SweepJson json = head_json(design, points);
  json["versions"] = design.versions;
  json["keys"] = axes_json(results);
  json["all"] = json_of_pooled(results.all);
  json["points"] = SweepJson::array();
  for (size_t i = 0; i < points.size(); ++i) {
    SweepJson settings;
    for (size_t k = 0; k < design.keys.size(); ++k) {
      settings[design.keys[k]] = json_of_value(design.points[i].values[k], results.axes[k].numeric);
    }
    json["points"].push_back({{"point", i},
                              {"settings", std::move(settings)},
                              {"summary", SweepJson::parse(points[i].summary)}});
  }
  return json.dump(1) + '\n';
}

}  // namespace kintsugi
