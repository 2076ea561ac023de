// The scenario on a command line: its argument, what overrides its keys, and what belongs to it.
#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr char default_scenario[] = "fashion_lenet";

using Strings = std::vector<std::string>;

}  // namespace

CommandSyntax scenario_syntax(const std::string& name, const std::string& brief,
                              const std::string& summary, const std::vector<Example>& examples) {
  CommandSyntax syntax = make_syntax(
      name, {{"scenario"}}, brief,
      summary + "\nThe scenario is a TOML file or the name of one in scenarios/; default: " +
          default_scenario + ".",
      examples);
  syntax.options.add_options()  //
      ("set", option<Strings>("KEY=VALUE")->composing(),
       "override a key of the scenario (docs/scenarios.md); repeatable");
  add_allow_path(syntax);
  return syntax;
}

void add_allow_path(CommandSyntax& syntax) {
  syntax.options.add_options()  //
      ("allow-path", option<Strings>("DIR")->composing(),
       "a folder that the scenario's file may name paths in, beside its own and the repository; "
       "repeatable");
}

namespace {

Override set_option(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw UserError("--set: found " + text + "; allowed KEY=VALUE, as in --set adc.bits=6");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

std::vector<Override> overrides_option(const po::variables_map& values,
                                       const std::vector<Shorthand>& shorthands) {
  std::vector<Override> overrides;
  if (values.count("set") != 0) {
    for (const std::string& text : get<Strings>(values, "set")) {
      overrides.push_back(set_option(text));
    }
  }
  for (const auto& [name, key] : shorthands) {
    if (values.count(name) == 0) continue;
    overrides.push_back({key, get<std::string>(values, name), std::string("--") + name});
  }
  return overrides;
}

void add_die_options(CommandSyntax& syntax) {
  syntax.options.add_options()                                                //
      ("dies", option<std::string>("A:B"), "dies A up to B, B not included")  //
      ("seed", option<std::string>("N"), "seed of the dies")                  //
      ("images", option<std::string>("N|all"), "test images that judge a die");
}

const std::vector<Shorthand>& die_shorthands() {
  static const std::vector<Shorthand> shorthands = {
      {"dies", "dies"}, {"seed", "seed"}, {"images", "judge.images"}};
  return shorthands;
}

void add_die_timeout(CommandSyntax& syntax) {
  syntax.options.add_options()  //
      ("die-timeout", option<double>("SECONDS"),
       "kill the worker of a die after so long, 0 for never; default: 20 times the slowest die so "
       "far but a minute at least, and an hour before one is done");
}

std::optional<double> die_timeout_option(const po::variables_map& values) {
  if (values.count("die-timeout") == 0) return std::nullopt;
  const double seconds = get<double>(values, "die-timeout");
  if (seconds >= 0.0) return seconds;  // not a number is refused
  throw UserError(
      fmt::format("--die-timeout: found {}; allowed seconds, or 0 for no limit", seconds));
}

Scenario scenario_option(const po::variables_map& values,
                         const std::vector<Shorthand>& shorthands) {
  const bool given = values.count("scenario") != 0;
  Scenario scenario = load_scenario(
      find_scenario(given ? get<std::string>(values, "scenario") : std::string(default_scenario)),
      overrides_option(values, shorthands));
  if (values.count("allow-path") != 0) {
    for (const std::string& folder : get<Strings>(values, "allow-path")) {
      if (!fs::is_directory(folder)) {
        throw UserError("--allow-path: found " + folder + ", which is no folder; allowed a folder");
      }
      scenario.allowed_paths.push_back(fs::absolute(folder));
    }
  }
  require_within_reach(scenario);
  return scenario;
}

}  // namespace kintsugi
