// The command lines of those commands that simulate nothing.
#include <algorithm>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

using Strings = std::vector<std::string>;

void add_json_option(CommandSyntax& syntax) {
  syntax.options.add_options()("json", po::bool_switch(), "print JSON");
}

CommandSyntax diff_syntax() {
  CommandSyntax syntax = make_syntax(
      "diff", {{"run_a", true}, {"run_b", true}}, "compare two result folders die by die",
      "Compares two result folders die by die: scenario keys, accuracies, decisions, codebook\n"
      "entries. Exit status: 0 nothing differs, 1 something does, 2 bad input.",
      {{"kintsugi diff results/fashion_lenet results/six_bits", "what a key changed"},
       {"kintsugi diff results/before results/after --json", "every changed die, for a script"}});
  add_json_option(syntax);
  return syntax;
}

int diff(const po::variables_map& values, const Context& context) {
  DiffOptions options;
  options.a = get<std::string>(values, "run_a");
  options.b = get<std::string>(values, "run_b");
  options.json = get<bool>(values, "json");
  options.colour = context.colour;
  return diff_command(options, context.out);
}

CommandSyntax list_syntax() {
  CommandSyntax syntax =
      make_syntax("list", {}, "scenarios, networks, test programs, build presets",
                  "Lists the scenarios, networks, test programs and build presets of the project.",
                  {{"kintsugi list", "what `run` takes by name"},
                   {"kintsugi list --json", "for a script"}});
  add_json_option(syntax);
  return syntax;
}

int list(const po::variables_map& values, const Context& context) {
  return list_command(get<bool>(values, "json"), context.out);
}

CommandSyntax explain_syntax() {
  CommandSyntax syntax = make_syntax(
      "explain", {{"key"}}, "what a scenario key means",
      "Says what a key of a scenario means: unit, allowed values, default and source.\n"
      "A table's name shows its keys; without a name, every key is shown.",
      {{"kintsugi explain device.sigma_tile", "one key"},
       {"kintsugi explain adc", "the keys of a table"},
       {"kintsugi explain --json", "every key, for a script"}});
  add_json_option(syntax);
  return syntax;
}

int explain(const po::variables_map& values, const Context& context) {
  return explain_command(text_or_empty(values, "key"), get<bool>(values, "json"), context.out);
}

CommandSyntax bars_syntax() {
  CommandSyntax syntax = make_syntax(
      "bars", {}, "hold measured values against testbench/bars.toml",
      "Runs the commands of testbench/bars.toml and holds what they measured against\nthe limits.",
      {{"kintsugi bars", "every bar"}, {"kintsugi bars --json", "for a script"}});
  syntax.options.add_options()                                                                    //
      ("issue", option<Strings>("NAME")->composing(), "only the bars of this issue; repeatable")  //
      ("file", option<std::string>("FILE"), "another file of bars");
  add_json_option(syntax);
  return syntax;
}

int bars(const po::variables_map& values, const Context& context) {
  BarsOptions options;
  options.file = values.count("file") != 0
                     ? std::filesystem::path(get<std::string>(values, "file"))
                     : project_root() / "testbench" / "bars.toml";
  if (values.count("issue") != 0) options.issues = get<Strings>(values, "issue");
  options.json = get<bool>(values, "json");
  return bars_command(options, context.out);
}

CommandSyntax docs_syntax() {
  return make_syntax("docs", {{"page"}}, "print a generated page: scenarios, schema",
                     "Prints a file of docs/ that is generated: scenarios or schema.",
                     {{"kintsugi docs scenarios", "docs/scenarios.md"},
                      {"kintsugi docs schema", "docs/scenario.schema.json"}});
}

int docs(const po::variables_map& values, const Context& context) {
  return docs_command(text_or_empty(values, "page"), context.out);
}

CommandSyntax version_syntax() {
  CommandSyntax syntax =
      make_syntax("version", {}, "versions of Kintsugi and of what it is built with",
                  "Shows the versions of Kintsugi, its compiler and the libraries it is built of.",
                  {{"kintsugi --version", "for a person"},
                   {"kintsugi --version --json", "for a script"}});
  add_json_option(syntax);
  return syntax;
}

int version(const po::variables_map& values, const Context& context) {
  return version_command(get<bool>(values, "json"), context.out);
}

CommandSyntax wave_syntax() {
  CommandSyntax syntax = make_syntax(
      "wave", {{"run_or_fst", true}}, "open a wave in GTKWave",
      "Opens a wave of `kintsugi run --wave` in GTKWave: an FST file, or a result folder with one.\n"
      "What it shows is in docs/waves.md.",
      {{"kintsugi wave results/fashion_lenet", "the wave of the only die that has one"},
       {"kintsugi wave results/fashion_lenet/die_17.fst --view repair", "gains being written"}});
  syntax.options.add_options()("view", option<std::string>("NAME")->default_value("overview"),
                               "overview, repair or bus");
  return syntax;
}

int wave(const po::variables_map& values, const Context&) {
  const Strings views = {"overview", "repair", "bus"};
  const auto view = get<std::string>(values, "view");
  if (std::find(views.begin(), views.end(), view) == views.end()) {
    throw UserError("--view: found " + view + "; allowed overview, repair or bus" +
                    did_you_mean(view, views));
  }
  return wave_command({get<std::string>(values, "run_or_fst"), view});
}

}  // namespace

std::vector<Command> project_commands() {
  return {{diff_syntax(), diff}, {list_syntax(), list}, {explain_syntax(), explain},
          {bars_syntax(), bars}, {docs_syntax(), docs}, {wave_syntax(), wave},
          {version_syntax(), version}};
}

}  // namespace kintsugi
