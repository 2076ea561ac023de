#include "testbench/signoff/result.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/core/error.h"

namespace kintsugi::signoff {
namespace {

using Json = nlohmann::ordered_json;

std::optional<double> number_at(const Json& json, const std::string& pointer) {
  try {
    const Json& value = json.at(Json::json_pointer(pointer));
    if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
    if (value.is_number()) return value.get<double>();
    if (value.is_array()) return static_cast<double>(value.size());
  } catch (const Json::exception&) {
  }
  return std::nullopt;
}

Json stored(const Failure& f) {
  return {{"what", f.what},           {"message", f.message},
          {"test", f.test},           {"die", f.die},
          {"cycle", f.cycle},         {"rerun", f.rerun.outcome},
          {"again", f.rerun.command}, {"wave", f.rerun.wave}};
}

Failure failure_of(const Json& j) {
  return {j.at("what"), j.at("message"), j.at("test"),
          j.at("die"),  j.at("cycle"),   {j.at("rerun"), j.at("again"), j.at("wave")}};
}

}  // namespace

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::Passed:
      return "passed";
    case Outcome::Failed:
      return "failed";
    case Outcome::NotRun:
      break;
  }
  return "not run";
}

std::string result_to_text(const CheckResult& r) {
  Json json = {
      {"passed", r.passed()}, {"reason", r.reason},   {"command", r.command},        {"log", r.log},
      {"tests", r.tests},     {"seconds", r.seconds}, {"cpu_seconds", r.cpu_seconds}};
  json["values"] = Json::array();
  for (const Value& v : r.values) {
    json["values"].push_back({v.pointer, v.value ? Json(*v.value) : Json(nullptr), v.limit, v.ok});
  }
  json["failures"] = Json::array();
  for (const Failure& f : r.failures) json["failures"].push_back(stored(f));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

CheckResult result_from_text(const std::string& text) {
  const Json json = Json::parse(text);
  CheckResult r;
  r.outcome = json.at("passed").get<bool>() ? Outcome::Passed : Outcome::Failed;
  r.reason = json.at("reason");
  r.command = json.at("command").get<std::vector<std::string>>();
  r.log = json.at("log");
  r.tests = json.at("tests");
  r.seconds = json.at("seconds");
  r.cpu_seconds = json.at("cpu_seconds");
  for (const Json& v : json.at("values")) {
    r.values.push_back({v[0], v[1].is_null() ? std::nullopt : std::optional<double>(v[1]), v[2],
                        v[3].get<bool>()});
  }
  for (const Json& f : json.at("failures")) r.failures.push_back(failure_of(f));
  return r;
}

std::vector<Value> judge_limits(const std::vector<PlanLimit>& limits, const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw UserError("it wrote a file that is no JSON");
  std::vector<Value> values;
  for (const PlanLimit& limit : limits) {
    Value value{limit.pointer, number_at(json, limit.pointer), limit.text, false};
    Limit held = limit.limit;
    bool known = value.value.has_value();
    if (!limit.other.empty()) {
      const std::optional<double> other = number_at(json, limit.other);
      known = known && other.has_value();
      held.value = other.value_or(0.0);
      value.limit += other ? fmt::format(" ({:g})", *other) : " (is not there)";
    }
    value.ok = known && held.holds(*value.value);
    values.push_back(value);
  }
  return values;
}

}  // namespace kintsugi::signoff
