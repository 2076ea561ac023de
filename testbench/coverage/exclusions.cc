#include "testbench/coverage/exclusions.h"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "models/core/error.h"

namespace kintsugi {
namespace {

const std::vector<std::string> kKeys = {"kind", "file", "points", "code", "reason"};

Exclusion exclusion_of(const toml::table& table, const std::string& where) {
  for (const auto& [key, node] : table) {
    if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end()) {
      throw UserError(where + ": " + std::string(key.str()) + ": found an unknown key");
    }
  }
  const auto text = [&](const char* key) { return table[key].value_or(std::string()); };
  for (const char* key : {"kind", "file", "reason"}) {
    if (text(key).empty()) throw UserError(where + ": " + key + ": found nothing");
  }
  const auto* kind = std::find(kCoverageKinds.begin(), kCoverageKinds.end(), text("kind"));
  if (kind == kCoverageKinds.end()) {
    throw UserError(where + ": kind: found " + text("kind") +
                    "; allowed line, branch, toggle, property");
  }
  std::vector<std::string> points;
  if (const toml::array* names = table["points"].as_array()) {
    for (const toml::node& name : *names) points.push_back(name.value_or(std::string()));
  }
  if (points.empty() || std::count(points.begin(), points.end(), "") > 0) {
    throw UserError(where + ": points: found no list of names");
  }
  return {static_cast<CoverageKind>(kind - kCoverageKinds.begin()), text("file"), points,
          text("code"), text("reason")};
}

bool glob(const char* pattern, const char* name) {
  if (*pattern == '*') return glob(pattern + 1, name) || (*name != 0 && glob(pattern, name + 1));
  if (*pattern != *name) return false;
  return *pattern == 0 || glob(pattern + 1, name + 1);
}

// Lines of a source, read once.
class Sources {
 public:
  explicit Sources(std::string rtl) : rtl_(std::move(rtl)) {}
  bool contains(const std::string& file, int line, const std::string& code) {
    std::vector<std::string>& lines = files_[file];
    if (lines.empty()) {
      std::ifstream source(rtl_ + "/" + file);
      for (std::string text; std::getline(source, text);) lines.push_back(text);
    }
    const auto index = static_cast<size_t>(line) - 1;
    return index < lines.size() && lines[index].find(code) != std::string::npos;
  }

 private:
  std::string rtl_;
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace

std::vector<Exclusion> read_exclusions(const std::string& text, const std::string& name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw UserError(name + ": " + std::string(error.description()));
  }
  std::vector<Exclusion> exclusions;
  if (const toml::array* entries = table["exclude"].as_array()) {
    for (const toml::node& entry : *entries) {
      const std::string where = name + ": exclude " + std::to_string(exclusions.size() + 1);
      if (!entry.is_table()) throw UserError(where + ": found no table");
      exclusions.push_back(exclusion_of(*entry.as_table(), where));
    }
  }
  return exclusions;
}

bool stands_for(const std::string& pattern, const std::string& name) {
  static const std::regex range(R"((.*)\[(\d+):(\d+)\])");
  static const std::regex bit(R"((.*)\[(\d+)\])");
  std::smatch of_pattern;
  if (!std::regex_match(pattern, of_pattern, range)) return glob(pattern.c_str(), name.c_str());
  std::smatch of_name;
  if (!std::regex_match(name, of_name, bit)) return false;
  const int number = std::stoi(of_name[2]);
  return glob(of_pattern[1].str().c_str(), of_name[1].str().c_str()) &&
         number <= std::stoi(of_pattern[2]) && number >= std::stoi(of_pattern[3]);
}

std::vector<bool> exclude(const std::vector<CoveragePoint>& points,
                          const std::vector<Exclusion>& exclusions, const std::string& rtl,
                          std::vector<std::string>& stale) {
  Sources sources(rtl);
  std::vector<bool> excluded(points.size());
  for (const Exclusion& exclusion : exclusions) {
    for (const std::string& names : exclusion.points) {
      size_t needed = 0;
      for (size_t i = 0; i < points.size(); ++i) {
        const CoveragePoint& point = points[i];
        if (point.kind != exclusion.kind || !stands_for(exclusion.file, point.file) ||
            !stands_for(names, point.name) ||
            (!exclusion.code.empty() &&
             !sources.contains(point.file, point.line, exclusion.code))) {
          continue;
        }
        excluded[i] = true;
        if (point.count == 0) ++needed;
      }
      if (needed == 0) {
        stale.push_back(std::string(kCoverageKinds[static_cast<size_t>(exclusion.kind)]) + " " +
                        exclusion.file + " " + names);
      }
    }
  }
  return excluded;
}

}  // namespace kintsugi
