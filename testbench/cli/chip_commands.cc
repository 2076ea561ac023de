// The command lines of those commands that take a scenario and look at its chip or its dies in
// another way than a run does.
#include <algorithm>
#include <optional>
#include <sstream>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

using Strings = std::vector<std::string>;

CommandSyntax bench_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "bench", "measure speed",
      "Measures the crossbar engine, and how fast the scenario simulates, each beside a floor "
      "that\n"
      "does the least that must be done.",
      {{"kintsugi bench", "every case"},
       {"kintsugi bench --filter crossbar", "those whose name contains crossbar"},
       {"kintsugi bench fashion_mlp --json speed.json", "all of them, kept for a script"},
       {"kintsugi bench --growth docs", "how the cost of reads grows, as a table and a plot"}});
  add_work_options(syntax);
  syntax.options.add_options()("json", option<std::string>("FILE"),
                               "write the measured values there too");
  syntax.options.add_options()("filter", option<std::string>("REGEX"),
                               "only cases whose name it finds");
  syntax.options.add_options()("growth", option<std::string>("DIR"),
                               "measure instead how cost grows with rows, columns, input bits, "
                               "slices and dies: growth.csv and growth.svg");
  return syntax;
}

int bench(const po::variables_map& values, const Context& context) {
  BenchOptions options;
  options.scenario = scenario_option(values);
  options.json = text_or_empty(values, "json");
  options.growth = text_or_empty(values, "growth");
  if (values.count("filter") > 0) options.filter = values["filter"].as<std::string>();
  if (!options.growth.empty() && (values.count("filter") > 0 || !options.json.empty())) {
    throw UserError(
        "--growth: found with --filter or --json, which belong to the cases with a bar; give "
        "--growth alone");
  }
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.bench(options);
}

CommandSyntax cost_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "cost", "area, energy and latency of a chip",
      "Works out what the scenario's chip costs: area and energy by component, latency, TOPS/W, "
      "the\n"
      "area overhead of test and repair, the cost of a test. Dies are not simulated; docs/cost.md "
      "has\n"
      "the equations.",
      {{"kintsugi cost", "typical inputs: no images are needed"},
       {"kintsugi cost --images 32 --json cost.json", "energy of real images, kept for a script"},
       {"kintsugi cost --set adc.bits=6 --set adc.type=ramp", "another converter"},
       {"kintsugi cost --table my.toml --csv cost.csv", "another technology"},
       {"kintsugi cost --activity activity", "counts as CSV, toggles of an image as VCD and SAIF"},
       {"kintsugi cost --show-table --table rram_28nm", "a table with its sources"}});
  syntax.options.add_options()  //
      ("table", option<std::string>("FILE|NAME")->default_value("rram_65nm"),
       "technology: a TOML file, or rram_65nm or rram_28nm")                                     //
      ("images", option<int>("N"), "count activity on N test images instead of typical inputs")  //
      ("sparse", option<double>("PERCENT"),
       "put a sparse SRAM with this share of the weights on the chip")                  //
      ("cut-arrays", po::bool_switch(), "arrays no larger than what lies on them")      //
      ("json", option<std::string>("FILE"), "write the result there too")               //
      ("csv", option<std::string>("FILE"), "write a line a layer and component there")  //
      ("activity", option<std::string>("DIR"),
       "write activity.csv of all images, activity.vcd and .saif of the first")            //
      ("show-table", po::bool_switch(), "print the technology table, values and sources")  //
      ("quiet,q", po::bool_switch(), "print nothing");
  return syntax;
}

// Unset, or within [least, most]. Written so that NaN is refused.
template <class T>
std::optional<T> bounded_option(const po::variables_map& values, const char* name, T least,
                                T most) {
  if (values.count(name) == 0) return std::nullopt;
  const T value = get<T>(values, name);
  if (value >= least && value <= most) return value;
  std::ostringstream sentence;
  sentence << "--" << name << ": found " << value << "; allowed " << least << " .. " << most;
  throw UserError(sentence.str());
}

