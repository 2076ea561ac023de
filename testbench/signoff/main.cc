// `kintsugi signoff`: runs the checks of a test plan and writes what they show.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <regex>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"
#include "testbench/signoff/files.h"
#include "testbench/signoff/signoff.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;

CommandSyntax signoff_syntax() {
  CommandSyntax syntax;
  syntax.name = "signoff";
  syntax.summary =
      "Runs the checks of a test plan, stage after stage, and writes signoff.html, signoff.json "
      "and\n"
      "junit.xml. Stopped and started again it goes on, as long as sources, plan and seed are the\n"
      "same. Exit status: 0 every check asked for was run and holds, 1 not, 2 bad input.";
  syntax.examples = {
      {"kintsugi signoff", "all three stages"},
      {"kintsugi signoff --stage V1", "the first one: some minutes"},
      {"kintsugi signoff --seed 7", "the random regressions with other seeds"},
      {"kintsugi signoff --only formal", "a part, which signs nothing off"},
      {"kintsugi signoff --shard 1/4 --out results/s1", "a share, for `kintsugi merge`"},
      {"kintsugi signoff --list", "the plan: nothing is run"},
      {"kintsugi signoff --rtl my.f --top my_ctrl --check transaction",
       "a controller of one's own"}};
  syntax.options.add_options()("help,h", "show this help")                                    //
      ("stage", option<std::string>("V1|V2|V3")->default_value("V3"), "the last one to run")  //
      ("only", option<std::string>("REGEX"), "testpoints whose id it finds")                  //
      ("seed", option<uint32_t>("N")->default_value(1), "of the random regressions, from 1")  //
      ("jobs,j", option<int>("N")->default_value(2), "processes at a time")                   //
      ("out", option<std::string>("DIR"),
       "result folder; default: results/signoff, with --rtl results/signoff_TOP")  //
      ("plan", option<std::string>("FILE"),
       "another plan than testbench/signoff/plan.toml, with --rtl plan_own.toml there")  //
      ("rtl", option<std::vector<std::string>>("FILES")->multitoken()->composing(),
       "another controller: .sv, .v or .f files (docs/own_controller.md)")          //
      ("top", option<std::string>("NAME"), "its top module; default: tuning_ctrl")  //
      ("check", option<std::string>("NAME")->default_value("cycle"),
       "cycle or transaction, as of `kintsugi run`")                                       //
      ("reference", option<std::string>("FILE"), "source of a model to hold it against")   //
      ("build", option<std::string>("DIR"), "folder with the tests; default: build/test")  //
      ("fresh", po::bool_switch(), "run again what is finished")                           //
      ("list", po::bool_switch(),
       "only check the plan against the tests there are, and list it")  //
      ("shard", option<std::string>("I/N"),
       "only the I-th of N shares of the testpoints, for `kintsugi merge` (docs/cluster.md)")  //
      ("quiet,q", po::bool_switch(), "no line a check");
  return syntax;
}

CommandSyntax merge_syntax() {
  CommandSyntax syntax;
  syntax.name = "merge";
  syntax.positionals = {{"folder", true, true}};
  syntax.summary =
      "Joins shards of `kintsugi signoff --shard I/N` into one sign-off, of the same sources, "
      "plan\n"
      "and seed. Testpoints that no shard has are named, and nothing is written.";
  syntax.examples = {{"kintsugi merge results/s1 results/s2 --out results/signoff", "of two"}};
  syntax.options.add_options()("help,h", "show this help")               //
      ("out", option<std::string>("DIR"), "result folder of the whole")  //
      ("build", option<std::string>("DIR"), "folder with the tests; default: build/test")  //
      ("quiet,q", po::bool_switch(), "no summary");
  return syntax;
}

int stage_of(const std::string& name) {
  const std::vector<std::string> stages(kStages.begin(), kStages.end());
  for (size_t i = 0; i < stages.size(); ++i) {
    if (stages[i] == name) return static_cast<int>(i);
  }
  throw UserError("--stage: found " + name + "; allowed V1, V2 or V3" + did_you_mean(name, stages));
}

// As given from where the user is, or from the repository by default.
fs::path path_of(const po::variables_map& values, const char* name, const std::string& otherwise) {
  const std::string given = text_or_empty(values, name);
  const fs::path path = given.empty() ? project_root() / otherwise : fs::absolute(given);
  return path.lexically_normal();
}

// The controller of --rtl; what concerns it is refused without.
std::optional<Subject> own_controller(const po::variables_map& values) {
  if (values.count("rtl") == 0) {
    for (const char* name : {"top", "check", "reference"}) {
      if (values.count(name) == 0 || values[name].defaulted()) continue;
      throw UserError(fmt::format("--{0}: found no --rtl beside it; allowed with --rtl", name));
    }
    return std::nullopt;
  }
  Subject subject;
  for (const auto& file : get<std::vector<std::string>>(values, "rtl")) {
    subject.rtl.files.push_back(fs::absolute(file).lexically_normal());
  }
  if (values.count("top") != 0) subject.rtl.top = get<std::string>(values, "top");
  const auto check = get<std::string>(values, "check");
  if (check != "cycle" && check != "transaction") {
    throw UserError("--check: found " + check + "; allowed cycle or transaction" +
                    did_you_mean(check, {"cycle", "transaction"}));
  }
  subject.cycle = check == "cycle";
  if (values.count("reference") == 0) return subject;
  if (!subject.cycle) {
    throw UserError(
        "--reference: found --check transaction, which has no reference; allowed --check cycle");
  }
  subject.reference = fs::absolute(get<std::string>(values, "reference")).lexically_normal();
  return subject;
}

