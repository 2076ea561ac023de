// Where a scenario's files lie.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "testbench/scenario/scenario.h"

namespace kintsugi {

// The repository this binary was built from; $KINTSUGI_ROOT takes precedence.
std::filesystem::path project_root();

// Names of scenarios/*.toml, models/zoo/*.onnx and models/zoo/*.program.json, sorted, without
// their endings.
std::vector<std::string> scenario_names();
std::vector<std::string> zoo_networks();
std::vector<std::string> zoo_test_programs();

// Where Debian's data sets lie, which any scenario may read.
constexpr char kDebianDataSets[] = "/usr/share/datasets";

// Every path that the scenario names, with its key: as it is looked for.
std::vector<std::pair<std::string, std::filesystem::path>> named_paths(const Scenario& scenario);

// Throws UserError for a path that the scenario's file names and that, symbolic links followed,
// lies in none of the folders it may use: its own, the repository, Debian's data sets, and those of
// `allowed_paths`. In a folder that it names, the files must lie there too.
void require_within_reach(const Scenario& scenario);

// A path as given, or the name of a file in scenarios/. Throws UserError when there is neither.
std::filesystem::path find_scenario(const std::string& path_or_name);

// The scenario's ONNX file: a zoo name, or a path relative to the scenario file, then to the
// repository. Throws UserError when there is no such file.
std::filesystem::path network_path(const Scenario& scenario);

// The scenario's test program, found the same way. The file need not exist yet: `kintsugi fit`
// writes it there.
std::filesystem::path test_program_path(const Scenario& scenario);

// Throws UserError, saying how to fit one, when the test program is missing.
std::filesystem::path existing_test_program(const Scenario& scenario);

// The scenario's chip, the files it names found the same way. Throws UserError for one that is
// missing.
ChipConfig chip_config(const Scenario& scenario);

// The scenario's per-die optima, found the same way. `kintsugi optimum` writes them there.
std::filesystem::path optimum_path(const Scenario& scenario);

}  // namespace kintsugi