int cost(const po::variables_map& values, const Context& context) {
  CostOptions options;
  options.scenario = scenario_option(values);
  options.table = get<std::string>(values, "table");
  options.sparse_percent = bounded_option<double>(values, "sparse", 0.0, 100.0);
  options.cut_arrays = get<bool>(values, "cut-arrays");
  options.json = text_or_empty(values, "json");
  options.csv = text_or_empty(values, "csv");
  options.activity = text_or_empty(values, "activity");
  const int images_without_a_wish = options.activity.empty() ? 0 : 1;
  options.images =
      bounded_option<int>(values, "images", 1, 1000000).value_or(images_without_a_wish);
  options.show_table = get<bool>(values, "show-table");
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.cost(options, context.out);
}

CommandSyntax export_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "export", "write a die for other tools",
      "Writes the cells, column codes, converters, curves and mapping of a die, and the register "
      "image\n"
      "of the test program, as NumPy arrays and CSV. docs/handoff.md lists the files.",
      {{"kintsugi export --die 17 --out die_17", "one die"},
       {"kintsugi export --set adc.type=sar --set adc.capacitor_sigma=0.02", "with its curves"},
       {"kintsugi export --tester --dies 0:400 --out tester", "what a tester would measure"}});
  add_work_options(syntax);
  syntax.options.add_options()                                               //
      ("die", option<uint32_t>("N")->default_value(0), "number of the die")  //
      ("out", option<std::string>("DIR"),
       "folder to write to; default: results/NAME_die_N, results/NAME_tester")  //
      ("tester", po::bool_switch(),
       "instead signatures, accuracies and bins of dies, as a tester has them "
       "(docs/own_silicon.md)")                                                              //
      ("dies", option<std::string>("A:B"), "with --tester: dies A up to B, B not included")  //
      ("seed", option<std::string>("N"), "seed of the dies")                                 //
      ("images", option<std::string>("N|all"), "with --tester: test images of an accuracy")  //
      ("gains", po::bool_switch(), "with --tester: the best gains of each die too");
  return syntax;
}

int export_die(const po::variables_map& values, const Context& context) {
  ExportOptions options;
  options.scenario = scenario_option(values, die_shorthands());
  options.die = get<uint32_t>(values, "die");
  options.gains = get<bool>(values, "gains");
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  options.out = text_or_empty(values, "out");
  const bool tester = get<bool>(values, "tester");
  for (const char* name : {"dies", "images"}) {
    if (!tester && values.count(name) != 0) {
      throw UserError(std::string("--") + name + ": found without --tester; allowed with it");
    }
  }
  if (!tester && options.gains) {
    throw UserError("--gains: found without --tester; allowed with it");
  }
  if (options.out.empty()) {
    options.out =
        fs::path("results") /
        (options.scenario.name + (tester ? "_tester" : "_die_" + std::to_string(options.die)));
  }
  return tester ? context.simulation.export_tester(options, context.out)
                : context.simulation.export_die(options, context.out);
}

CommandSyntax import_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "import", "fit a test program to measured dies",
      "Reads what a tester measured of dies, fits the scenario's test program anew to one part of\n"
      "them, and judges it on the others. docs/own_silicon.md names the files and their columns.",
      {{"kintsugi import --signatures tester/signatures.csv", "signatures and accuracies"},
       {"kintsugi import my.toml --signatures s.csv --parts parts.csv --bins bins.csv",
        "with the tester's bins"}});
  syntax.options.add_options()                                                                   //
      ("signatures", option<std::string>("FILE"), "CSV: a row a die, signature and accuracies")  //
      ("parts", option<std::string>("FILE"), "CSV: the tester's bin of each part (STDF's PRR)")  //
      ("bins", option<std::string>("FILE"), "CSV: what its bins hold (STDF's HBR and SBR)")      //
      ("out", option<std::string>("DIR"), "folder to write to; default: results/NAME_imported")  //
      ("judge", option<int>("PERCENT")->default_value(50), "share of dies held back to judge")   //
      ("by", option<std::string>("WHAT")->default_value("die"),
       "what is held back: die, wafer or lot")                                               //
      ("key", option<std::string>("TEXT")->default_value("kintsugi"), "key of that choice")  //
      ("images", option<std::string>("N|all"), "test images the accuracies are of")          //
      ("ideal", option<double>("PERCENT"),
       "accuracy of a die without faults on the tester's images; default: simulated")  //
      ("json", po::bool_switch(), "print import.json instead of the table")            //
      ("quiet,q", po::bool_switch(), "print nothing");
  return syntax;
}

