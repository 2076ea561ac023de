#include "testbench/scenario/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "models/core/error.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

// One past the highest die number, which is the key of a 32-bit random counter.
constexpr uint64_t die_numbers = uint64_t{1} << 32;

std::optional<DieRange> make_die_range(uint64_t first, uint64_t count) {
  if (count == 0 || count >= die_numbers || first + count > die_numbers) return std::nullopt;
  return DieRange{static_cast<uint32_t>(first), static_cast<uint32_t>(count)};
}

std::optional<uint64_t> parse_die_number(std::string_view text) {
  uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value > die_numbers) return std::nullopt;
  return value;
}

std::optional<DieRange> parse_die_range(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto first = parse_die_number(text.substr(0, colon));
  const auto end = parse_die_number(text.substr(colon + 1));
  if (!first || !end || *end <= *first) return std::nullopt;
  return make_die_range(*first, *end - *first);
}

std::optional<DieRange> die_range_of(const toml::table& table) {
  const auto first = table["first"].value_exact<int64_t>();
  const auto count = table["count"].value_exact<int64_t>();
  if (table.size() != 2 || !first || !count || *first < 0 || *count <= 0) return std::nullopt;
  if (static_cast<uint64_t>(*first) >= die_numbers) return std::nullopt;
  return make_die_range(static_cast<uint64_t>(*first), static_cast<uint64_t>(*count));
}

// Assigns a node to a member; an empty result means type or range do not fit the key.
class Assign {
 public:
  Assign(Scenario& scenario, const Key& key, const toml::node& node)
      : scenario_(scenario), key_(key), node_(node) {}

  bool operator()(Member<std::string> member) {
    const auto text = node_.value_exact<std::string>();
    if (!text || (!key_.choices.empty() && !chosen(*text))) return false;
    member(scenario_) = *text;
    return true;
  }
  bool operator()(OneOf member) {
    const auto text = node_.value_exact<std::string>();
    const auto index = text ? chosen(*text) : std::nullopt;
    if (!index) return false;
    member.set(scenario_, *index);
    return true;
  }
  bool operator()(Member<bool> member) {
    const auto value = node_.value_exact<bool>();
    if (value) member(scenario_) = *value;
    return value.has_value();
  }
  bool operator()(Member<int> member) { return assign_integer(node_, member(scenario_)); }
  bool operator()(Member<uint64_t> member) { return assign_integer(node_, member(scenario_)); }
  bool operator()(Member<double> member) { return assign_real(member(scenario_)); }
  bool operator()(Member<std::optional<double>> member) { return assign_real(member(scenario_)); }
  bool operator()(Member<DieRange> member) {
    const auto text = node_.value_exact<std::string>();
    const auto dies = text               ? parse_die_range(*text)
                      : node_.is_table() ? die_range_of(*node_.as_table())
                                         : std::nullopt;
    if (dies) member(scenario_) = *dies;
    return dies.has_value();
  }
  bool operator()(Member<ImageCount> member) {
    const auto text = node_.value_exact<std::string>();
    if (!text) return assign_integer(node_, member(scenario_).limit);
    if (*text != "all") return false;
    member(scenario_).limit = 0;
    return true;
  }
  bool operator()(Member<std::vector<int32_t>> member) {
    if (!node_.is_array()) return false;
    std::vector<int32_t> values;
    for (const toml::node& element : *node_.as_array()) {
      values.push_back(0);
      if (!assign_integer(element, values.back())) return false;
    }
    member(scenario_) = values;
    return true;
  }
  bool operator()(Member<std::vector<double>> member) {
    if (!node_.is_array()) return false;
    std::vector<double> values;
    for (const toml::node& element : *node_.as_array()) {
      const auto value = element.value<double>();
      if (!element.is_number() || !value || !key_.range.contains(*value)) return false;
      values.push_back(*value);
    }
    member(scenario_) = values;
    return true;
  }
  bool operator()(Member<std::vector<std::string>> member) {
    std::vector<std::string> values;
    const auto take = [&](const toml::node& element) {
      const auto text = element.value_exact<std::string>();
      if (!text || !chosen(*text)) return false;
      values.push_back(*text);
      return true;
    };
    const toml::array* list = node_.as_array();
    if (list == nullptr ? !take(node_) : !std::all_of(list->begin(), list->end(), take))
      return false;
    member(scenario_) = values;
    return true;
  }

 private:
  std::optional<size_t> chosen(const std::string& text) const {
    const auto it = std::find(key_.choices.begin(), key_.choices.end(), text);
    if (it == key_.choices.end()) return std::nullopt;
    return static_cast<size_t>(it - key_.choices.begin());
  }

