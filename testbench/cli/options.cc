#include "testbench/cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "models/core/error.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

// Every option, and the positional arguments, which Boost treats as options.
po::options_description with_positionals(const CommandSyntax& syntax) {
  po::options_description all;
  all.add(syntax.options);
  for (const Positional& positional : syntax.positionals) {
    all.add_options()(positional.name.c_str(),
                      positional.many
                          ? static_cast<po::value_semantic*>(po::value<std::vector<std::string>>())
                          : po::value<std::string>());
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

void check_positionals(const CommandSyntax& syntax, const po::variables_map& values) {
  for (const Positional& positional : syntax.positionals) {
    if (!positional.required || values.count(positional.name) != 0) continue;
    throw UserError(syntax.name + ": found no " + positional.name + "; allowed `kintsugi " +
                    synopsis(syntax) + "`");
  }
}

std::string examples_text(const std::vector<Example>& examples) {
  size_t width = 0;
  for (const Example& example : examples) width = std::max(width, example.line.size());
  std::string text = examples.empty() ? "" : "\nexamples:\n";
  for (const Example& example : examples) {
    text += fmt::format("  {:<{}}  {}\n", example.line, width, example.meaning);
  }
  return text;
}

}  // namespace

po::variables_map parse_options(const CommandSyntax& syntax, const std::vector<std::string>& args) {
  const po::options_description all = with_positionals(syntax);
  po::positional_options_description positional;
  for (const Positional& one : syntax.positionals)
    positional.add(one.name.c_str(), one.many ? -1 : 1);
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
  if (values.count("help") == 0) check_positionals(syntax, values);
  return values;
}

std::string synopsis(const CommandSyntax& syntax) {
  std::string text = syntax.name;
  for (const Positional& positional : syntax.positionals) {
    const std::string name = positional.name + (positional.many ? "..." : "");
    text += positional.required ? ' ' + name : " [" + name + ']';
  }
  return text;
}

std::string help_text(const CommandSyntax& syntax) {
  std::ostringstream text;
  text << "usage: kintsugi " << synopsis(syntax) << " [options]\n\n"
       << syntax.summary << "\n\n"
       << syntax.options << examples_text(syntax.examples);
  return text.str();
}

}  // namespace kintsugi
