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

void compare(const Texts& there, const Texts& here, std::vector<std::string>& differences) {
  Texts all = there;
  all.insert(here.begin(), here.end());
  for (const auto& [key, unused] : all) {
    if (key == kCanonical) continue;
    const auto old_value = there.find(key);
    const auto new_value = here.find(key);
    const std::string was = old_value == there.end() ? "not set" : old_value->second;
    const std::string is = new_value == here.end() ? "not set" : new_value->second;
    if (was == is) continue;
    const std::string sentence = fmt::format("{} is {} there and {} here", key, was, is);
    // The seed stands beside the scenario and in it.
    if (std::find(differences.begin(), differences.end(), sentence) == differences.end()) {
      differences.push_back(sentence);
    }
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

std::vector<std::string> identity_differences(const Texts& there, const Texts& here) {
  std::vector<std::string> differences;
  compare(there, here, differences);
  const std::string was = canonical_of(there);
  const std::string is = canonical_of(here);
  compare(keys_of(was), keys_of(is), differences);
  if (was != is && differences.empty()) {
    differences.push_back("the text of the scenario differs");
  }
  return differences;
}

}  // namespace kintsugi
