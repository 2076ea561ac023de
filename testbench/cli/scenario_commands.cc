// The command lines of those commands that take a scenario.
#include <algorithm>
#include <optional>
#include <sstream>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/cli/wave_options.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr char default_scenario[] = "fashion_lenet";

using Strings = std::vector<std::string>;

// What every command with a scenario takes.
CommandSyntax scenario_syntax(const std::string& name, const std::string& brief,
                              const std::string& summary, const std::vector<Example>& examples) {
  CommandSyntax syntax = make_syntax(
      name, {{"scenario"}}, brief,
      summary + "\nThe scenario is a TOML file or the name of one in scenarios/; default: " +
          default_scenario + ".",
      examples);
  syntax.options.add_options()  //
      ("set", option<Strings>("KEY=VALUE")->composing(),
       "override a key of the scenario (docs/scenarios.md); repeatable");
  return syntax;
}

Override set_option(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw UserError("--set: found " + text + "; allowed KEY=VALUE, as in --set adc.bits=6");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<Override> overrides_option(const po::variables_map& values,
                                       const std::vector<Shorthand>& shorthands) {
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
  return overrides;
}

}  // namespace

Scenario scenario_option(const po::variables_map& values,
                         const std::vector<Shorthand>& shorthands) {
  const bool given = values.count("scenario") != 0;
  return load_scenario(
      find_scenario(given ? get<std::string>(values, "scenario") : std::string(default_scenario)),
      overrides_option(values, shorthands));
}

namespace {

Engine engine_option(const po::variables_map& values) {
  const auto name = get<std::string>(values, "engine");
  if (name == "cosim") return Engine::Cosim;
  if (name == "fast") return Engine::Fast;
  throw UserError("--engine: found " + name + "; allowed cosim or fast" +
                  did_you_mean(name, {"cosim", "fast"}));
}

Check check_option(const po::variables_map& values) {
  const auto name = get<std::string>(values, "check");
  if (name == "cycle") return Check::Cycle;
  if (name == "transaction") return Check::Transaction;
  throw UserError("--check: found " + name + "; allowed cycle or transaction" +
                  did_you_mean(name, {"cycle", "transaction"}));
}

// The controller and how it is checked.
void controller_options(const po::variables_map& values, RunOptions* options) {
  options->check = check_option(values);
  if (values.count("rtl") != 0) {
    for (const std::string& file : get<Strings>(values, "rtl")) options->rtl.emplace_back(file);
  }
  if (values.count("top") != 0) {
    if (options->rtl.empty())
      throw UserError("--top: found no --rtl beside it; allowed with --rtl");
    options->top = get<std::string>(values, "top");
  }
  if (options->engine == Engine::Fast &&
      (!options->rtl.empty() || options->check == Check::Transaction)) {
    throw UserError(
        "--engine: found fast beside --rtl or --check, which has no controller; allowed cosim");
  }
  if (!options->plant.empty() && options->check == Check::Transaction) {
    throw UserError(
        "--plant: found --check transaction, which has no reference; allowed --check cycle");
  }
}

CommandSyntax run_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "run", "test, repair and judge the dies of a scenario",
      "Tests and repairs every die of a scenario, judges it, and checks what is expected.",
      {{"kintsugi run", "the standard experiment, 100 dies"},
       {"kintsugi run fashion_mlp --dies 0:8 --images 200", "a quick look"},
       {"kintsugi run --set adc.bits=6 --out results/six_bits", "one key changed"},
       {"kintsugi run --wave --dies 17:18", "one die with its waveform"},
       {"kintsugi run --rtl my.f --top my_ctrl --check transaction", "a controller of one's own"},
       {"kintsugi run fashion_mlp --json --quiet", "the summary for a script"}});
  add_work_options(syntax);
  syntax.options.add_options()                                                           //
      ("dies", option<std::string>("A:B"), "dies A up to B, B not included")             //
      ("seed", option<std::string>("N"), "seed of the dies")                             //
      ("images", option<std::string>("N|all"), "test images that judge a die")           //
      ("out", option<std::string>("DIR"), "result folder; default: results/<scenario>")  //
      ("shard", option<std::string>("I/N"),
       "only every N-th die from the I-th on, for `kintsugi merge` (docs/cluster.md)")  //
      ("engine", option<std::string>("NAME")->default_value("cosim"),
       "cosim: the RTL, every cycle checked; fast: the population path alone")  //
      ("rtl", option<Strings>("FILES")->multitoken()->composing(),
       "another controller with the same boundary: .sv, .v or .f files (docs/own_controller.md)")  //
      ("top", option<std::string>("NAME"), "its top module; default: tuning_ctrl")  //
      ("check", option<std::string>("NAME")->default_value("cycle"),
       "cycle: every cycle against the reference; transaction: protocol, order, values, latency")  //
      ("verbose,v", po::bool_switch(), "a line a die instead of progress")    //
      ("json", po::bool_switch(), "print summary.json instead of the table")  //
      ("plant", option<std::string>("FAULT"),
       "for checking the checker: plant reference:tie_to_higher_index, "
       "reference:offset_not_clamped, reference:done_one_cycle_early, or of adaptation and monitor "
       "reference:margin_included, reference:dead_band_ignored");
  add_wave_options(syntax);
  return syntax;
}