int import_silicon(const po::variables_map& values, const Context& context) {
  ImportOptions options;
  options.signatures = text_or_empty(values, "signatures");
  options.parts = text_or_empty(values, "parts");
  options.bins = text_or_empty(values, "bins");
  if (options.signatures.empty()) {
    throw UserError("import: found no --signatures; allowed is the CSV file of a tester");
  }
  if (!options.bins.empty() && options.parts.empty()) {
    throw UserError("--bins: found without --parts; allowed beside it");
  }
  options.split_by = get<std::string>(values, "by");
  const Strings allowed = {"die", "wafer", "lot"};
  if (std::find(allowed.begin(), allowed.end(), options.split_by) == allowed.end()) {
    throw UserError("--by: found " + options.split_by + "; allowed die, wafer or lot" +
                    did_you_mean(options.split_by, allowed));
  }
  options.split_key = get<std::string>(values, "key");
  options.judged_percent = *bounded_option<int>(values, "judge", 1, 99);
  options.ideal_accuracy = bounded_option<double>(values, "ideal", 0.0, 100.0);
  options.scenario = scenario_option(values, {{"images", "judge.images"}});
  options.out = text_or_empty(values, "out");
  if (options.out.empty())
    options.out = fs::path("results") / (options.scenario.name + "_imported");
  options.json = get<bool>(values, "json");
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.import_silicon(options, context.out);
}

int in_range(const po::variables_map& values, const char* name, int least, int most) {
  const int found = get<int>(values, name);
  if (found >= least && found <= most) return found;
  throw UserError("--" + std::string(name) + ": found " + std::to_string(found) + "; allowed " +
                  std::to_string(least) + " to " + std::to_string(most));
}

CommandSyntax adapt_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "adapt", "adapt dies beyond their gains, with few labelled images",
      "Corrects the dies of a scenario with few labelled training images: gains of channels, the\n"
      "last-layer loop of the controller on top of them, deltas of all layers computed off chip.\n"
      "Judges each with test images; a die also goes through the RTL. docs/adaptation.md says "
      "more.",
      {{"kintsugi adapt fashion_lenet_b_sparse", "the study of docs/adaptation.md"},
       {"kintsugi adapt fashion_lenet_b_sparse --dies 0:4 --labelled 100", "a quick look"}});
  add_work_options(syntax);
  add_die_options(syntax);
  syntax.options.add_options()  //
      ("labelled", option<std::string>("N,N,..")->default_value("10,20,50,100"),
       "numbers of labelled training images, ascending")  //
      ("looks", option<int>("N")->default_value(0),
       "training images the host looks at, up to 4096; 0: as many as are labelled")  //
      ("steps", option<int>("N")->default_value(0),
       "steps the host trains a twin of the die, up to 10000")                               //
      ("out", option<std::string>("DIR"), "result folder; default: results/adapt_SCENARIO")  //
      ("json", option<std::string>("FILE"), "write the summary there too")                   //
      ("svg", option<std::string>("FILE"), "write the curve there too")                      //
      ("no-cosim", po::bool_switch(), "leave the RTL out");
  return syntax;
}

