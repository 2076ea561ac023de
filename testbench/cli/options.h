// Reads the options of one command.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace kintsugi {

namespace po = boost::program_options;

struct Positional {
  std::string name;  // "scenario"
  bool required = false;
  bool many = false;  // the last one: as many as are given
};

// A whole command line, from "kintsugi" on, and what it is for.
struct Example {
  std::string line;
  std::string meaning;
};

// A command with its options and positional arguments.
struct CommandSyntax {
  std::string name;
  std::vector<Positional> positionals;
  std::string brief;    // for the list of commands
  std::string summary;  // what it does, one sentence a line
  std::vector<Example> examples;
  po::options_description options{"options"};
};

// Parses `args`. Throws UserError, with a suggestion, for unknown options, missing or malformed
// values, missing and superfluous arguments; nothing is missing beside --help.
po::variables_map parse_options(const CommandSyntax& syntax, const std::vector<std::string>& args);

// "run [scenario]", "sweep scenario [setting...]"
std::string synopsis(const CommandSyntax& syntax);

// Usage, summary, options and examples.
std::string help_text(const CommandSyntax& syntax);

}  // namespace kintsugi
