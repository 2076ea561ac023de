#include <algorithm>
#include <iostream>
#include <optional>
#include <thread>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/cli/options.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

constexpr char default_scenario[] = "fashion_lenet";

constexpr char usage[] = R"(usage: kintsugi COMMAND [options]

  run [scenario]   test, repair and judge the dies of a scenario
  fit [scenario]   make a scenario's test program
  bench            measure speed
  bars             hold measured values against testbench/bars.toml
  list             scenarios, networks and test programs
  docs PAGE        print a generated page: scenarios

`kintsugi COMMAND --help` shows the options of a command.
Exit status: 0 all held, 1 a check failed, 2 bad input.
)";

using Strings = std::vector<std::string>;

template <class T>
T get(const po::variables_map& values, const char* name) {
  return values[name].as<T>();
}

template <class T>
po::typed_value<T>* option(const char* value_name) {
  return po::value<T>()->value_name(value_name);
}

CommandSyntax syntax_of(const std::string& name, const std::string& positional,
                        const std::string& summary) {
  CommandSyntax syntax{name, positional, summary, po::options_description("options")};
  syntax.options.add_options()("help", "show this help");
  return syntax;
}

// What every command with a scenario takes.
CommandSyntax scenario_syntax(const std::string& name, const std::string& summary) {
  CommandSyntax syntax = syntax_of(
      name, "scenario",
      summary + "\nThe scenario is a TOML file or the name of one in scenarios/; default: " +
          default_scenario + ".");
  syntax.options.add_options()  //
      ("set", option<Strings>("KEY=VALUE")->composing(),
       "override a key of the scenario (docs/scenarios.md); repeatable")           //
      ("jobs", option<int>("N"), "processes or threads; default: all processors")  //
      ("quiet", po::bool_switch(), "no progress");
  return syntax;
}