  template <class Integer>
  bool assign_integer(const toml::node& node, Integer& out) const {
    const auto value = node.value_exact<int64_t>();
    if (!value || !key_.range.contains(static_cast<double>(*value))) return false;
    out = static_cast<Integer>(*value);
    return true;
  }

  template <class Real>
  bool assign_real(Real& out) const {
    if (!node_.is_number()) return false;
    const double value = *node_.value<double>();
    if (!key_.range.contains(value)) return false;  // also refuses nan
    out = value;
    return true;
  }

  Scenario& scenario_;
  const Key& key_;
  const toml::node& node_;
};

std::string line_of(const std::string& file_name, const toml::node& node) {
  return fmt::format("{}:{}", file_name, node.source().begin.line);
}

[[noreturn]] void unknown_key(const std::string& where, const std::string& path) {
  throw UserError(where + ": " + path + ": found an unknown key; allowed are the keys of " +
                  "docs/scenarios.md" + suggest_key(path));
}

bool is_table_name(const std::string& path) {
  const std::vector<std::string> tables = scenario_tables();
  return std::find(tables.begin(), tables.end(), path) != tables.end();
}

[[noreturn]] void not_a_key(const std::string& where, const std::string& path,
                            const toml::node& node) {
  if (is_table_name(path)) {
    throw UserError(where + ": " + path + ": found " + describe(node) + "; allowed the table [" +
                    path + "]");
  }
  if (node.is_table()) {
    const std::string nearest = nearest_name(path, scenario_tables());
    throw UserError(where + ": " + path + ": found an unknown table; allowed are the tables of " +
                    "docs/scenarios.md" +
                    (nearest.empty() ? "" : "; did you mean [" + nearest + "]"));
  }
  unknown_key(where, path);
}

}  // namespace

std::string describe(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return "the string \"" + *text + '"';
  if (const auto value = node.value_exact<bool>()) return *value ? "true" : "false";
  if (const auto value = node.value_exact<int64_t>()) return std::to_string(*value);
  if (const auto value = node.value_exact<double>()) return fmt::format("{}", *value);
  if (const toml::table* table = node.as_table()) {
    return table->empty() ? "an empty table" : "a table";
  }
  if (const toml::array* array = node.as_array()) {
    std::string elements;
    for (const toml::node& element : *array) {
      elements += (elements.empty() ? "" : ", ") + describe(element);
    }
    return "the list [" + elements + "]";
  }
  return "a date or time";
}

void set_key(Scenario& scenario, const Key& key, const toml::node& node, const std::string& where) {
  if (!std::visit(Assign(scenario, key, node), key.field)) {
    const auto text = node.value_exact<std::string>();
    throw UserError(where + ": " + key.path + ": found " + describe(node) + "; allowed " +
                    key.allowed() + (text ? did_you_mean(*text, key.choices) : ""));
  }
  scenario.origin[key.path] = where;
}

void set_override(Scenario& scenario, const Override& override) {
  const Key* key = find_key(override.key);
  if (key == nullptr) unknown_key(override.origin, override.key);
  const toml::value<std::string> raw(override.value);
  toml::table parsed;
  try {
    parsed = toml::parse("value = " + override.value);
  } catch (const toml::parse_error&) {
    return set_key(scenario, *key, raw, override.origin);
  }
  const toml::node* node = parsed.get("value");
  const bool is_value = parsed.size() == 1 && node != nullptr && !node->is_date() &&
                        !node->is_time() && !node->is_date_time();
  set_key(scenario, *key, is_value ? *node : raw, override.origin);
}

void set_all(Scenario& scenario, const toml::table& root, const std::string& file_name) {
  for (const auto& [top_name, top_node] : root) {
    const std::string name(top_name.str());
    if (const Key* key = find_key(name)) {
      set_key(scenario, *key, top_node, line_of(file_name, top_node));
    } else if (!top_node.is_table() || !is_table_name(name)) {
      not_a_key(line_of(file_name, top_node), name, top_node);
    } else {
      for (const auto& [leaf, node] : *top_node.as_table()) {
        const std::string path = name + '.' + std::string(leaf.str());
        const Key* leaf_key = find_key(path);
        if (leaf_key == nullptr) unknown_key(line_of(file_name, node), path);
        set_key(scenario, *leaf_key, node, line_of(file_name, node));
      }
    }
  }
}

}  // namespace kintsugi
