// The commands of `kintsugi`: how each is written and what it does with its options.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/cli/options.h"

namespace kintsugi {

struct Context {
  const Simulation& simulation;
  std::ostream& out;
  bool colour;  // whether `out` shows colours
};

struct Command {
  CommandSyntax syntax;
  int (*run)(const po::variables_map& values, const Context& context);
};

// --jobs and --quiet of what works long, and how many jobs it may use.
void add_work_options(CommandSyntax& syntax);
int jobs_option(const po::variables_map& values);

// An option that is short for a key of the scenario.
struct Shorthand {
  const char* option;
  const char* key;
};

// What --set and the shorthands that are given override.
std::vector<Override> overrides_option(const po::variables_map& values,
                                       const std::vector<Shorthand>& shorthands);

// The scenario of the argument `scenario`, with --set and the shorthands that are given.
Scenario scenario_option(const po::variables_map& values,
                         const std::vector<Shorthand>& shorthands = {});

// --dies, --seed and --images of those that judge dies, and what these are short for.
void add_die_options(CommandSyntax& syntax);
const std::vector<Shorthand>& die_shorthands();

// The syntax of a command with a scenario: its argument, and --set.
CommandSyntax scenario_syntax(const std::string& name, const std::string& brief,
                              const std::string& summary, const std::vector<Example>& examples);

// --allow-path, which scenario_option() reads.
void add_allow_path(CommandSyntax& syntax);

// run, fit, optimum, validate, sweep: those that test, repair and judge dies.
std::vector<Command> scenario_commands();

// bench, cost, export, import, adapt, self-tune: other looks at a scenario.
std::vector<Command> chip_commands();

// merge, submit, status: those past one machine.
std::vector<Command> cluster_commands();

// --die-timeout of `run`.
void add_die_timeout(CommandSyntax& syntax);
std::optional<double> die_timeout_option(const po::variables_map& values);

// --shard I/N; --out must stand beside it.
Shard shard_option(const po::variables_map& values);

// quantise, study, diff, list, explain, bars, docs, wave, version: those that simulate nothing.
std::vector<Command> project_commands();

// All of them, in the order of `kintsugi help`.
std::vector<Command> all_commands();

// A command's syntax with --help among its options.
CommandSyntax make_syntax(const std::string& name, const std::vector<Positional>& positionals,
                          const std::string& brief, const std::string& summary,
                          const std::vector<Example>& examples);

template <class T>
T get(const po::variables_map& values, const char* name) {
  return values[name].as<T>();
}

// The text of an option or argument, empty when it is not given.
inline std::string text_or_empty(const po::variables_map& values, const char* name) {
  return values.count(name) != 0 ? get<std::string>(values, name) : "";
}

template <class T>
po::typed_value<T>* option(const char* value_name) {
  return po::value<T>()->value_name(value_name);
}

}  // namespace kintsugi
