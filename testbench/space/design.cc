#include "testbench/space/design.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "models/core/error.h"
#include "models/tuning/digest.h"
#include "testbench/population/engines.h"
#include "testbench/population/fork_pool.h"
#include "testbench/population/scenario_fit.h"
#include "testbench/report/interrupt.h"
#include "testbench/scenario/keys.h"
#include "testbench/scenario/paths.h"
#include "testbench/space/grid.h"

namespace kintsugi {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A sweep over such a key would show the same population again and again, or compare dies in
// different numbers.
void require_effect(const SweepGrid& grid, bool refit) {
  for (size_t k = 0; k < grid.keys.size(); ++k) {
    const std::string& key = grid.keys[k];
    const auto refuse = [&](const std::string& why) {
      throw UserError(fmt::format("{}: {}: {}", grid.points[0][k].origin, key, why));
    };
    if (key == "dies")
      refuse("found among the swept keys; all points judge the same dies: --dies A:B");
    if (key == "name" || key == "optimum" || key.rfind("expect.", 0) == 0) {
      refuse("found among the swept keys, but no result of a sweep depends on it; leave it out");
    }
    if (refit && (key == "test_program" || key == "population")) {
      refuse(
          "found among the swept keys, but it names a test program; allowed without --refit, "
          "which makes them");
    }
    if (key.rfind("fit.", 0) == 0 && !refit) {
      refuse(
          "found among the swept keys, but it decides only how a test program is made; "
          "--refit makes one for each point");
    }
  }
}

void require_not_set(const SweepGrid& grid, const std::vector<Override>& overrides) {
  for (const Override& override : overrides) {
    if (!has(grid.keys, override.key)) continue;
    throw UserError(fmt::format("{}: {}: found among the swept keys too; allowed one of the two",
                                override.origin, override.key));
  }
}

// "sar" rather than "\"sar\"".
std::string plain(const std::string& toml) {
  const bool quoted = toml.size() >= 2 && toml.front() == '"' && toml.back() == '"';
  return quoted ? toml.substr(1, toml.size() - 2) : toml;
}

void require_distinct(const SweepDesign& design, const SweepGrid& grid) {
  std::map<std::vector<std::string>, size_t> seen;
  for (size_t i = 0; i < design.points.size(); ++i) {
    const auto [first, fresh] = seen.emplace(design.points[i].values, i);
    if (fresh) continue;
    throw UserError(
        fmt::format("{}: found the point {} twice (points {} and {}); allowed each once",
                    grid.points[i].back().origin, design.settings(i), first->second, i));
  }
}

// All keys that decide a test program, with their values.
std::string program_key(const Scenario& scenario) {
  std::string text;
  for (const Key& key : scenario_keys()) {
    const std::string table = key.table();
    const bool decides = table == "device" || table == "crossbar" || table == "wires" ||
                         table == "dac" || table == "adc" || table == "adaptation" ||
                         table == "tuning" || table == "fit" || key.path == "network" ||
                         key.path == "data" || key.path == "data_dir" ||
                         key.path == "judge.yield_margin";
    if (decides) text += key.path + " = " + value_text(key, scenario) + '\n';
  }
  return text;
}

// Points that differ in nothing that decides a program share it.
void share_programs(SweepDesign& design) {
  std::map<std::string, uint32_t> first;
  for (uint32_t i = 0; i < design.points.size(); ++i) {
    design.points[i].program_of =
        first.emplace(program_key(design.points[i].scenario), i).first->second;
  }
}

// What the dies carry does not change when the silicon does, unless the sweep says which program.
void keep_program(SweepDesign& design) {
  if (has(design.keys, "test_program") || has(design.keys, "population")) return;
  const std::string program =
      std::filesystem::absolute(existing_test_program(design.base)).string();
  for (SweepPoint& point : design.points) point.scenario.test_program = program;
}

void require_program_fits(const Scenario& scenario) {
  const std::filesystem::path file = existing_test_program(scenario);
  const tuning::TestProgram program = tuning::load_program(file);
  const Network network = load_network(scenario);
  const auto refuse = [&](const std::string& made_for, const std::string& found) {
    throw UserError(
        fmt::format("the test program {} was made for {}, but this chip has {}; --refit "
                    "makes a program for each point",
                    file.string(), made_for, found));
  };
  if (program.network_digest != tuning::digest(network)) {
    refuse(fmt::format("network '{}' ({})", program.network, program.network_digest),
           fmt::format("'{}' ({})", network.name, tuning::digest(network)));
  }
  const std::string array = array_text(chip_config(scenario));
  if (program.array != array) refuse("cells that are " + program.array, "cells that are " + array);
}

// Everything a point reads, once. Gives digests of its network and its program.
std::string load_once(const SweepDesign& design, uint32_t point, const Experiment* like) {
  const Scenario& scenario = design.points[point].scenario;
  if (!design.refit) {
    try {
      const Experiment e = load_design(scenario, like);
      return e.program.network_digest + ' ' + tuning::digest(e.program);
    } catch (const UserError&) {
      require_program_fits(scenario);  // knows what a sweep can do about it
      throw;
    }
  }
  const Network network = load_network(scenario);
  make_chip(network, chip_config(scenario));
  load_images(scenario, network, false, scenario.judge.images);
  if (design.points[point].program_of == point) load_fit_inputs(scenario);
  return tuning::digest(network) + " refit";
}

std::string digest_of(const std::string& text) {
  tuning::Digest digest;
  digest.add_all(text);
  return digest.hex();
}

// For the images of the others. What is wrong with the point, its own turn says.
std::optional<Experiment> first_point(const SweepDesign& design) {
  if (design.refit) return std::nullopt;
  try {
    return load_design(design.points[0].scenario);
  } catch (const UserError&) {
    return std::nullopt;
  }
}

}  // namespace

