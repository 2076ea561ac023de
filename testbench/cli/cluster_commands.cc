// The command lines of what goes past one machine.
#include <fmt/format.h>

#include <algorithm>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

constexpr int kMostShards = 10000;

CommandSyntax merge_syntax() {
  CommandSyntax syntax = make_syntax(
      "merge", {{"folder", true, true}}, "join shards into the whole",
      "Joins result folders of `kintsugi run --shard I/N`, or of sweep, study or signoff, into "
      "the\n"
      "bytes that one call would have written. Refuses shards of another scenario, seed or "
      "program.\n"
      "What is missing is named, and nothing is written without --partial.",
      {{"kintsugi merge results/shards/* --out results/all", "what docs/cluster.md does"}});
  syntax.options.add_options()                                                             //
      ("out", option<std::string>("DIR"), "result folder of the whole")                    //
      ("partial", po::bool_switch(), "of a run: merge what there is; the status stays 1")  //
      ("json", po::bool_switch(), "of a run: print summary.json instead of the table")     //
      ("quiet,q", po::bool_switch(), "no table");
  return syntax;
}

int merge(const po::variables_map& values, const Context& context) {
  MergeOptions options;
  for (const std::string& folder : get<std::vector<std::string>>(values, "folder")) {
    options.shards.emplace_back(folder);
  }
  options.out = text_or_empty(values, "out");
  if (options.out.empty()) {
    throw UserError("merge: found no --out; allowed the folder that the whole is written to");
  }
  options.partial = get<bool>(values, "partial");
  options.json = get<bool>(values, "json");
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.merge(options, context.out);
}

CommandSyntax submit_syntax() {
  CommandSyntax syntax = make_syntax(
      "submit", {{"scenario", true}, {"setting", false, true}},
      "run a scenario in shards, by Slurm or here",
      "Runs the dies of a scenario in shards and merges them into DIR/merged; with settings, as "
      "`sweep`\n"
      "has them, the dies of all points. With Slurm it writes\n"
      "DIR/shards.sbatch, a job array, and DIR/merge.sbatch, and submits them; both can as well "
      "be\n"
      "submitted by hand. The same command again runs what is missing. docs/cluster.md says more.",
      {{"kintsugi submit fashion_lenet --dies 0:100000 --shards 200 --time 4:00:00 --out night",
        "a Slurm job array"},
       {"kintsugi submit fashion_mlp --engine local --shards 4 --out night", "processes here"},
       {"kintsugi submit fashion_mlp adc.bits=4:8:1 --shards 4 --out night", "a sweep in shards"},
       {"kintsugi submit fashion_mlp --shards 4 --dry-run --out night", "only the scripts"}});
  add_work_options(syntax);
  add_allow_path(syntax);
  add_die_options(syntax);
  add_die_timeout(syntax);
  using Texts = std::vector<std::string>;
  syntax.options.add_options()  //
      ("engine", option<std::string>("NAME")->default_value("slurm"),
       "slurm, or local: processes on this machine, --jobs of them at a time")                  //
      ("shards", option<int>("N")->default_value(1), "number of shards")                        //
      ("out", option<std::string>("DIR"), "folder of the plan: scripts, shards, logs, merged")  //
      ("run-engine", option<std::string>("NAME"),
       "cosim or fast: --engine of `kintsugi run`, cosim unless given, or of `sweep`, fast")  //
      ("points", option<std::string>("FILE"), "points of a sweep, as `sweep` takes them")     //
      ("refit", po::bool_switch(), "of a sweep: a test program for each point")               //
      ("set", option<Texts>("KEY=VALUE")->composing(), "override a key of the scenario")      //
      ("cpus", option<int>("N")->default_value(1), "processors of a shard")                   //
      ("partition", option<std::string>("NAME"), "of Slurm, as sbatch takes it")              //
      ("time", option<std::string>("TIME"), "limit of a shard, as sbatch takes it")           //
      ("mem", option<std::string>("SIZE"), "memory of a shard, as sbatch takes it")           //
      ("sbatch", option<Texts>("OPTION")->composing(),
       "a further option of sbatch, as in --sbatch=--account=lab; repeatable")  //
      ("dry-run", po::bool_switch(), "write the plan and its scripts, start nothing");
  return syntax;
}

int bounded(const po::variables_map& values, const char* name, int most) {
  const int found = get<int>(values, name);
  if (found >= 1 && found <= most) return found;
  throw UserError(std::string("--") + name + ": found " + std::to_string(found) +
                  "; allowed 1 .. " + std::to_string(most));
}

std::string one_of(const po::variables_map& values, const char* name, const char* a,
                   const char* b) {
  const auto found = get<std::string>(values, name);
  if (found == a || found == b) return found;
  throw UserError(std::string("--") + name + ": found " + found + "; allowed " + a + " or " + b +
                  did_you_mean(found, {a, b}));
}

bool is_sweep(const po::variables_map& values) {
  return values.count("setting") != 0 || values.count("points") != 0;
}