int run(const po::variables_map& values, const Context& context) {
  RunOptions options;
  options.scenario =
      scenario_option(values, {{"dies", "dies"}, {"seed", "seed"}, {"images", "judge.images"}});
  options.shard = shard_option(values);
  options.out = values.count("out") != 0 ? fs::path(get<std::string>(values, "out"))
                                         : fs::path("results") / options.scenario.name;
  if (options.shard.count > 0 && values.count("out") == 0) {
    throw UserError(
        "--shard: found no --out beside it; allowed a folder of its own for each shard");
  }
  options.jobs = jobs_option(values);
  options.engine = engine_option(values);
  options.wave = get<bool>(values, "wave");
  options.wave_on_failure = get<bool>(values, "wave-on-failure");
  options.wave_options = wave_options(values);
  options.quiet = get<bool>(values, "quiet");
  options.verbose = get<bool>(values, "verbose");
  options.json = get<bool>(values, "json");
  if ((options.wave || options.wave_on_failure) && options.engine == Engine::Fast) {
    throw UserError("--wave: found --engine fast, which has no signals; allowed --engine cosim");
  }
  options.plant = text_or_empty(values, "plant");
  controller_options(values, &options);
  options.versions = tool_versions();
  if (!options.plant.empty() && options.engine == Engine::Fast) {
    throw UserError("--plant: found --engine fast, which has no reference; allowed --engine cosim");
  }
  if (options.quiet && options.verbose) {
    throw UserError("--verbose: found --quiet beside it; allowed one of the two");
  }
  return context.simulation.run(options);
}

CommandSyntax fit_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "fit", "make a scenario's test program",
      "Makes the scenario's test program on training dies: images, features, codebook.",
      {{"kintsugi fit my.toml", "writes the program the scenario names"},
       {"kintsugi fit --set fit.images=4 --out four.program.json", "a shorter test"}});
  add_work_options(syntax);
  syntax.options.add_options()("out", option<std::string>("FILE"),
                               "the test program; default: where the scenario looks for it");
  return syntax;
}

int fit(const po::variables_map& values, const Context& context) {
  FitOptions options;
  options.scenario = scenario_option(values);
  options.out = values.count("out") != 0 ? fs::path(get<std::string>(values, "out"))
                                         : test_program_path(options.scenario);
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.fit(options);
}

CommandSyntax optimum_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "optimum", "search the best gains and offsets of each die",
      "Searches the gains and offsets that suit each die of a scenario best, with the labels of\n"
      "training images: what repairs are measured against. Dies already in the file are kept;\n"
      "`kintsugi run` then shows the optimum beside the repairs.",
      {{"kintsugi optimum", "the dies of the standard experiment; some seconds each"},
       {"kintsugi optimum my.toml --dies 0:20 --jobs 1", "a few, leaving a processor free"}});
  add_work_options(syntax);
  syntax.options.add_options()                                                //
      ("dies", option<std::string>("A:B"), "dies A up to B, B not included")  //
      ("seed", option<std::string>("N"), "seed of the dies")                  //
      ("out", option<std::string>("FILE"),
       "file of optima; default: where the scenario looks for it");
  return syntax;
}

int optimum(const po::variables_map& values, const Context& context) {
  OptimumOptions options;
  options.scenario = scenario_option(values, {{"dies", "dies"}, {"seed", "seed"}});
  options.out = values.count("out") != 0 ? fs::path(get<std::string>(values, "out"))
                                         : optimum_path(options.scenario);
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.optimum(options);
}

CommandSyntax validate_syntax() {
  CommandSyntax syntax = scenario_syntax(
      "validate", "check a scenario and the files it names",
      "Reads a scenario, its network, test program and data, checks that they fit together, and\n"
      "says in a line what it is. Simulates nothing.",
      {{"kintsugi validate my.toml", "before a long run"},
       {"kintsugi validate --set adc.bits=6 --json", "for a script"}});
  syntax.options.add_options()("json", po::bool_switch(), "print JSON");
  return syntax;
}

