#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "models/core/error.h"
#include "models/device/presets.h"
#include "testbench/cli/commands.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

using Json = nlohmann::ordered_json;

struct Item {
  std::string name;
  std::string description;
};

struct Section {
  const char* key;
  const char* title;
  std::vector<Item> items;
};

std::vector<Item> without_description(const std::vector<std::string>& names) {
  std::vector<Item> items;
  for (const std::string& name : names) items.push_back({name, ""});
  return items;
}

// A scenario's first comment is what it is about; `#:` lines speak to editors.
std::string first_comment(const std::filesystem::path& file) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind("# ", 0) == 0) return line.substr(2);
  }
  return "";
}

std::vector<Item> scenarios() {
  std::vector<Item> items;
  for (const std::string& name : scenario_names()) {
    items.push_back({name, first_comment(find_scenario(name))});
  }
  return items;
}

// Those of --preset: what is configured and has a build preset.
std::vector<Item> build_presets() {
  const std::filesystem::path path = project_root() / "CMakePresets.json";
  std::ifstream stream(path);
  const Json file = Json::parse(stream, nullptr, false);
  if (!file.is_object()) {
    throw UserError(path.string() +
                    ": found no build presets; allowed CMake's list of them; set KINTSUGI_ROOT to "
                    "a whole copy of the repository");
  }
  std::set<std::string> built;
  for (const Json& preset : file.value("buildPresets", Json::array())) {
    built.insert(preset.value("configurePreset", ""));
  }
  std::vector<Item> items;
  for (const Json& preset : file.value("configurePresets", Json::array())) {
    const std::string name = preset.value("name", "");
    if (built.count(name) != 0) items.push_back({name, preset.value("displayName", "")});
  }
  return items;
}

// What a preset is, where it is from, and what of it is assumed.
std::vector<Item> device_presets() {
  std::vector<Item> items;
  for (const PresetInfo& preset : presets()) {
    const std::string assumed = preset.assumed.empty() ? "" : "; assumed: " + preset.assumed;
    items.push_back({preset.name, preset.what + " (" + preset.source + assumed + ")"});
  }
  return items;
}

void print(const Section& section, std::ostream& out) {
  size_t width = 0;
  for (const Item& item : section.items) width = std::max(width, item.name.size());
  out << section.title << '\n';
  for (const Item& item : section.items) {
    const size_t padding = item.description.empty() ? 0 : width + 2;
    out << fmt::format("  {:<{}}{}\n", item.name, padding, item.description);
  }
  if (section.items.empty()) out << "  none\n";
}

Json json_of(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items) {
    list.push_back({{"name", item.name}});
    if (!item.description.empty()) list.back()["description"] = item.description;
  }
  return list;
}

}  // namespace

int list_command(bool json, std::ostream& out) {
  const std::vector<Section> sections = {
      {"scenarios", "scenarios (scenarios/)", scenarios()},
      {"networks", "networks (models/zoo/)", without_description(zoo_networks())},
      {"test_programs", "test programs (models/zoo/)", without_description(zoo_test_programs())},
      {"device_presets", "device statistics (device.preset)", device_presets()},
      {"build_presets", "build presets (--preset)", build_presets()}};
  Json object;
  for (const Section& section : sections) {
    if (!json) print(section, out);
    object[section.key] = json_of(section.items);
  }
  if (json) out << object.dump(2) << '\n';
  return 0;
}

int docs_command(const std::string& page, std::ostream& out) {
  if (page == "scenarios") {
    out << scenario_reference();
  } else if (page == "schema") {
    out << scenario_schema();
  } else {
    throw UserError("docs: found " + (page.empty() ? "no page" : "the page " + page) +
                    "; allowed scenarios or schema" + did_you_mean(page, {"scenarios", "schema"}));
  }
  return 0;
}

}  // namespace kintsugi
