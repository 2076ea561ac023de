#include "testbench/scenario/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

std::string joined(const std::vector<std::string>& choices) {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "\"" : " or \"") + choice + '"';
  return text;
}

std::string real_text(double value) {
  std::string text = fmt::format("{}", value);
  return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
}

std::string toml_string(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    out += byte < 0x20 || byte == 0x7F ? fmt::format("\\u{:04X}", byte) : std::string(1, c);
  }
  return out + '"';
}

template <class Value, class Text>
std::string list_text(const std::vector<Value>& values, Text text) {
  std::vector<std::string> texts;
  for (const Value& value : values) texts.push_back(text(value));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

// Says what a type of member accepts.
struct AllowedText {
  const Key& key;
  std::string operator()(Member<std::string>) const {
    return key.choices.empty() ? "a string" : joined(key.choices);
  }
  std::string operator()(OneOf) const { return joined(key.choices); }
  std::string operator()(Member<bool>) const { return "true or false"; }
  std::string operator()(Member<int>) const { return "an integer, " + key.range.text(); }
  std::string operator()(Member<uint64_t>) const { return "an integer, " + key.range.text(); }
  std::string operator()(Member<double>) const { return "a number, " + key.range.text(); }
  std::string operator()(Member<std::optional<double>>) const {
    return "a number, " + key.range.text();
  }
  std::string operator()(Member<DieRange>) const {
    return "\"A:B\" with 0 <= A < B, or { first = A, count = N } with N > 0";
  }
  std::string operator()(Member<ImageCount>) const {
    return "\"all\" or an integer, " + key.range.text();
  }
  std::string operator()(Member<std::vector<int32_t>>) const {
    return "a list of integers, each " + key.range.text();
  }
  std::string operator()(Member<std::vector<double>>) const {
    return "a list of numbers, each " + key.range.text();
  }
  std::string operator()(Member<std::vector<std::string>>) const {
    return "one or a list of " + joined(key.choices);
  }
};

// Spells a member's value as TOML.
struct ValueText {
  const Key& key;
  Scenario& scenario;  // only read, though members are reached through a mutable one
  std::string operator()(Member<std::string> member) { return toml_string(member(scenario)); }
  std::string operator()(OneOf member) { return toml_string(key.choices[member.get(scenario)]); }
  std::string operator()(Member<bool> member) { return member(scenario) ? "true" : "false"; }
  std::string operator()(Member<int> member) { return std::to_string(member(scenario)); }
  std::string operator()(Member<uint64_t> member) { return std::to_string(member(scenario)); }
  std::string operator()(Member<double> member) { return real_text(member(scenario)); }
  std::string operator()(Member<std::optional<double>> member) {
    const std::optional<double> value = member(scenario);
    return value ? real_text(*value) : "";
  }
  std::string operator()(Member<DieRange> member) {
    const DieRange dies = member(scenario);
    return fmt::format("\"{}:{}\"", dies.first, uint64_t{dies.first} + dies.count);
  }
  std::string operator()(Member<ImageCount> member) {
    const int limit = member(scenario).limit;
    return limit == 0 ? "\"all\"" : std::to_string(limit);
  }
  std::string operator()(Member<std::vector<int32_t>> member) {
    return fmt::format("[{}]", fmt::join(member(scenario), ", "));
  }
  std::string operator()(Member<std::vector<double>> member) {
    return list_text(member(scenario), real_text);
  }
  std::string operator()(Member<std::vector<std::string>> member) {
    return list_text(member(scenario), toml_string);
  }
};

}  // namespace

bool Range::contains(double value) const {
  return (open_min ? value > min : value >= min) && (open_max ? value < max : value <= max);
}

std::string Range::text() const {
  if (max == std::numeric_limits<double>::infinity()) return fmt::format(">= {}", min);
  if (!open_min && !open_max) return fmt::format("{} .. {}", min, max);
  return fmt::format("{} {} and {} {}", open_min ? ">" : ">=", min, open_max ? "<" : "<=", max);
}

std::string Key::table() const {
  const size_t dot = path.find('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::string Key::leaf() const { return path.substr(path.rfind('.') + 1); }

std::string Key::allowed() const { return std::visit(AllowedText{*this}, field); }

const Key* find_key(const std::string& path) {
  const auto& keys = scenario_keys();
  const auto it =
      std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.path == path; });
  return it == keys.end() ? nullptr : &*it;
}

std::string suggest_key(const std::string& path) {
  std::vector<std::string> paths;
  const std::string leaf = path.substr(path.rfind('.') + 1);
  for (const Key& key : scenario_keys()) {
    if (key.leaf() == leaf) return "; did you mean " + key.path;
    paths.push_back(key.path);
  }
  return did_you_mean(path, paths);
}

std::string value_text(const Key& key, const Scenario& scenario) {
  return std::visit(ValueText{key, const_cast<Scenario&>(scenario)}, key.field);
}

}  // namespace kintsugi