int validate(const po::variables_map& values, const Context& context) {
  return context.simulation.validate({scenario_option(values), get<bool>(values, "json")});
}

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
  options.scenario =
      scenario_option(values, {{"dies", "dies"}, {"seed", "seed"}, {"images", "judge.images"}});
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
  syntax.options.add_options()                                                  //
      ("dies", option<std::string>("A:B"), "dies A up to B, B not included")    //
      ("seed", option<std::string>("N"), "seed of the dies")                    //
      ("images", option<std::string>("N|all"), "test images that judge a die")  //
      ("labelled", option<std::string>("N,N,..")->default_value("10,20,50,100"),
       "numbers of labelled training images, ascending")                                     //
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
  options.scenario =
      scenario_option(values, {{"dies", "dies"}, {"seed", "seed"}, {"images", "judge.images"}});
  options.images = labelled_option(get<std::string>(values, "labelled"));
  options.out = text_or_empty(values, "out");
  if (options.out.empty()) options.out = fs::path("results") / ("adapt_" + options.scenario.name);
  options.json = text_or_empty(values, "json");
  options.svg = text_or_empty(values, "svg");
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

int in_range(const po::variables_map& values, const char* name, int least, int most) {
  const int found = get<int>(values, name);
  if (found >= least && found <= most) return found;
  throw UserError("--" + std::string(name) + ": found " + std::to_string(found) + "; allowed " +
                  std::to_string(least) + " to " + std::to_string(most));
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

CommandSyntax sweep_syntax() {
  CommandSyntax syntax = make_syntax(
      "sweep", {{"scenario", true}, {"setting", false, true}}, "what if: a grid over scenario keys",
      "Runs a population for each point of a grid over keys of a scenario (any that --set takes), "
      "and\n"
      "shows yields as heat maps and curves. A setting is KEY=VALUE,VALUE,... or "
      "KEY=FROM:TO:STEP.\n"
      "A stopped sweep goes on where it stopped. docs/sweeps.md says more. (The RTL sweeps of the\n"
      "controller are `./kintsugi sweep resets`, `backpressure` and `powerup`.)",
      {{"kintsugi sweep fashion_mlp adc.bits=3:8:1 --dies 0:40", "a curve"},
       {"kintsugi sweep fashion_lenet adc.bits=4,6,8 device.sigma_within=0.1:0.5:0.1",
        "a heat map"},
       {"kintsugi sweep my.toml --points points.csv --out results/mine", "a list of points"},
       {"kintsugi sweep my.toml crossbar.rows=64,128 --refit", "a test program for each point"}});
  add_work_options(syntax);
  syntax.options.add_options()  //
      ("set", option<Strings>("KEY=VALUE")->composing(),
       "override a key of the scenario for all points; repeatable")                          //
      ("points", option<std::string>("FILE"), "CSV: a line of keys, then a line a point")    //
      ("dies", option<std::string>("A:B"), "dies A up to B of each point, B not included")   //
      ("seed", option<std::string>("N"), "seed of the dies")                                 //
      ("images", option<std::string>("N|all"), "test images that judge a die")               //
      ("out", option<std::string>("DIR"), "result folder; default: results/sweep_SCENARIO")  //
      ("engine", option<std::string>("NAME")->default_value("fast"),
       "fast: the population path alone; cosim: the RTL, every cycle checked")  //
      ("refit", po::bool_switch(),
       "fit a test program for each point; without it all carry the scenario's own");
  return syntax;
}

int design_sweep(const po::variables_map& values, const Context& context) {
  const std::vector<Shorthand> shorthands = {
      {"dies", "dies"}, {"seed", "seed"}, {"images", "judge.images"}};
  const auto name = get<std::string>(values, "scenario");
  if (name.find('=') != std::string::npos) {
    throw UserError("sweep: found " + name + " in the place of the scenario; allowed `kintsugi " +
                    synopsis(sweep_syntax()) + "`");
  }
  const std::string rtl_sweep = nearest_name(name, {"resets", "backpressure", "powerup"});
  if (!rtl_sweep.empty() && values.count("setting") == 0 && values.count("points") == 0) {
    throw UserError("sweep: found " + name +
                    " and no setting; allowed a scenario with settings, or " +
                    "the RTL sweep `./kintsugi sweep " + rtl_sweep + "`");
  }
  DesignSweepOptions options;
  options.scenario = scenario_option(values, shorthands);
  options.overrides = overrides_option(values, shorthands);
  if (values.count("setting") != 0) options.settings = get<Strings>(values, "setting");
  options.points = text_or_empty(values, "points");
  options.out = values.count("out") != 0 ? fs::path(get<std::string>(values, "out"))
                                         : fs::path("results") / ("sweep_" + options.scenario.name);
  options.engine = engine_option(values);
  options.refit = get<bool>(values, "refit");
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.design_sweep(options, context.out);
}

}  // namespace

std::vector<Command> scenario_commands() {
  return {{run_syntax(), run},           {fit_syntax(), fit},
          {optimum_syntax(), optimum},   {validate_syntax(), validate},
          {bench_syntax(), bench},       {cost_syntax(), cost},
          {export_syntax(), export_die}, {import_syntax(), import_silicon},
          {adapt_syntax(), adapt},       {self_tune_syntax(), self_tune},
          {sweep_syntax(), design_sweep}};
}

}  // namespace kintsugi