SignoffOptions options_of(const po::variables_map& values) {
  SignoffOptions options;
  options.root = fs::canonical(project_root());
  options.own = own_controller(values);
  options.plan =
      path_of(values, "plan",
              options.own ? "testbench/signoff/plan_own.toml" : "testbench/signoff/plan.toml");
  options.build = fs::weakly_canonical(path_of(values, "build", "build/test"));
  options.out = path_of(
      values, "out", options.own ? "results/signoff_" + options.own->rtl.top : "results/signoff");
  options.stage = stage_of(get<std::string>(values, "stage"));
  options.seed = get<uint32_t>(values, "seed");
  options.jobs = get<int>(values, "jobs");
  options.only = text_or_empty(values, "only");
  options.fresh = get<bool>(values, "fresh");
  options.quiet = get<bool>(values, "quiet");
  if (values.count("shard") != 0) {
    options.shard = kintsugi::shard_option(values);
    if (values.count("out") == 0) {
      throw UserError(
          "--shard: found no --out beside it; allowed a folder of its own for each shard");
    }
    if (options.own) {
      throw UserError("--shard: found --rtl beside it; allowed for the controller of this tree");
    }
  }
  if (options.jobs < 1 || options.jobs > 1024) {
    throw UserError(fmt::format("--jobs: found {}; allowed 1 .. 1024", options.jobs));
  }
  if (options.seed < 1) throw UserError("--seed: found 0; allowed 1 and above");
  try {
    const std::regex only(options.only);
  } catch (const std::regex_error&) {
    throw UserError("--only: found " + options.only + "; allowed a regular expression");
  }
  return options;
}

int list(const SignoffOptions& options) {
  const Signoff s = match_plan(options);
  for (const Point& point : s.points) {
    std::cout << fmt::format(
        "{} {:24} {:>5}  {}\n", kStages[static_cast<size_t>(point.testpoint.stage)],
        point.testpoint.id,
        point.testpoint.tests.empty() ? "-" : std::to_string(point.tests.size()),
        point.testpoint.claim);
  }
  for (const std::string& problem : s.problems) std::cout << problem << "\n";
  std::cout << fmt::format("{} testpoints, {} problems\n", s.points.size(), s.problems.size());
  return s.problems.empty() ? 0 : 1;
}

int sign_off(const SignoffOptions& options) {
  setenv("KINTSUGI_TELL_CYCLES", "1", 1);  // tests in lock-step say how much they compared
  setenv("KINTSUGI_RANDOM_SEED", std::to_string(options.seed).c_str(), 1);
  const Signoff s = run_signoff(options);
  if (options.shard.count == 0) write_signoff(s);  // else the whole is the merge's
  std::cout << signoff_text(s, options.out);
  return s.all_passed() ? 0 : 1;
}

int merge(const std::vector<std::string>& args) {
  const CommandSyntax syntax = merge_syntax();
  const po::variables_map values = parse_options(syntax, args);
  if (values.count("help") != 0) {
    std::cout << help_text(syntax);
    return 0;
  }
  SignoffOptions options;
  options.root = fs::canonical(project_root());
  options.build = path_of(values, "build", "build/test");
  if (values.count("out") == 0) {
    throw UserError("merge: found no --out; allowed the folder that the whole is written to");
  }
  options.out = path_of(values, "out", "");
  options.quiet = get<bool>(values, "quiet");
  std::vector<fs::path> folders;
  for (const std::string& folder : get<std::vector<std::string>>(values, "folder")) {
    folders.emplace_back(folder);
  }
  return merge_signoff(read_shard_files(folders), options);
}

}  // namespace
}  // namespace kintsugi::signoff

int main(int argc, char** argv) {
  using namespace kintsugi;
  try {
    std::vector<std::string> args(argv + 1, argv + argc);
    if (!args.empty() && args[0] == "merge") return signoff::merge({args.begin() + 1, args.end()});
    if (!args.empty() && args[0] == "signoff") args.erase(args.begin());
    const CommandSyntax syntax = signoff::signoff_syntax();
    const po::variables_map values = parse_options(syntax, args);
    if (values.count("help") != 0) {
      std::cout << help_text(syntax);
      return 0;
    }
    const signoff::SignoffOptions options = signoff::options_of(values);
    return get<bool>(values, "list") ? signoff::list(options) : signoff::sign_off(options);
  } catch (const UserError& error) {
    std::cerr << "kintsugi: error: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "kintsugi: " << error.what() << '\n';
    return 1;
  }
}
