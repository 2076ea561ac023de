#include "testbench/scenario/paths.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "models/core/error.h"
#include "testbench/handoff/npy.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr char network_ending[] = ".onnx";
constexpr char program_ending[] = ".program.json";
constexpr char optimum_ending[] = ".optimum.json";
constexpr char scenario_ending[] = ".toml";

bool ends_with(const std::string& text, const std::string& ending) {
  return text.size() >= ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

// What cannot be looked at, as a loop of links, is none.
bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_path(const std::string& name, const std::string& ending) {
  return name.find('/') != std::string::npos || ends_with(name, ending);
}

fs::path zoo() { return project_root() / "models" / "zoo"; }

std::vector<std::string> names_in(const fs::path& folder, const std::string& ending) {
  std::vector<std::string> names;
  std::error_code missing_folder;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, missing_folder)) {
    const std::string name = entry.path().filename().string();
    if (ends_with(name, ending)) names.push_back(name.substr(0, name.size() - ending.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A path is looked for beside the scenario, then in the repository (where a new file goes).
fs::path beside_or_below(const Scenario& scenario, const fs::path& given) {
  if (given.is_absolute()) return given;
  const fs::path beside = scenario.file.parent_path() / given;
  std::error_code ignored;
  return fs::exists(beside, ignored) ? beside : project_root() / given;
}

fs::path resolve(const Scenario& scenario, const std::string& name, const std::string& ending) {
  return is_path(name, ending) ? beside_or_below(scenario, name) : zoo() / (name + ending);
}

std::string zoo_test_program_name(const Scenario& scenario) {
  return fs::path(scenario.network).stem().string() + "_" + scenario.population;
}

}  // namespace

fs::path project_root() {
  const char* root = std::getenv("KINTSUGI_ROOT");
  return root != nullptr ? fs::path(root) : fs::path(KINTSUGI_SOURCE_DIR);
}

std::vector<std::string> scenario_names() {
  return names_in(project_root() / "scenarios", scenario_ending);
}
std::vector<std::string> zoo_networks() { return names_in(zoo(), network_ending); }
std::vector<std::string> zoo_test_programs() { return names_in(zoo(), program_ending); }

fs::path find_scenario(const std::string& path_or_name) {
  if (is_file(path_or_name)) return path_or_name;
  const fs::path named = project_root() / "scenarios" / (path_or_name + scenario_ending);
  if (!is_path(path_or_name, scenario_ending) && is_file(named)) return named;
  throw UserError(path_or_name +
                  ": found no such scenario; allowed a TOML file or the name of one " +
                  "in scenarios/ (`kintsugi list` shows them)" +
                  did_you_mean(fs::path(path_or_name).stem().string(), scenario_names()));
}

std::vector<std::pair<std::string, fs::path>> named_paths(const Scenario& s) {
  std::vector<std::pair<std::string, fs::path>> paths;
  const auto add = [&](const char* key, const std::string& name, const char* ending) {
    if (!name.empty()) paths.emplace_back(key, resolve(s, name, ending));
  };
  add("network", s.network, network_ending);
  add("test_program", s.test_program, program_ending);
  add("optimum", s.optimum, optimum_ending);
  paths.emplace_back("data_dir", s.data_dir);
  for (const auto& [key, name] : {std::pair{"device.programming_table", s.programming_table},
                                  {"device.cells", s.cells},
                                  {"adc.code_table", s.chip.adc.code_table}}) {
    if (!name.empty()) paths.emplace_back(key, beside_or_below(s, name));
  }
  return paths;
}

namespace {

// With symbolic links followed, as far as it exists.
fs::path real_path(const fs::path& path) {
  std::error_code unreadable;  // as in a loop of links
  const fs::path real = fs::weakly_canonical(fs::absolute(path), unreadable);
  return unreadable ? fs::absolute(path).lexically_normal() : real;
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

std::vector<fs::path> folders_in_reach(const Scenario& scenario) {
  std::vector<fs::path> folders = {scenario.file.parent_path(), project_root(), kDebianDataSets};
  folders.insert(folders.end(), scenario.allowed_paths.begin(), scenario.allowed_paths.end());
  for (fs::path& folder : folders) folder = real_path(folder.empty() ? "." : folder);
  return folders;
}

// The path and, of a folder, what lies in it.
std::vector<fs::path> with_contents(const fs::path& path) {
  std::vector<fs::path> all = {path};
  std::error_code no_folder;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, no_folder)) {
    all.push_back(entry.path());
  }
  return all;
}

}  // namespace

void require_within_reach(const Scenario& scenario) {
  const std::vector<fs::path> folders = folders_in_reach(scenario);
  for (const auto& [key, named] : named_paths(scenario)) {
    if (scenario.origin.count(key) == 0 || scenario.from_command_line(key)) continue;
    for (const fs::path& path : with_contents(named)) {
      const fs::path real = real_path(path);
      if (std::any_of(folders.begin(), folders.end(),
                      [&](const fs::path& folder) { return lies_in(real, folder); })) {
        continue;
      }
      throw UserError(
          scenario.where(key) + ": found " + path.string() +
          (real == path ? "" : ", which is " + real.string()) +
          "; allowed what lies in the folder of the scenario, in the repository or in " +
          kDebianDataSets + "; --allow-path DIR allows another folder");
    }
  }
}

fs::path network_path(const Scenario& scenario) {
  const fs::path path = resolve(scenario, scenario.network, network_ending);
  if (is_file(path)) return path;
  throw UserError(scenario.where("network") + ": found \"" + scenario.network +
                  "\", but there is no file " + path.string() +
                  "; allowed a network of models/zoo or the path of an ONNX file" +
                  did_you_mean(scenario.network, zoo_networks()));
}

fs::path test_program_path(const Scenario& scenario) {
  const std::string name =
      scenario.test_program.empty() ? zoo_test_program_name(scenario) : scenario.test_program;
  return resolve(scenario, name, program_ending);
}

namespace {

// A table of the user's: always a path.
std::string table_path(const Scenario& scenario, const std::string& key, const std::string& name) {
  if (name.empty()) return name;
  const fs::path path = beside_or_below(scenario, name);
  if (is_file(path)) return path.string();
  throw UserError(scenario.where(key) + ": found \"" + name + "\", but there is no file " +
                  path.string() +
                  "; allowed the path of a file beside the scenario or in the "
                  "repository");
}

// Every tile_<number>.cells.npy of a folder from number 0 on.
std::shared_ptr<const MeasuredCells> measured_cells(const Scenario& scenario) {
  if (scenario.cells.empty()) return nullptr;
  const fs::path folder = beside_or_below(scenario, scenario.cells);
  MeasuredCells tiles;
  for (int tile = 0;; ++tile) {
    const fs::path file = folder / ("tile_" + std::to_string(tile) + ".cells.npy");
    if (!is_file(file)) break;
    const NpyMatrix cells = read_npy(file);
    tiles.emplace_back();
    for (const double value : cells.values) {
      const double code = cells.integers ? value : value * kCodesPerGmax + 0.5;
      if (code < 0.0 || code >= kLargestCellCode + 1.0) {
        throw UserError(file.string() + ": found the conductance " + std::to_string(value) +
                        "; allowed 0 up to 4 Gmax");
      }
      tiles.back().push_back(static_cast<int16_t>(static_cast<int32_t>(code)));
    }
  }
  if (!tiles.empty()) return std::make_shared<const MeasuredCells>(std::move(tiles));
  throw UserError(scenario.where("device.cells") + ": found \"" + scenario.cells +
                  "\", but there is no file " + (folder / "tile_0.cells.npy").string() +
                  "; allowed a folder that `kintsugi export` wrote");
}

}  // namespace

ChipConfig chip_config(const Scenario& scenario) {
  ChipConfig config = scenario.chip;
  const std::string programming =
      table_path(scenario, "device.programming_table", scenario.programming_table);
  if (!programming.empty()) {
    config.device.programming_table = read_programming_table(programming);
    check(config.device, [&](const std::string& key) { return scenario.where(key); });
  }
  config.cells = measured_cells(scenario);
  config.adc.code_table = table_path(scenario, "adc.code_table", config.adc.code_table);
  return config;
}

fs::path optimum_path(const Scenario& scenario) {
  return resolve(scenario, scenario.optimum.empty() ? scenario.name : scenario.optimum,
                 optimum_ending);
}

fs::path existing_test_program(const Scenario& scenario) {
  const fs::path path = test_program_path(scenario);
  if (is_file(path)) return path;
  throw UserError(scenario.where("test_program") + ": there is no test program " + path.string() +
                  "; allowed a program of models/zoo (`kintsugi list`) or a path; " +
                  "`kintsugi fit` with this scenario writes it" +
                  did_you_mean(scenario.test_program, zoo_test_programs()));
}

}  // namespace kintsugi
