// The command lines of those commands that test, repair and judge the dies of a scenario.
#include <algorithm>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/cli/wave_options.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

using Strings = std::vector<std::string>;

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
      (!options->rtl.empty() || options->check == Check::Transaction ||
       values.count("reference") != 0)) {
    throw UserError(
        "--engine: found fast beside --rtl, --check or --reference, which has no controller; "
        "allowed "
        "cosim");
  }
  options->reference = text_or_empty(values, "reference");
  if (!options->reference.empty() && options->check == Check::Transaction) {
    throw UserError(
        "--reference: found --check transaction, which has no reference; allowed --check cycle");
  }
  if (options->plant.rfind("reference:", 0) != 0) return;
  if (options->check == Check::Transaction) {
    throw UserError(
        "--plant: found --check transaction, which has no reference; allowed --check cycle, or a "
        "fault at the pins");
  }
  if (!options->reference.empty()) {
    throw UserError(
        "--plant: found --reference, a model without planted faults; allowed a fault at the pins");
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
       {"kintsugi run --rtl my.f --top my_ctrl --reference my_model.cc", "and a model of it"},
       {"kintsugi run fashion_mlp --json --quiet", "the summary for a script"}});
  add_work_options(syntax);
  add_die_options(syntax);
  add_die_timeout(syntax);
  syntax.options.add_options()                                                           //
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
      ("reference", option<std::string>("FILE"),
       "another reference for --check cycle: the C++ source of a model (docs/own_controller.md)")  //
      ("verbose,v", po::bool_switch(), "a line a die instead of progress")    //
      ("json", po::bool_switch(), "print summary.json instead of the table")  //
      ("plant", option<std::string>("FAULT"),
       "for checking the checker: plant reference:tie_to_higher_index, "
       "reference:offset_not_clamped, reference:done_one_cycle_early, of adaptation and monitor "
       "reference:margin_included, reference:dead_band_ignored, or at the pins of any controller "
       "pins:pixel_flipped, pins:word_flipped, ... (docs/own_controller.md)");
  add_wave_options(syntax);
  return syntax;
}

int run(const po::variables_map& values, const Context& context) {
  RunOptions options;
  options.scenario = scenario_option(values, die_shorthands());
  options.shard = shard_option(values);
  options.out = values.count("out") != 0 ? fs::path(get<std::string>(values, "out"))
                                         : fs::path("results") / options.scenario.name;
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
  options.die_timeout_s = die_timeout_option(values);
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
       "fit a test program for each point; without it all carry the scenario's own")  //
      ("shard", option<std::string>("I/N"),
       "only the I-th of N equal parts of all points' dies, for `kintsugi merge` "
       "(docs/cluster.md)");
  return syntax;
}

int design_sweep(const po::variables_map& values, const Context& context) {
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
  options.scenario = scenario_option(values, die_shorthands());
  options.overrides = overrides_option(values, die_shorthands());
  if (values.count("setting") != 0) options.settings = get<Strings>(values, "setting");
  options.points = text_or_empty(values, "points");
  options.out = values.count("out") != 0 ? fs::path(get<std::string>(values, "out"))
                                         : fs::path("results") / ("sweep_" + options.scenario.name);
  options.engine = engine_option(values);
  options.refit = get<bool>(values, "refit");
  options.shard = shard_option(values);
  options.jobs = jobs_option(values);
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.design_sweep(options, context.out);
}

}  // namespace

std::vector<Command> scenario_commands() {
  return {{run_syntax(), run},
          {fit_syntax(), fit},
          {optimum_syntax(), optimum},
          {validate_syntax(), validate},
          {sweep_syntax(), design_sweep}};
}

}  // namespace kintsugi
