#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/scenario/keys.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

std::string default_text(const Key& key) {
  return default_json(key).is_null() ? "" : value_text(key, Scenario{});
}

// The whole of one key.
std::string sheet(const Key& key) {
  std::string text = fmt::format("{}\n  {}\n\n", key.path, key.meaning);
  const auto row = [&](const char* label, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<9}{}\n", label, value);
  };
  row("unit", key.unit);
  row("allowed", key.allowed());
  row("default", default_text(key));
  row("source", key.source);
  row("set it", key.table().empty() ? fmt::format("{} = ... before the first table", key.leaf())
                                    : fmt::format("[{}] {} = ...", key.table(), key.leaf()));
  row("", fmt::format("--set {}=...", key.path));
  return text;
}

std::string lines(const std::vector<const Key*>& keys) {
  size_t width = 0;
  for (const Key* key : keys) width = std::max(width, key->path.size());
  std::string text;
  for (const Key* key : keys) text += fmt::format("  {:<{}}  {}\n", key->path, width, key->meaning);
  return text;
}

Json json_of(const Key& key) {
  Json object = {{"key", key.path},
                 {"meaning", key.meaning},
                 {"unit", key.unit},
                 {"allowed", key.allowed()},
                 {"default", default_json(key)},
                 {"source", key.source}};
  if (!key.choices.empty()) object["choices"] = key.choices;
  return object;
}

// The keys of a table, or every key for an empty name.
std::vector<const Key*> keys_of(const std::string& name) {
  std::vector<const Key*> keys;
  for (const Key& key : scenario_keys()) {
    if (name.empty() || key.table() == name) keys.push_back(&key);
  }
  return keys;
}

std::string suggestion(const std::string& name) {
  const std::string key = suggest_key(name);
  return key.empty() ? did_you_mean(name, scenario_tables()) : key;
}

}  // namespace

int explain_command(const std::string& name, bool json, std::ostream& out) {
  if (const Key* key = find_key(name)) {
    out << (json ? json_of(*key).dump(2) + '\n' : sheet(*key));
    return 0;
  }
  const std::vector<const Key*> keys = keys_of(name);
  if (keys.empty()) {
    throw UserError("explain: found the unknown key " + name +
                    "; allowed are the keys and tables of docs/scenarios.md" + suggestion(name));
  }
  if (json) {
    Json list = Json::array();
    for (const Key* key : keys) list.push_back(json_of(*key));
    out << list.dump(2) << '\n';
  } else {
    out << (name.empty() ? "" : '[' + name + "] " + table_meaning(name) + "\n\n") << lines(keys);
  }
  return 0;
}

}  // namespace kintsugi
