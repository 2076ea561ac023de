#include <algorithm>
#include <nlohmann/json.hpp>

#include "testbench/mismatch/timing_diagram.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

bool wrong_at(const TimingLane& lane, size_t column) {
  return column < lane.wrong.size() && lane.wrong[column];
}

// '.' goes on, '=' and '9' begin a value of a bus.
char wave_character(const TimingLane& lane, size_t column) {
  if (lane.shape == TimingLane::Shape::Clock) return column == 0 ? 'p' : '.';
  const bool bus = lane.shape == TimingLane::Shape::Bus;
  const bool wrong = wrong_at(lane, column);
  if (column > 0 && lane.values[column] == lane.values[column - 1] &&
      (!bus || wrong == wrong_at(lane, column - 1))) {
    return '.';
  }
  if (bus) return wrong ? '9' : '=';
  return lane.values[column] == "1" ? '1' : '0';
}

// `node` marks the first wrong column of a level, where a bus has its colour.
Json lane_json(const TimingLane& lane, size_t columns, char node) {
  std::string wave;
  Json data = Json::array();
  for (size_t i = 0; i < columns; ++i) {
    wave += wave_character(lane, i);
    if (wave.back() == '=' || wave.back() == '9') data.push_back(lane.values[i]);
  }
  Json json = {{"name", lane.name}, {"wave", wave}};
  if (!data.empty()) json["data"] = data;
  const auto wrong = std::find(lane.wrong.begin(), lane.wrong.end(), true);
  if (lane.shape == TimingLane::Shape::Level && wrong != lane.wrong.end()) {
    json["node"] = std::string(static_cast<size_t>(wrong - lane.wrong.begin()), '.') + node;
  }
  return json;
}

}  // namespace

std::string wave_json(const TimingDiagram& diagram) {
  Json signals = Json::array();
  std::string group;
  char node = 'a';
  for (const TimingLane& lane : diagram.lanes) {
    const Json json = lane_json(lane, diagram.columns, node);
    if (json.contains("node")) ++node;
    if (lane.group.empty()) {
      signals.push_back(json);
    } else if (lane.group == group) {
      signals.back().push_back(json);
    } else {
      signals.push_back(Json::array({lane.group, json}));
    }
    group = lane.group;
  }
  const Json json = {{"signal", signals},
                     {"head", {{"text", diagram.title}, {"tick", diagram.first_cycle}}},
                     {"foot", {{"text", diagram.subtitle}}},
                     {"config", {{"hscale", 1}}}};
  return json.dump(1) + '\n';
}

}  // namespace kintsugi
