// The schema and the parser must take the same values. A small validator, of the keywords the
// schema uses and no others, stands in for an editor.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

#include "testbench/scenario/keys.h"
#include "testbench/scenario/paths.h"
#include "testbench/scenario/reader.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

bool valid(const Json& schema, const Json& value);

bool has_type(const std::string& type, const Json& value) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  throw std::logic_error("unknown type " + type);
}

bool valid_object(const Json& schema, const Json& value) {
  for (const auto& [name, member] : value.items()) {
    if (!schema.at("properties").contains(name)) return false;  // additionalProperties: false
    if (!valid(schema.at("properties").at(name), member)) return false;
  }
  const Json required = schema.value("required", Json::array());
  return std::all_of(required.begin(), required.end(),
                     [&](const Json& name) { return value.contains(name.get<std::string>()); });
}

bool valid_keyword(const Json& schema, const std::string& word, const Json& rule,
                   const Json& value) {
  const auto every = [&](const Json& list, auto holds) {
    return std::count_if(list.begin(), list.end(), holds);
  };
  if (word == "type") return has_type(rule, value);
  if (word == "const") return value == rule;
  if (word == "enum") return every(rule, [&](const Json& v) { return v == value; }) == 1;
  if (word == "oneOf") return every(rule, [&](const Json& s) { return valid(s, value); }) == 1;
  if (word == "pattern") {
    return !value.is_string() ||
           std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>()));
  }
  if (word == "items") {
    return !value.is_array() || every(value, [&](const Json& v) { return !valid(rule, v); }) == 0;
  }
  if (word == "properties") return !value.is_object() || valid_object(schema, value);
  if (word == "additionalProperties") return rule == false;  // the only form in use
  for (const char* aside : {"required", "description", "default", "title", "$schema", "$comment"}) {
    if (word == aside) return true;
  }
  if (!value.is_number()) return true;
  const auto number = value.get<double>();
  if (word == "minimum") return number >= rule.get<double>();
  if (word == "maximum") return number <= rule.get<double>();
  if (word == "exclusiveMinimum") return number > rule.get<double>();
  if (word == "exclusiveMaximum") return number < rule.get<double>();
  throw std::logic_error("unknown keyword " + word);
}

bool valid(const Json& schema, const Json& value) {
  for (const auto& [word, rule] : schema.items()) {
    if (!valid_keyword(schema, word, rule, value)) return false;
  }
  return true;
}

Json schema() { return Json::parse(scenario_schema()); }

Json schema_of(const Key& key) {
  const Json whole = schema();
  return key.table().empty()
             ? whole.at("properties").at(key.leaf())
             : whole.at("properties").at(key.table()).at("properties").at(key.leaf());
}

std::string toml_text(const Json& value) {
  if (!value.is_object()) return value.dump();
  std::string text;
  for (const auto& [name, member] : value.items()) {
    text += (text.empty() ? "" : ", ") + name + " = " + member.dump();
  }
  return "{ " + text + " }";
}

bool parser_takes(const Key& key, const Json& value) {
  Scenario scenario;
  return error_of([&] { set_override(scenario, {key.path, toml_text(value)}); }).empty();
}

// Values of every type, in range, at its ends and beyond.
std::vector<Json> samples(const Key& key) {
  std::vector<Json> values = {true, "nonsense", "all", "3:5", -1, 0, 1, 0.5, -0.5, 1e12 + 0.5};
  for (const std::string& choice : key.choices) values.push_back(choice);
  for (const double end : {key.range.min, key.range.max}) {
    if (!std::isfinite(end)) continue;
    for (const int step : {-1, 0, 1}) values.push_back(static_cast<int64_t>(end) + step);
    values.push_back(end + 0.001);
    values.push_back(end - 0.001);
  }
  values.push_back(Json::array());
  values.push_back(Json::array({2, 3}));
  values.push_back(Json::array({0}));
  values.push_back(Json::array({"2"}));
  values.push_back({{"first", 1}, {"count", 2}});
  values.push_back({{"first", 1}, {"count", 0}});
  values.push_back({{"first", -1}, {"count", 2}});
  values.push_back({{"first", 1}});
  values.push_back({{"first", 1}, {"count", 2}, {"step", 3}});
  return values;
}

TEST(ScenarioSchema, TakesExactlyWhatTheParserTakes) {
  for (const Key& key : scenario_keys()) {
    const Json rules = schema_of(key);
    for (const Json& value : samples(key)) {
      EXPECT_EQ(valid(rules, value), parser_takes(key, value)) << key.path << " = " << value;
    }
  }
}

TEST(ScenarioSchema, EveryDefaultIsValidAndTheOneThatHolds) {
  for (const Key& key : scenario_keys()) {
    const Json rules = schema_of(key);
    EXPECT_FALSE(rules.at("description").get<std::string>().empty()) << key.path;
    if (!rules.contains("default")) continue;
    const Json value = rules.at("default");
    EXPECT_TRUE(valid(rules, value)) << key.path;
    Scenario scenario;
    set_override(scenario, {key.path, toml_text(value)});
    EXPECT_EQ(value_text(key, scenario), value_text(key, Scenario{})) << key.path;
  }
}

TEST(ScenarioSchema, RefusesUnknownKeysAndTables) {
  EXPECT_TRUE(valid(schema(), {{"seed", 3}, {"device", {{"levels", 10}}}}));
  EXPECT_FALSE(valid(schema(), {{"sede", 3}}));
  EXPECT_FALSE(valid(schema(), {{"device", {{"levles", 10}}}}));
  EXPECT_FALSE(valid(schema(), {{"devcie", {{"levels", 10}}}}));
  EXPECT_FALSE(valid(schema(), {{"device", 3}}));
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(ScenarioSchema, TheCommittedFileIsUpToDate) {
  EXPECT_TRUE(text_of(project_root() / "docs" / "scenario.schema.json") == scenario_schema())
      << "regenerate it: ./kintsugi docs schema > docs/scenario.schema.json";
}

TEST(ScenarioSchema, EveryShippedScenarioNamesIt) {
  const std::string line = "#:schema ../docs/scenario.schema.json\n";
  for (const std::string& name : scenario_names()) {
    EXPECT_EQ(text_of(project_root() / "scenarios" / (name + ".toml")).find(line), 0U) << name;
  }
}

}  // namespace
}  // namespace kintsugi