std::vector<int> labelled_option(const std::string& text) {
  std::vector<int> counts;
  std::istringstream in(text);
  std::string item;
  while (std::getline(in, item, ',')) {
    const bool digits =
        !item.empty() && item.size() < 7 &&
        std::all_of(item.begin(), item.end(), [](char c) { return c >= '0' && c <= '9'; });
    const int count = digits ? std::stoi(item) : 0;
    if (count < 1 || (!counts.empty() && count <= counts.back())) {
      throw UserError("--labelled: found " + text +
                      "; allowed numbers of images, ascending, as in 10,20,50,100");
    }
    counts.push_back(count);
  }
  if (counts.empty()) throw UserError("--labelled: found nothing; allowed numbers of images");
  return counts;
}

int adapt(const po::variables_map& values, const Context& context) {
  AdaptCommandOptions options;
  options.scenario = scenario_option(values, die_shorthands());
  options.images = labelled_option(get<std::string>(values, "labelled"));
  options.out = text_or_empty(values, "out");
  if (options.out.empty()) options.out = fs::path("results") / ("adapt_" + options.scenario.name);
  options.json = text_or_empty(values, "json");
  options.svg = text_or_empty(values, "svg");
  options.looks = in_range(values, "looks", 0, 4096);
  options.steps = in_range(values, "steps", 0, 10000);
  options.cosim = !get<bool>(values, "no-cosim");
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.adapt(options, context.out);
}

CommandSyntax self_tune_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "self-tune", "dies that shift in use, under the self-tuning monitor",
      "Repairs dies, shifts every conductance at once, and shows how the self-tuning monitor's\n"
      "gains follow, image by image. Some dies also run\n"
      "against the RTL of the controller, in lock-step.",
      {{"kintsugi self-tune", "a loss of 30 % on the dies of the standard experiment"},
       {"kintsugi self-tune --dies 0:20 --shift 30 --out results/self_tune",
        "a gain of 30 %, with JSON and a plot"}});
  add_work_options(syntax);
  syntax.options.add_options()                                                             //
      ("dies", option<std::string>("A:B"), "dies A up to B, B not included")               //
      ("seed", option<std::string>("N"), "seed of the dies")                               //
      ("judge-images", option<std::string>("N"), "test images that judge; 'all' for all")  //
      ("shift", option<double>("PERCENT")->default_value(-30.0, "-30"),
       "change of every conductance, -90 to 200")                                             //
      ("window", option<int>("N")->default_value(24), "images a window, 1 to 4096")           //
      ("dead-shift", option<int>("N")->default_value(2), "dead band: gain / 2^N, 0 to 15")    //
      ("images", option<int>("N")->default_value(320), "images behind the shift, 1 to 4096")  //
      ("cosim", option<int>("N")->default_value(2), "dies that also run against the RTL")     //
      ("out", option<std::string>("FOLDER"), "write self_tune.json and self_tune.svg there");
  return syntax;
}

int self_tune(const po::variables_map& values, const Context& context) {
  SelfTuneOptions options;
  const auto shift = get<double>(values, "shift");
  if (!(shift >= -90.0 && shift <= 200.0)) {
    throw UserError("--shift: found " + std::to_string(shift) + "; allowed -90 to 200 (percent)");
  }
  options.shift = shift / 100.0;
  options.window = in_range(values, "window", 1, 4096);
  options.dead_shift = in_range(values, "dead-shift", 0, 15);
  options.images = in_range(values, "images", 1, 4096);
  options.cosim = in_range(values, "cosim", 0, 4096);
  options.scenario = scenario_option(
      values, {{"dies", "dies"}, {"seed", "seed"}, {"judge-images", "judge.images"}});
  if (values.count("out") != 0) options.out = get<std::string>(values, "out");
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.self_tune(options, context.out);
}

}  // namespace

std::vector<Command> chip_commands() {
  return {{bench_syntax(), bench},       {cost_syntax(), cost},
          {export_syntax(), export_die}, {import_syntax(), import_silicon},
          {adapt_syntax(), adapt},       {self_tune_syntax(), self_tune}};
}

}  // namespace kintsugi
