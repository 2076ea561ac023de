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
       {"kintsugi diff results/before results/after --json", "every changed die, for a script"},
       {"kintsugi diff results/before results/after --html diff.html", "as a page with charts"}});
  add_json_option(syntax);
  syntax.options.add_options()("html", option<std::string>("FILE"),
                               "write a page with charts, too");
  return syntax;
}

int diff(const po::variables_map& values, const Context& context) {
  DiffOptions options;
  options.a = get<std::string>(values, "run_a");
  options.b = get<std::string>(values, "run_b");
  options.json = get<bool>(values, "json");
  options.html = text_or_empty(values, "html");
  options.colour = context.colour;
  return diff_command(options, context.out);
}

CommandSyntax list_syntax() {
  CommandSyntax syntax = make_syntax(
      "list", {}, "scenarios, networks, test programs, build presets",
      "Lists the scenarios, networks, test programs and build presets of the project.",
      {{"kintsugi list", "what `run` takes by name"}, {"kintsugi list --json", "for a script"}});
  add_json_option(syntax);
  return syntax;
}

int list(const po::variables_map& values, const Context& context) {
  return list_command(get<bool>(values, "json"), context.out);
}

CommandSyntax explain_syntax() {
  CommandSyntax syntax =
      make_syntax("explain", {{"key"}}, "what a scenario key means",
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
  options.file = values.count("file") != 0 ? std::filesystem::path(get<std::string>(values, "file"))
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
  CommandSyntax syntax = make_syntax(
      "version", {}, "versions of Kintsugi and of what it is built with",
      "Shows the versions of Kintsugi, its compiler and the libraries it is built of.",
      {{"kintsugi --version", "for a person"}, {"kintsugi --version --json", "for a script"}});
  add_json_option(syntax);
  return syntax;
}

int version(const po::variables_map& values, const Context& context) {
  return version_command(get<bool>(values, "json"), context.out);
}

CommandSyntax wave_syntax() {
  CommandSyntax syntax = make_syntax(
      "wave", {{"run_or_fst", true}}, "open a wave in GTKWave",
      "Opens a wave of `kintsugi run --wave` in GTKWave: an FST file, or a result folder with "
      "one.\n"
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

CommandSyntax quantise_syntax() {
  CommandSyntax syntax = make_syntax(
      "quantise", {{"in", true}}, "make a float ONNX network fit a chip",
      "Quantises a trained network in floating point (ONNX; docs/networks.md says which nodes) to\n"
      "the levels of cells and the bits of activations, calibrated on training images, and says\n"
      "what that costs in accuracy.",
      {{"kintsugi quantise my.onnx --data images --out my_10.onnx", "10 levels, 4-bit activations"},
       {"kintsugi quantise my.onnx --data images --out my_16.onnx --levels 16 --activation-bits 5",
        "finer"}});
  syntax.options.add_options()  //
      ("data", option<std::string>("FOLDER"),
       "folder with training and test images, as `train` takes it; default: Fashion-MNIST")     //
      ("out", option<std::string>("FILE"), "the quantised network, ONNX")                       //
      ("levels", option<int>("N")->default_value(10), "levels of a cell, 2 to 128")             //
      ("activation-bits", option<int>("N")->default_value(4), "bits of an activation, 1 to 8")  //
      ("images", option<int>("N")->default_value(256), "training images to calibrate on")       //
      ("test-images", option<int>("N")->default_value(10000), "most test images to judge on")   //
      ("white", option<double>("X")->default_value(1.0, "1"),
       "what the network takes for a pixel of 255; 0 is black")  //
      ("signature", option<std::string>("A,B,..."),
       "layers whose outputs form the signature, beside the last; default: chosen");
  add_json_option(syntax);
  return syntax;
}

Strings split_names(const std::string& text) {
  Strings names;
  for (size_t at = 0; at < text.size();) {
    const size_t comma = std::min(text.find(',', at), text.size());
    names.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return names;
}

int quantise(const po::variables_map& values, const Context& context) {
  QuantiseOptions options;
  options.in = get<std::string>(values, "in");
  options.data = text_or_empty(values, "data");
  options.out = text_or_empty(values, "out");
  if (options.out.extension() != ".onnx") {
    throw UserError("--out: found '" + options.out.string() +
                    "'; allowed a file that ends in .onnx");
  }
  options.levels = get<int>(values, "levels");
  options.activation_bits = get<int>(values, "activation-bits");
  options.images = get<int>(values, "images");
  options.test_images = get<int>(values, "test-images");
  for (const char* name : {"images", "test-images"}) {
    if (get<int>(values, name) >= 1) continue;
    throw UserError(std::string("--") + name + ": found " + std::to_string(get<int>(values, name)) +
                    "; allowed 1 or more");
  }
  options.white = get<double>(values, "white");
  options.signature = split_names(text_or_empty(values, "signature"));
  options.json = get<bool>(values, "json");
  return context.simulation.quantise(options, context.out);
}

CommandSyntax study_syntax() {
  CommandSyntax syntax = make_syntax(
      "study", {{"name"}}, "measure a published result again",
      "Measures a published result again and holds what comes out against its bars;\n"
      "docs/results.md has what the full forms gave. A stopped study goes on where it stopped.\n"
      "The studies lr, vat, compact and egis learn: the training program runs them (libtorch).",
      {{"kintsugi study --list", "the studies"},
       {"kintsugi study signature --quick", "some minutes, the same trend"},
       {"kintsugi study signature --write docs/results.md", "the full form, and its section"}});
  add_work_options(syntax);
  syntax.options.add_options()                                                           //
      ("list", po::bool_switch(), "print the studies")                                   //
      ("quick", po::bool_switch(), "fewer dies, fewer images")                           //
      ("out", option<std::string>("DIR"), "result folder; default: results/study_NAME")  //
      ("data", option<std::string>("FOLDER"),
       "data sets of your own: FOLDER/mnist (docs/networks.md); without it their rows are left "
       "out")  //
      ("write", option<std::string>("FILE"),
       "page whose section of this study is written")  //
      ("shard", option<std::string>("I/N"),
       "only the I-th of N equal parts of its pieces, for `kintsugi merge` (docs/cluster.md)");
  return syntax;
}

int study(const po::variables_map& values, const Context& context) {
  StudyOptions options;
  options.name = text_or_empty(values, "name");
  options.list = get<bool>(values, "list");
  options.quick = get<bool>(values, "quick");
  options.out = text_or_empty(values, "out");
  options.data = text_or_empty(values, "data");
  options.write = text_or_empty(values, "write");
  options.shard = shard_option(values);
  if (options.shard.count > 0 && !options.write.empty()) {
    throw UserError("--write: found --shard beside it; allowed for the whole");
  }
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  const int status = context.simulation.study(options, context.out);
  if (options.list) context.out << "lr, vat, compact, egis: of the training program (--help)\n";
  return status;
}

}  // namespace

std::vector<Command> project_commands() {
  return {{study_syntax(), study}, {quantise_syntax(), quantise}, {diff_syntax(), diff},
          {list_syntax(), list},   {explain_syntax(), explain},   {bars_syntax(), bars},
          {docs_syntax(), docs},   {wave_syntax(), wave},         {version_syntax(), version}};
}

}  // namespace kintsugi
