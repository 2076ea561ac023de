#include "testbench/cli/bars.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/core/error.h"
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

void refuse_unknown_keys(const toml::table& table, const std::string& where) {
  const std::vector<std::string> known = {"issue", "name", "command", "json", "path", "limit"};
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw UserError(where + ": " + name +
                      ": found an unknown key; allowed issue, name, command, json, path and limit" +
                      did_you_mean(name, known));
    }
  }
}

Bar read_bar(const toml::table& table, const std::string& where) {
  refuse_unknown_keys(table, where);
  Bar bar;
  bar.issue = text_of(table, "issue", where, true);
  bar.name = text_of(table, "name", where, true);
  bar.command = text_of(table, "command", where, false);
  bar.json = text_of(table, "json", where, true);
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
  toml::table root;
  try {
    root = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw UserError(
        fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
  std::vector<Bar> bars;
  const toml::array* tables = root["bar"].as_array();
  if (tables == nullptr || tables->empty() || root.size() != 1) {
    throw UserError(file.string() +
                    ": found no [[bar]] or something beside; allowed [[bar]] tables");
  }
  for (const toml::node& node : *tables) {
    const std::string where = fmt::format("{}:{}", file.string(), node.source().begin.line);
    if (!node.is_table()) throw UserError(where + ": bar: allowed [[bar]] tables only");
    bars.push_back(read_bar(*node.as_table(), where));
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
