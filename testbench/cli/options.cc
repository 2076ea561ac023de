#include "testbench/cli/options.h"

#include <sstream>

#include "models/core/error.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

// Every option, and the positional argument, which Boost treats as one.
po::options_description with_positional(const CommandSyntax& syntax) {
  po::options_description all;
  all.add(syntax.options);
  if (!syntax.positional.empty()) {
    all.add_options()(syntax.positional.c_str(), po::value<std::string>());
  }
  return all;
}

std::string suggest_option(const CommandSyntax& syntax, const std::string& given) {
  std::vector<std::string> names;
  for (const auto& option : syntax.options.options()) names.push_back("--" + option->long_name());
  return did_you_mean(given, names);
}

std::string see_help(const CommandSyntax& syntax) {
  return "; allowed are the options of `kintsugi " + syntax.name + " --help`";
}

}  // namespace

po::variables_map parse_options(const CommandSyntax& syntax, const std::vector<std::string>& args) {
  const po::options_description all = with_positional(syntax);
  po::positional_options_description positional;
  if (!syntax.positional.empty()) positional.add(syntax.positional.c_str(), 1);
  // Guessing would take --die for --dies today and for something else tomorrow.
  const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  po::variables_map values;
  try {
    po::store(po::command_line_parser(args).options(all).positional(positional).style(style).run(),
              values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    const std::string name = error.get_option_name();
    throw UserError("found the unknown option " + name + see_help(syntax) +
                    suggest_option(syntax, name));
  } catch (const po::too_many_positional_options_error&) {
    throw UserError("found more arguments than `" + syntax.name + "` takes" + see_help(syntax));
  } catch (const po::error& error) {
    throw UserError(error.what() + see_help(syntax));
  }
  return values;
}

std::string help_text(const CommandSyntax& syntax) {
  std::ostringstream text;
  text << "usage: kintsugi " << syntax.name;
  if (!syntax.positional.empty()) text << " [" << syntax.positional << "]";
  text << " [options]\n\n" << syntax.summary << "\n\n" << syntax.options;
  return text.str();
}

}  // namespace kintsugi