std::string SweepDesign::settings(size_t point) const {
  std::string text;
  for (size_t k = 0; k < keys.size(); ++k) {
    text += (k == 0 ? "" : " ") + keys[k] + '=' + points[point].values[k];
  }
  return text;
}

SweepDesign sweep_design(const DesignSweepOptions& options) {
  if (!options.points.empty() && !options.settings.empty()) {
    throw UserError("--points: found beside " + options.settings[0] +
                    "; allowed a file of points or keys with values");
  }
  const SweepGrid grid =
      options.points.empty() ? grid_of(options.settings) : read_points(options.points);
  SweepDesign design;
  design.base = options.scenario;
  design.engine = options.engine;
  design.refit = options.refit;
  design.keys = grid.keys;
  for (const std::vector<Override>& point : grid.points) {
    std::vector<Override> overrides = options.overrides;
    overrides.insert(overrides.end(), point.begin(), point.end());
    SweepPoint made;
    made.scenario = load_scenario(options.scenario.file, overrides);
    made.scenario.allowed_paths = options.scenario.allowed_paths;
    if (!options.points.empty()) require_within_reach(made.scenario);
    for (const std::string& key : grid.keys) {
      made.values.push_back(plain(value_text(*find_key(key), made.scenario)));
    }
    design.points.push_back(std::move(made));
  }
  require_effect(grid, options.refit);
  require_not_set(grid, options.overrides);
  require_distinct(design, grid);
  if (options.refit) {
    share_programs(design);
  } else {
    keep_program(design);
  }
  return design;
}

bool check_design(SweepDesign& design, int jobs) {
  const std::optional<Experiment> first = first_point(design);
  std::vector<uint32_t> points(design.points.size());
  for (uint32_t i = 0; i < points.size(); ++i) points[i] = i;
  std::map<uint32_t, std::string> digests;
  std::map<uint32_t, std::string> failures;
  const bool finished = run_forked(
      points, jobs,
      [&](uint32_t point) { return load_once(design, point, first ? &*first : nullptr); },
      [&](const ForkResult& result) {
        (result.ok ? digests : failures)[result.item] = result.text;
      },
      [] { return interrupted(); });
  if (!failures.empty()) {
    const auto& [point, sentence] = *failures.begin();
    throw UserError(fmt::format("point {} ({}): {}", point, design.settings(point), sentence));
  }
  if (!finished) return false;
  std::string programs;
  for (const auto& [point, text] : digests) programs += text + '\n';
  for (const SweepPoint& point : design.points) {
    if (design.refit) programs += program_key(point.scenario);
  }
  design.versions = {{"sources", source_digest()}, {"test_programs", digest_of(programs)}};
  return true;
}

std::filesystem::path sweep_program(const std::filesystem::path& folder, uint32_t point) {
  return std::filesystem::absolute(folder / "programs" / fmt::format("{}.program.json", point));
}

RunIdentity sweep_identity(const SweepDesign& design) {
  RunIdentity identity{design.base.name, "", design.base.seed,
                       design.engine == Engine::Cosim ? "cosim" : "fast", design.versions};
  std::string points;
  for (size_t i = 0; i < design.points.size(); ++i) {
    Scenario scenario = design.points[i].scenario;
    if (!has(design.keys, "test_program")) scenario.test_program = design.base.test_program;
    points += design.settings(i) + '\n' + identity_toml(scenario);
  }
  identity.canonical = identity_toml(design.base) + "[swept]\n";
  for (size_t k = 0; k < design.keys.size(); ++k) {
    std::vector<std::string> values;
    for (const SweepPoint& point : design.points) {
      if (!has(values, point.values[k])) values.push_back(point.values[k]);
    }
    identity.canonical += fmt::format("{} = {}\n", design.keys[k], fmt::join(values, ", "));
  }
  identity.canonical += fmt::format("points = {} ({})\n", design.points.size(), digest_of(points));
  return identity;
}

}  // namespace kintsugi
