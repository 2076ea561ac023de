#include "testbench/population/rerun_line.h"

#include <fmt/format.h>

#include <sstream>

#include "testbench/population/waves.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// The launcher as it is called from here.
std::string launcher() {
  std::error_code ignored;
  if (fs::equivalent(fs::current_path(), project_root(), ignored)) return "./kintsugi";
  return shell_word((project_root() / "kintsugi").string());
}

// The name of a shipped scenario, else the path.
std::string scenario_word(const Scenario& scenario) {
  const fs::path shipped = project_root() / "scenarios" / scenario.file.filename();
  std::error_code ignored;
  if (fs::equivalent(scenario.file, shipped, ignored)) return scenario.file.stem().string();
  return shell_word(scenario.file.string());
}

// " --set adc.bits=6" for each key that came from the command line.
std::string overrides(const Scenario& scenario) {
  std::istringstream canonical(to_canonical_toml(scenario));
  std::string text;
  std::string table;
  for (std::string line; std::getline(canonical, line);) {
    if (!line.empty() && line[0] == '[') table = line.substr(1, line.find(']') - 1) + ".";
    const size_t equals = line.find(" = ");
    if (equals == std::string::npos) continue;
    const std::string key = table + line.substr(0, equals);
    if (!scenario.from_command_line(key) || key == "seed" || key == "dies") continue;
    text += " --set " + shell_word(key + "=" + line.substr(equals + 3));
  }
  for (const fs::path& folder : scenario.allowed_paths) {
    text += " --allow-path " + shell_word(folder.string());
  }
  return text;
}

// " --rtl my.f --top my_ctrl --check transaction", where it is not ours and lock-step.
std::string controller_words(const RunOptions& options) {
  std::string text;
  if (!options.rtl.empty()) text = " --rtl";
  for (const fs::path& file : options.rtl) text += " " + shell_word(file.string());
  if (!options.rtl.empty()) text += " --top " + shell_word(options.top);
  if (!options.reference.empty()) text += " --reference " + shell_word(options.reference.string());
  return text + (options.check == Check::Transaction ? " --check transaction" : "");
}

}  // namespace

std::string rerun_line(const RunOptions& options, uint32_t die, const Divergence& divergence) {
  const Scenario& scenario = options.scenario;
  std::string window;
  if (divergence) {
    const auto [from, to] = wave_window(divergence.cycle);
    window = fmt::format(" --wave-from {} --wave-to {}", from, to);
  }
  const std::string folder = (options.out / fmt::format("rerun_die_{}.XXXXXX", die)).string();
  return fmt::format("{} run {} --seed {} --dies {}:{}{}{}{} --wave{} --out \"$(mktemp -d {})\"",
                     launcher(), scenario_word(scenario), scenario.seed, die, die + 1,
                     overrides(scenario), controller_words(options),
                     options.plant.empty() ? "" : " --plant " + shell_word(options.plant), window,
                     shell_word(folder));
}

}  // namespace kintsugi