Override set_option(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw UserError("--set: found " + text + "; allowed KEY=VALUE, as in --set adc.bits=6");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// An option that is short for a key of the scenario.
struct Shorthand {
  const char* option;
  const char* key;
};

Scenario scenario_option(const po::variables_map& values,
                         const std::vector<Shorthand>& shorthands = {}) {
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
  const bool given = values.count("scenario") != 0;
  return load_scenario(
      find_scenario(given ? get<std::string>(values, "scenario") : std::string(default_scenario)),
      overrides);
}

int jobs_option(const po::variables_map& values) {
  if (values.count("jobs") == 0)
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int jobs = get<int>(values, "jobs");
  if (jobs < 1 || jobs > 1024) {
    throw UserError("--jobs: found " + std::to_string(jobs) + "; allowed 1 .. 1024");
  }
  return jobs;
}

Engine engine_option(const po::variables_map& values) {
  const auto name = get<std::string>(values, "engine");
  if (name == "cosim") return Engine::Cosim;
  if (name == "fast") return Engine::Fast;
  throw UserError("--engine: found " + name + "; allowed cosim or fast" +
                  did_you_mean(name, {"cosim", "fast"}));
}

struct Context {
  const Simulation& simulation;
  std::ostream& out;
};

// The options of a command, or nothing when only help was asked for.
std::optional<po::variables_map> parse_or_help(const CommandSyntax& syntax, const Strings& args,
                                               std::ostream& out) {
  po::variables_map values = parse_options(syntax, args);
  if (values.count("help") == 0) return values;
  out << help_text(syntax);
  return std::nullopt;
}

int run(const Strings& args, const Context& context) {
  CommandSyntax syntax = scenario_syntax(
      "run", "Tests and repairs every die of a scenario, judges it, and checks what is expected.");
  syntax.options.add_options()                                                           //
      ("dies", option<std::string>("A:B"), "dies A up to B, B not included")             //
      ("seed", option<std::string>("N"), "seed of the dies")                             //
      ("images", option<std::string>("N|all"), "test images that judge a die")           //
      ("out", option<std::string>("DIR"), "result folder; default: results/<scenario>")  //
      ("engine", option<std::string>("NAME")->default_value("cosim"),
       "cosim: the RTL, every cycle checked; fast: the population path alone")  //
      ("wave", po::bool_switch(), "write an FST waveform a die");
  const auto values = parse_or_help(syntax, args, context.out);
  if (!values) return 0;

  RunOptions options;
  options.scenario =
      scenario_option(*values, {{"dies", "dies"}, {"seed", "seed"}, {"images", "judge.images"}});
  options.out = values->count("out") != 0
                    ? std::filesystem::path(get<std::string>(*values, "out"))
                    : std::filesystem::path("results") / options.scenario.name;
  options.jobs = jobs_option(*values);
  options.engine = engine_option(*values);
  options.wave = get<bool>(*values, "wave");
  options.quiet = get<bool>(*values, "quiet");
  if (options.wave && options.engine == Engine::Fast) {
    throw UserError("--wave: found --engine fast, which has no signals; allowed --engine cosim");
  }
  return context.simulation.run(options);
}

int fit(const Strings& args, const Context& context) {
  CommandSyntax syntax = scenario_syntax(
      "fit", "Makes the scenario's test program on training dies: images, features, codebook.");
  syntax.options.add_options()("out", option<std::string>("FILE"),
                               "the test program; default: where the scenario looks for it");
  const auto values = parse_or_help(syntax, args, context.out);
  if (!values) return 0;

  FitOptions options;
  options.scenario = scenario_option(*values);
  options.out = values->count("out") != 0 ? std::filesystem::path(get<std::string>(*values, "out"))
                                          : test_program_path(options.scenario);
  options.jobs = jobs_option(*values);
  options.quiet = get<bool>(*values, "quiet");
  return context.simulation.fit(options);
}

int bench(const Strings& args, const Context& context) {
  CommandSyntax syntax = scenario_syntax("bench", "Measures how fast the scenario simulates.");
  syntax.options.add_options()("json", option<std::string>("FILE"),
                               "write the measured values there too");
  const auto values = parse_or_help(syntax, args, context.out);
  if (!values) return 0;

  BenchOptions options;
  options.scenario = scenario_option(*values);
  if (values->count("json") != 0) options.json = get<std::string>(*values, "json");
  options.jobs = jobs_option(*values);
  options.quiet = get<bool>(*values, "quiet");
  return context.simulation.bench(options);
}

int bars(const Strings& args, const Context& context) {
  CommandSyntax syntax =
      syntax_of("bars", "",
                "Runs the commands of testbench/bars.toml and holds what they measured against\n"
                "the limits.");
  syntax.options.add_options()                                                                    //
      ("issue", option<Strings>("NAME")->composing(), "only the bars of this issue; repeatable")  //
      ("file", option<std::string>("FILE"), "another file of bars");
  const auto values = parse_or_help(syntax, args, context.out);
  if (!values) return 0;

  BarsOptions options;
  options.file = values->count("file") != 0
                     ? std::filesystem::path(get<std::string>(*values, "file"))
                     : project_root() / "testbench" / "bars.toml";
  if (values->count("issue") != 0) options.issues = get<Strings>(*values, "issue");
  return bars_command(options, context.out);
}

int list(const Strings& args, const Context& context) {
  const CommandSyntax syntax =
      syntax_of("list", "", "Lists the scenarios, networks and test programs of the project.");
  return parse_or_help(syntax, args, context.out) ? list_command(context.out) : 0;
}

int docs(const Strings& args, const Context& context) {
  const CommandSyntax syntax =
      syntax_of("docs", "page", "Prints a page of docs/ that is generated: scenarios.");
  const auto values = parse_or_help(syntax, args, context.out);
  if (!values) return 0;
  return docs_command(values->count("page") != 0 ? get<std::string>(*values, "page") : "",
                      context.out);
}

int dispatch(const Strings& args, const Context& context) {
  const std::vector<std::pair<std::string, int (*)(const Strings&, const Context&)>> commands = {
      {"run", run}, {"fit", fit}, {"bench", bench}, {"bars", bars}, {"list", list}, {"docs", docs}};
  if (args.empty() || args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
    context.out << usage;
    return 0;
  }
  if (args[0] == "--version") {
    context.out << "kintsugi " KINTSUGI_VERSION "\n";
    return 0;
  }
  Strings names;
  for (const auto& [name, command] : commands) {
    if (name == args[0]) return command(Strings(args.begin() + 1, args.end()), context);
    names.push_back(name);
  }
  throw UserError("found the unknown command " + args[0] +
                  "; allowed run, fit, bench, bars, list or docs" + did_you_mean(args[0], names));
}

}  // namespace

int kintsugi_main(const std::vector<std::string>& args, const Simulation& simulation,
                  std::ostream& out, std::ostream& err) {
  try {
    return dispatch(args, {simulation, out});
  } catch (const std::exception& error) {
    err << "kintsugi: error: " << error.what() << '\n';
    return 2;
  }
}

}  // namespace kintsugi
