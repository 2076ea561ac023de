#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <thread>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/cli/commands.h"
#include "testbench/report/table.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {

std::vector<Command> all_commands() {
  std::vector<Command> commands = scenario_commands();
  for (const auto more : {chip_commands, cluster_commands, project_commands}) {
    for (const Command& command : more()) commands.push_back(command);
  }
  return commands;
}

namespace {

using Strings = std::vector<std::string>;

std::string usage(const std::vector<Command>& commands) {
  std::string text = "usage: kintsugi COMMAND [options]\n\n";
  for (const Command& command : commands) {
    text += fmt::format("  {:<20} {}\n", synopsis(command.syntax), command.syntax.brief);
  }
  return text +
         "\n`kintsugi COMMAND --help` shows the options of a command, with examples.\n"
         "Exit status: 0 all held, 1 a check failed, 2 bad input.\n";
}

const Command& find_command(const std::vector<Command>& commands, const std::string& name) {
  Strings names;
  std::string allowed;
  for (const Command& command : commands) {
    if (command.syntax.name == name) return command;
    const bool last = &command == &commands.back();
    allowed += (names.empty() ? "" : last ? " or " : ", ") + command.syntax.name;
    names.push_back(command.syntax.name);
  }
  throw UserError("found the unknown command " + name + "; allowed " + allowed +
                  did_you_mean(name, names));
}

int dispatch(Strings args, const Context& context) {
  const std::vector<Command> commands = all_commands();
  const bool help = !args.empty() && (args[0] == "--help" || args[0] == "-h" || args[0] == "help");
  if (args.empty() || (help && args.size() == 1)) {
    context.out << usage(commands);
    return 0;
  }
  if (help) args = {args[1], "--help"};
  if (args[0] == "--version") args[0] = "version";
  const Command& command = find_command(commands, args[0]);
  args.erase(args.begin());
  const po::variables_map values = parse_options(command.syntax, args);
  if (values.count("help") == 0) return command.run(values, context);
  context.out << help_text(command.syntax);
  return 0;
}

}  // namespace

CommandSyntax make_syntax(const std::string& name, const std::vector<Positional>& positionals,
                          const std::string& brief, const std::string& summary,
                          const std::vector<Example>& examples) {
  CommandSyntax syntax;
  syntax.name = name;
  syntax.positionals = positionals;
  syntax.brief = brief;
  syntax.summary = summary;
  syntax.examples = examples;
  syntax.options.add_options()("help,h", "show this help");
  return syntax;
}

void add_work_options(CommandSyntax& syntax) {
  syntax.options.add_options()                                                       //
      ("jobs,j", option<int>("N"), "processes or threads; default: all processors")  //
      ("quiet,q", po::bool_switch(), "no progress, no table");
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

int kintsugi_main(const std::vector<std::string>& args, const Simulation& simulation,
                  std::ostream& out, std::ostream& err) {
  try {
    const bool colour = &out == &std::cout && wants_colour(1);
    return dispatch(args, {simulation, out, colour});
  } catch (const std::exception& error) {
    err << "kintsugi: error: " << error.what() << '\n';
    return 2;
  }
}

}  // namespace kintsugi
