// Reads the options of one command.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace kintsugi {

namespace po = boost::program_options;

// A command with its options and at most one positional argument.
struct CommandSyntax {
  std::string name;
  std::string positional;  // "scenario", empty for none
  std::string summary;     // what it does, one sentence a line
  po::options_description options;
};

// Parses `args`. Throws UserError, with a suggestion, for unknown options, missing or malformed
// values and superfluous arguments.
po::variables_map parse_options(const CommandSyntax& syntax, const std::vector<std::string>& args);

// Usage, summary and options.
std::string help_text(const CommandSyntax& syntax);

}  // namespace kintsugi
