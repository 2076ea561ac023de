#include "testbench/cli/bars.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "models/core/error.h"
#include "testbench/cli/toml_file.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

// Text of a required or optional key of one bar.
std::string text_of(const toml::table& table, const char* key, const std::string& where,
                    bool required) {
  const toml::node* node = table.get(key);
  if (node == nullptr && !required) return "";
  const auto text = node != nullptr ? node->value_exact<std::string>() : std::nullopt;
  if (!text || (required && text->empty())) {
    throw UserError(fmt::format("{}: {}: found {}; allowed a string", where, key,
                                node == nullptr ? "nothing"
                                : text          ? "an empty one"
                                                : "another type"));
  }
  return *text;
}

void refuse_unknown_keys(const toml::table& table, const std::vector<std::string>& known,
                         const std::string& where) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw UserError(fmt::format("{}: {}: found an unknown key; allowed {}{}", where, name,
                                  fmt::join(known, ", "), did_you_mean(name, known)));
    }
  }
}

// A command and the file it writes.
struct Measure {
  std::string command;
  std::string json;
};
using Measures = std::map<std::string, Measure>;

Measures read_measures(const toml::table& root, const std::string& file) {
  Measures measures;
  const toml::table* tables = root["measure"].as_table();
  if (tables == nullptr) return measures;
  for (const auto& [key, node] : *tables) {
    const std::string where = fmt::format("{}:{}", file, node.source().begin.line);
    if (!node.is_table()) throw UserError(where + ": measure: allowed [measure.NAME] tables only");
    const toml::table& table = *node.as_table();
    refuse_unknown_keys(table, {"command", "json"}, where);
    measures[std::string(key.str())] = {text_of(table, "command", where, true),
                                        text_of(table, "json", where, true)};
  }
  return measures;
}

Measure measure_of(const toml::table& table, const Measures& measures, const std::string& where) {
  const std::string name = text_of(table, "measure", where, false);
  if (name.empty()) {
    return {text_of(table, "command", where, false), text_of(table, "json", where, true)};
  }
  if (table.contains("command") || table.contains("json")) {
    throw UserError(where + ": measure: found beside command or json; allowed is one of both");
  }
  const auto known = measures.find(name);
  if (known != measures.end()) return known->second;
  std::vector<std::string> names;
  for (const auto& measure : measures) names.push_back(measure.first);
  throw UserError(fmt::format("{}: measure: found {}; allowed a [measure.NAME] of the file{}",
                              where, name, did_you_mean(name, names)));
}

Bar read_bar(const toml::table& table, const Measures& measures, const std::string& where) {
  refuse_unknown_keys(table, {"issue", "name", "measure", "command", "json", "path", "limit"},
                      where);
  Bar bar;
  bar.issue = text_of(table, "issue", where, true);
  bar.name = text_of(table, "name", where, true);
  const Measure measure = measure_of(table, measures, where);
  bar.command = measure.command;
  bar.json = measure.json;
  bar.pointer = text_of(table, "path", where, true);
  bar.limit_text = text_of(table, "limit", where, true);
  bar.limit = parse_limit(bar.limit_text, where + ": limit");
  return bar;
}

}  // namespace

bool Limit::holds(double measured) const {
  if (relation == ">=") return measured >= value;
  if (relation == ">") return measured > value;
  if (relation == "<=") return measured <= value;
  if (relation == "<") return measured < value;
  return measured == value;
}

Limit parse_limit(const std::string& text, const std::string& where) {
  const size_t end = text.find_first_not_of("<>=");
  Limit limit;
  limit.relation = text.substr(0, end);
  const std::vector<std::string> relations = {">=", ">", "<=", "<", "=="};
  const size_t start = end == std::string::npos ? end : text.find_first_not_of(' ', end);
  bool number = false;
  if (start != std::string::npos) {
    const char* last = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + start, last, limit.value);
    number = error == std::errc() && stop == last;
  }
  if (!number || std::find(relations.begin(), relations.end(), limit.relation) == relations.end()) {
    throw UserError(where + ": found \"" + text +
                    "\"; allowed >=, >, <=, < or == and a number, as in \">= 40\"");
  }
  return limit;
}

std::vector<Bar> load_bars(const std::filesystem::path& file) {
  const toml::table root = read_toml(file);
  std::vector<Bar> bars;
  const toml::array* tables = root["bar"].as_array();
  refuse_unknown_keys(root, {"bar", "measure"}, file.string());
  if (tables == nullptr || tables->empty()) {
    throw UserError(file.string() +
                    ": found no [[bar]]; allowed [[bar]] and [measure.NAME] tables");
  }
  const Measures measures = read_measures(root, file.string());
  for (const toml::node& node : *tables) {
    const std::string where = fmt::format("{}:{}", file.string(), node.source().begin.line);
    if (!node.is_table()) throw UserError(where + ": bar: allowed [[bar]] tables only");
    bars.push_back(read_bar(*node.as_table(), measures, where));
  }
  return bars;
}

double read_json_value(const std::filesystem::path& file, const std::string& pointer) {
  std::ifstream stream(file);
  if (!stream) throw UserError("there is no file " + file.string());
  try {
    const nlohmann::json value =
        nlohmann::json::parse(stream).at(nlohmann::json::json_pointer(pointer));
    if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
    if (value.is_number()) return value.get<double>();
  } catch (const nlohmann::json::exception& error) {
    throw UserError(file.string() + ": " + error.what());
  }
  throw UserError(file.string() + ": " + pointer + " is no number");
}

}  // namespace kintsugi
