#include "testbench/report/identity_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace kintsugi {
namespace {

using Texts = std::map<std::string, std::string>;

constexpr const char* kCanonical = "canonical";

// "[adc]\nbits = 8\n" -> {"adc.bits": "8"}
Texts keys_of(const std::string& toml) {
  Texts keys;
  std::string table;
  std::istringstream lines(toml);
  for (std::string line; std::getline(lines, line);) {
    const size_t equals = line.find(" = ");
    if (!line.empty() && line.front() == '[') {
      table = line.substr(1, line.find(']') - 1) + '.';
    } else if (equals != std::string::npos) {
      keys[table + line.substr(0, equals)] = line.substr(equals + 3);
    }
  }
  return keys;
}

void compare(const Texts& there, const Texts& here, std::vector<IdentityChange>& changes) {
  Texts all = there;
  all.insert(here.begin(), here.end());
  for (const auto& [key, unused] : all) {
    if (key == kCanonical) continue;
    const auto old_value = there.find(key);
    const auto new_value = here.find(key);
    const std::string was = old_value == there.end() ? "not set" : old_value->second;
    const std::string is = new_value == here.end() ? "not set" : new_value->second;
    if (was == is) continue;
    // The seed stands beside the scenario and in it.
    const auto known = [&, name = key](const IdentityChange& c) { return c.key == name; };
    if (std::none_of(changes.begin(), changes.end(), known)) changes.push_back({key, was, is});
  }
}

std::string canonical_of(const Texts& texts) {
  const auto it = texts.find(kCanonical);
  return it == texts.end() ? "" : it->second;
}

}  // namespace

Texts identity_texts(const RunIdentity& identity) {
  Texts texts = {{"scenario", identity.scenario},
                 {kCanonical, identity.canonical},
                 {"seed", std::to_string(identity.seed)},
                 {"engine", identity.engine}};
  for (const auto& [name, version] : identity.versions) texts["version of " + name] = version;
  return texts;
}

std::vector<IdentityChange> identity_changes(const Texts& there, const Texts& here) {
  std::vector<IdentityChange> changes;
  compare(there, here, changes);
  compare(keys_of(canonical_of(there)), keys_of(canonical_of(here)), changes);
  return changes;
}

std::vector<std::string> identity_differences(const Texts& there, const Texts& here) {
  std::vector<std::string> differences;
  for (const IdentityChange& change : identity_changes(there, here)) {
    differences.push_back(
        fmt::format("{} is {} there and {} here", change.key, change.there, change.here));
  }
  if (differences.empty() && canonical_of(there) != canonical_of(here)) {
    differences.push_back("the text of the scenario differs");
  }
  return differences;
}

}  // namespace kintsugi
