#include "testbench/scenario/scenario.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <iterator>

#include "models/core/error.h"
#include "models/device/presets.h"
#include "testbench/scenario/keys.h"
#include "testbench/scenario/reader.h"

namespace kintsugi {
namespace {

constexpr size_t kLongestName = 100;

toml::table parse_toml(std::string_view text, const std::string& file_name) {
  try {
    return toml::parse(text, file_name);
  } catch (const toml::parse_error& error) {
    throw UserError(fmt::format("{}:{}: found bad TOML syntax in column {}: {}", file_name,
                                error.source().begin.line, error.source().begin.column,
                                error.description()));
  }
}

// These become names of files.
void check_name(const Scenario& s, const char* key, const std::string& name) {
  const auto allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  const bool plain = name.find_first_not_of(allowed) == std::string::npos &&
                     name.find_first_not_of('.') != std::string::npos;
  if (plain && name.size() <= kLongestName) return;
  throw UserError(
      fmt::format("{}: found \"{}\"; allowed up to {} letters, digits, '_', '-' and "
                  "'.', because files are named after it",
                  s.where(key), name, kLongestName));
}

// The programming table is not read here: without it a Gaussian law may seem to lack its sigma.
void check_device(const Scenario& s) {
  if (s.programming_table.empty())
    check(s.chip.device, [&](const std::string& key) { return s.where(key); });
}

// Values that are each in range but cannot hold together. The table of keys cannot say these.
void check_consistency(const Scenario& s) {
  check_name(s, "name", s.name);
  check_name(s, "population", s.population);
  if (s.fit.seed == s.seed) {
    throw UserError(
        fmt::format("{}: found {}, which is also the seed of the judged dies ({}); "
                    "allowed any other, so that no judged die was trained on",
                    s.where("fit.seed"), s.fit.seed, s.where("seed")));
  }
  if (s.chip.adc.columns_per_adc > s.chip.crossbar.columns) {
    throw UserError(fmt::format("{}: found {}; allowed at most crossbar.columns = {}",
                                s.where("adc.columns_per_adc"), s.chip.adc.columns_per_adc,
                                s.chip.crossbar.columns));
  }
  check_device(s);
  for (const auto& fault : {fault_of(s.chip.dac), fault_of(s.chip.adc)}) {
    if (fault) throw UserError(s.where(fault->key) + ": " + fault->clause);
  }
  if (s.chip.adaptation.fraction > 0.0 && !s.chip.adaptation.entries.empty()) {
    throw UserError(
        fmt::format("{}: found {}, but adaptation.entries says how many entries each "
                    "layer has; allowed one of the two",
                    s.where("adaptation.fraction"), s.chip.adaptation.fraction));
  }
  if (s.controller.cfg_timeout <= s.timing.register_write_cycles) {
    throw UserError(
        fmt::format("{}: found {}; allowed more than timing.register_write_cycles = {}, "
                    "or every register access times out",
                    s.where("controller.cfg_timeout"), s.controller.cfg_timeout,
                    s.timing.register_write_cycles));
  }
  if (s.fit.clusters > s.fit.dies) {
    throw UserError(
        fmt::format("{}: found {}; allowed at most fit.dies = {}, one training die a "
                    "cluster",
                    s.where("fit.clusters"), s.fit.clusters, s.fit.dies));
  }
  if (s.expect.min_dies > 0 && static_cast<uint32_t>(s.expect.min_dies) > s.dies.count) {
    throw UserError(fmt::format("{}: found {}; allowed at most {}, the number of dies in {}",
                                s.where("expect.min_dies"), s.expect.min_dies, s.dies.count,
                                s.where("dies")));
  }
}

// A scenario of nothing but the presets that `given` names.
Scenario with_presets(const Scenario& given) {
  const auto place = [&](const std::string& key) { return given.where(key); };
  const int levels = given.origin.count("device.levels") > 0 ? given.chip.device.levels : 0;
  Scenario scenario;
  for (const std::string& name : given.device_preset) {
    apply_preset(name, scenario.chip.device, levels, place);
  }
  return scenario;
}

Scenario parse(std::string_view text, const std::string& file_name, const std::string& stem,
               const std::vector<Override>& overrides) {
  const toml::table root = parse_toml(text, file_name);
  const auto read = [&](Scenario scenario) {
    scenario.file = file_name;
    scenario.name = stem;
    set_all(scenario, root, file_name);
    for (const Override& override : overrides) set_override(scenario, override);
    return scenario;
  };
  Scenario scenario = read({});
  // Presets come before the keys that change them, wherever they stand.
  if (!scenario.device_preset.empty()) scenario = read(with_presets(scenario));
  check_consistency(scenario);
  return scenario;
}

}  // namespace

bool Scenario::from_command_line(const std::string& key) const {
  const auto it = origin.find(key);
  return it != origin.end() && it->second.rfind("--", 0) == 0;
}

std::string Scenario::where(const std::string& key) const {
  const auto it = origin.find(key);
  return it != origin.end() ? it->second + ": " + key : file.string() + ": " + key + " (default)";
}

Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) {
    throw UserError(file.string() + ": cannot read this scenario; allowed a readable TOML file " +
                    "(`kintsugi list` shows those of the project)");
  }
  return parse(text, file.string(), file.stem().string(), overrides);
}

Scenario parse_scenario(std::string_view text, const std::string& file_name,
                        const std::vector<Override>& overrides) {
  return parse(text, file_name, std::filesystem::path(file_name).stem().string(), overrides);
}

std::string to_canonical_toml(const Scenario& scenario) {
  std::string text;
  std::string table;
  for (const Key& key : scenario_keys()) {
    const std::string value = value_text(key, scenario);
    if (value.empty()) continue;
    if (key.table() != table) {
      table = key.table();
      text += "\n[" + table + "]\n";
    }
    text += key.leaf() + " = " + value + '\n';
  }
  return text;
}

std::string identity_toml(const Scenario& scenario) {
  std::string text;
  for (const Key& key : scenario_keys()) {
    if (key.identity == Identity::Aside) continue;
    text += key.path + " = " + value_text(key, scenario) + '\n';
  }
  return text;
}

}  // namespace kintsugi
