#include "testbench/mutants/mutants.h"

#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr const char* kSelector = "MUTANT";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::vector<Mutant> read_mutants(const std::string& text, const std::string& name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw UserError(name + ": " + std::string(error.description()));
  }
  std::vector<Mutant> mutants;
  if (const toml::array* entries = table["mutant"].as_array()) {
    for (const toml::node& node : *entries) {
      const toml::table& entry = *node.as_table();
      const auto text_of = [&](const char* key) {
        const std::string value = entry[key].value_or(std::string());
        if (value.empty()) {
          throw UserError(name + ": mutant " + std::to_string(mutants.size() + 1) + ": " + key +
                          ": found nothing");
        }
        return value;
      };
      mutants.push_back(
          {text_of("found_by"), text_of("name"), text_of("file"), text_of("from"), text_of("to")});
    }
  }
  return mutants;
}

std::string planted(const std::string& source, const Mutant& mutant, size_t number) {
  const size_t at = source.find(mutant.from);
  if (at == std::string::npos || source.find(mutant.from, at + 1) != std::string::npos) {
    throw UserError("mutant " + mutant.name + ": its text must stand once in " + mutant.file);
  }
  const std::string alive = "(mutants_pkg::selected == " + std::to_string(number) + ")";
  std::string to = mutant.to;
  if (to.find(kSelector) == std::string::npos) {
    to = "(" + alive + " ? (" + to + ") : (" + mutant.from + "))";
  } else {
    replace_all(to, kSelector, alive);
  }
  return source.substr(0, at) + to + source.substr(at + mutant.from.size());
}

std::string assertion_at(const std::string& place, const std::string& rtl) {
  static const std::regex assertion(R"(`ASSERT\w*\((\w+))");
  const std::string file = place.substr(0, place.rfind(':'));
  const int line = std::stoi(place.substr(place.rfind(':') + 1));
  std::istringstream source(text_of_file(rtl + "/" + file));
  std::string text;
  std::string label;
  for (int i = 0; i < line && std::getline(source, text); ++i) {
    std::smatch match;
    if (std::regex_search(text, match, assertion)) label = match[1];
  }
  return std::filesystem::path(file).stem().string() + "." + label;
}

std::string text_of_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw UserError(name + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace kintsugi