// The words of `kintsugi run` or `sweep` that the command line means.
std::vector<std::string> run_words(const po::variables_map& values) {
  const auto scenario = get<std::string>(values, "scenario");
  std::vector<std::string> words = {is_sweep(values) ? "sweep" : "run", scenario, "--engine"};
  words.push_back(values.count("run-engine") != 0 ? one_of(values, "run-engine", "cosim", "fast")
                                                  : (is_sweep(values) ? "fast" : "cosim"));
  if (get<bool>(values, "refit")) words.emplace_back("--refit");
  for (const char* name : {"dies", "seed", "images", "points"}) {
    if (values.count(name) == 0) continue;
    words.push_back(std::string("--") + name);
    words.push_back(get<std::string>(values, name));
  }
  if (const std::optional<double> seconds = die_timeout_option(values)) {
    words.insert(words.end(), {"--die-timeout", fmt::format("{}", *seconds)});
  }
  for (const char* name : {"set", "allow-path"}) {
    if (values.count(name) == 0) continue;
    for (const auto& text : get<std::vector<std::string>>(values, name)) {
      words.insert(words.end(), {std::string("--") + name, text});
    }
  }
  if (values.count("setting") != 0) {
    const auto settings = get<std::vector<std::string>>(values, "setting");
    words.insert(words.end(), settings.begin(), settings.end());
  }
  return words;
}

// What is swept; null for a run.
std::shared_ptr<DesignSweepOptions> sweep_of(const po::variables_map& values,
                                             const Scenario& scenario) {
  if (!is_sweep(values)) {
    if (!get<bool>(values, "refit")) return nullptr;
    throw UserError("--refit: found no settings beside it; allowed with those of a sweep");
  }
  auto sweep = std::make_shared<DesignSweepOptions>();
  sweep->scenario = scenario;
  sweep->overrides = overrides_option(values, die_shorthands());
  if (values.count("setting") != 0) {
    sweep->settings = get<std::vector<std::string>>(values, "setting");
  }
  sweep->points = text_or_empty(values, "points");
  sweep->refit = get<bool>(values, "refit");
  return sweep;
}

int submit(const po::variables_map& values, const Context& context) {
  SubmitOptions options;
  options.slurm = one_of(values, "engine", "slurm", "local") == "slurm";
  options.shards = bounded(values, "shards", kMostShards);
  options.cpus = bounded(values, "cpus", 1024);
  options.run = run_words(values);
  options.scenario = scenario_option(values, die_shorthands());
  options.sweep = sweep_of(values, options.scenario);
  options.out = text_or_empty(values, "out");
  if (options.out.empty()) {
    throw UserError("submit: found no --out; allowed the folder of scripts, shards and results");
  }
  options.partition = text_or_empty(values, "partition");
  options.time = text_or_empty(values, "time");
  options.mem = text_or_empty(values, "mem");
  if (values.count("sbatch") != 0) {
    options.sbatch = get<std::vector<std::string>>(values, "sbatch");
  }
  if (!options.slurm) {
    for (const char* name : {"partition", "time", "mem", "sbatch"}) {
      if (values.count(name) == 0) continue;
      throw UserError(std::string("--") + name +
                      ": found --engine local beside it; allowed with --engine slurm");
    }
  }
  options.jobs = jobs_option(values);
  options.dry_run = get<bool>(values, "dry-run");
  options.quiet = get<bool>(values, "quiet");
  return context.simulation.submit(options, context.out);
}

CommandSyntax status_syntax() {
  CommandSyntax syntax =
      make_syntax("status", {{"folder", true}}, "how far a run in shards is",
                  "Counts the finished dies of each shard of `kintsugi submit`. The status is 1 "
                  "while some are\n"
                  "missing.",
                  {{"kintsugi status night", "shards that are not finished, and a sum"}});
  syntax.options.add_options()("json", po::bool_switch(), "print JSON");
  return syntax;
}

int status(const po::variables_map& values, const Context& context) {
  return context.simulation.status({get<std::string>(values, "folder"), get<bool>(values, "json")},
                                   context.out);
}

// A number from 1 to `most`, or 0.
int number(const std::string& text, int most) {
  const bool digits =
      !text.empty() && text.size() < 6 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const int value = digits ? std::stoi(text) : 0;
  return value <= most ? value : 0;
}

}  // namespace

Shard shard_option(const po::variables_map& values) {
  const std::string text = text_or_empty(values, "shard");
  if (values.count("shard") == 0) return {};
  const size_t slash = text.find('/');
  if (slash != std::string::npos) {
    const int count = number(text.substr(slash + 1), kMostShards);
    const int index = number(text.substr(0, slash), count);
    if (index > 0) {
      if (values.count("out") != 0) return {index, count};
      throw UserError(
          "--shard: found no --out beside it; allowed a folder of its own for each shard");
    }
  }
  throw UserError("--shard: found " + text +
                  "; allowed I/N, shard I of N counted from 1, as in 1/4 .. 4/4");
}

std::vector<Command> cluster_commands() {
  return {{merge_syntax(), merge}, {submit_syntax(), submit}, {status_syntax(), status}};
}

}  // namespace kintsugi
