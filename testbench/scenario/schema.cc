#include <cmath>
#include <nlohmann/json.hpp>

#include "testbench/scenario/keys.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

// Whole bounds without a decimal point: editors show them as they stand here.
Json number_json(double value) {
  const bool whole = std::nearbyint(value) == value && std::abs(value) < 1e15;
  return whole ? Json(static_cast<int64_t>(value)) : Json(value);
}

Json in_range(const char* type, const Range& range) {
  Json schema = {{"type", type}};
  if (std::isfinite(range.min)) {
    schema[range.open_min ? "exclusiveMinimum" : "minimum"] = number_json(range.min);
  }
  if (std::isfinite(range.max)) {
    schema[range.open_max ? "exclusiveMaximum" : "maximum"] = number_json(range.max);
  }
  return schema;
}

Json die_range_schema() {
  const Json first = {{"type", "integer"}, {"minimum", 0}, {"maximum", UINT32_MAX}};
  const Json count = {{"type", "integer"}, {"minimum", 1}, {"maximum", UINT32_MAX}};
  return {{"oneOf",
           {{{"type", "string"}, {"pattern", "^[0-9]+:[0-9]+$"}},
            {{"type", "object"},
             {"properties", {{"first", first}, {"count", count}}},
             {"required", {"first", "count"}},
             {"additionalProperties", false}}}}};
}

// Which values a type of member takes.
struct ValueSchema {
  const Key& key;
  Json operator()(Member<std::string>) const {
    return key.choices.empty() ? Json{{"type", "string"}} : choices();
  }
  Json operator()(OneOf) const { return choices(); }
  Json operator()(Member<bool>) const { return {{"type", "boolean"}}; }
  Json operator()(Member<int>) const { return in_range("integer", key.range); }
  Json operator()(Member<uint64_t>) const { return in_range("integer", key.range); }
  Json operator()(Member<double>) const { return in_range("number", key.range); }
  Json operator()(Member<std::optional<double>>) const { return in_range("number", key.range); }
  Json operator()(Member<DieRange>) const { return die_range_schema(); }
  Json operator()(Member<ImageCount>) const {
    return {{"oneOf", {Json{{"const", "all"}}, in_range("integer", key.range)}}};
  }
  Json operator()(Member<std::vector<int32_t>>) const {
    return {{"type", "array"}, {"items", in_range("integer", key.range)}};
  }
  Json operator()(Member<std::vector<double>>) const {
    return {{"type", "array"}, {"items", in_range("number", key.range)}};
  }
  Json operator()(Member<std::vector<std::string>>) const {
    return {{"oneOf", {choices(), Json{{"type", "array"}, {"items", choices()}}}}};
  }

 private:
  Json choices() const { return {{"type", "string"}, {"enum", key.choices}}; }
};

// A member's value in a scenario, as JSON; null for none.
struct ValueJson {
  const Key& key;
  Scenario scenario;  // a copy: members are reached through a mutable scenario
  template <class T>
  Json operator()(Member<T> member) {
    return member(scenario);
  }
  Json operator()(Member<std::optional<double>> member) {
    const std::optional<double> value = member(scenario);
    return value ? Json(*value) : Json(nullptr);
  }
  Json operator()(OneOf member) { return key.choices[member.get(scenario)]; }
  Json operator()(Member<DieRange> member) {
    const DieRange dies = member(scenario);
    return std::to_string(dies.first) + ':' + std::to_string(uint64_t{dies.first} + dies.count);
  }
  Json operator()(Member<ImageCount> member) {
    const int limit = member(scenario).limit;
    return limit == 0 ? Json("all") : Json(limit);
  }
};

std::string description(const Key& key) {
  return key.meaning + (key.unit.empty() ? "" : " [" + key.unit + "]") + "." +
         (key.source.empty() ? "" : " Source: " + key.source + ".");
}

Json key_schema(const Key& key) {
  Json schema = {{"description", description(key)}};
  schema.update(std::visit(ValueSchema{key}, key.field));
  const Json value = default_json(key);
  if (!value.is_null()) schema["default"] = value;
  return schema;
}

Json properties_of(const std::string& table) {
  Json properties = Json::object();
  for (const Key& key : scenario_keys()) {
    if (key.table() == table) properties[key.leaf()] = key_schema(key);
  }
  return properties;
}

}  // namespace

nlohmann::ordered_json default_json(const Key& key) {
  const Json value = std::visit(ValueJson{key, Scenario{}}, key.field);
  // Empty names and lists stand for "worked out from other keys".
  const bool none = (value.is_string() && value.get<std::string>().empty()) ||
                    (value.is_array() && value.empty());
  return none ? Json(nullptr) : value;
}

std::string scenario_schema() {
  Json properties = properties_of("");
  for (const std::string& table : scenario_tables()) {
    properties[table] = {{"description", table_meaning(table)},
                         {"type", "object"},
                         {"properties", properties_of(table)},
                         {"additionalProperties", false}};
  }
  const Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"title", "Kintsugi scenario"},
                       {"$comment", "Written by `kintsugi docs schema`."},
                       {"type", "object"},
                       {"properties", properties},
                       {"additionalProperties", false}};
  return schema.dump(2) + '\n';
}

}  // namespace kintsugi
