// `kintsugi mutate`: kills the mutants of the netlist this program is built with.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"
#include "testbench/mutation/mutant_list.h"
#include "testbench/mutation/proof.h"
#include "testbench/mutation/regression.h"
#include "testbench/mutation/score.h"
#include "testbench/population/fork_pool.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"

namespace kintsugi {
namespace {

using namespace mutation;

CommandSyntax mutate_syntax() {
  CommandSyntax syntax;
  syntax.name = "mutate";
  syntax.summary =
      "Plants faults in the netlist of the tuning controller, one at a time, and runs the "
      "behaviour\n"
      "tests in lock-step with the reference until one notices. What none notices and no tool "
      "proves\n"
      "equivalent has survived. Exit status: 0 the score is reached, 1 it is not, 2 bad input.";
  syntax.examples = {{"kintsugi mutate", "200 mutants of seed 1"},
                     {"kintsugi mutate --mutants 400 --seed 7", "others; plants them first"},
                     {"kintsugi mutate --only 17,53", "two of them, each told"}};
  syntax.options.add_options()("help,h", "show this help")                                       //
      ("mutants", option<int>("N")->default_value(KINTSUGI_MUTANTS), "how many are planted")     //
      ("seed", option<int>("S")->default_value(KINTSUGI_MUTANT_SEED), "what draws them")         //
      ("only", option<std::string>("K,..."), "numbers of mutants, from 1")                       //
      ("tests", option<std::string>("GLOB")->default_value("*"), "behaviour tests to run")       //
      ("without", option<std::string>("CHECK,..."), "leave out lock_step, assertions or tests")  //
      ("no-proof", po::bool_switch(), "every mutant that nothing notices has survived")          //
      ("limit", option<double>("PERCENT")->default_value(97.0), "least score")                   //
      ("jobs,j", option<int>("N"), "processes; default: all processors")                         //
      ("json", option<std::string>("FILE"), "write counts and every mutant's fate");
  return syntax;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

std::vector<uint32_t> chosen(const po::variables_map& values, size_t mutants) {
  std::vector<uint32_t> numbers;
  for (const std::string& word : split(text_or_empty(values, "only"))) {
    const bool digits =
        !word.empty() && word.size() < 9 &&
        std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    const size_t number = digits ? std::stoul(word) : 0;
    if (number < 1 || number > mutants) {
      throw UserError(fmt::format("--only: found {}; allowed 1 .. {}", word, mutants));
    }
    numbers.push_back(static_cast<uint32_t>(number));
  }
  for (uint32_t k = 1; values.count("only") == 0 && k <= mutants; ++k) numbers.push_back(k);
  return numbers;
}

Checks checks_of(const po::variables_map& values) {
  Checks checks;
  for (const std::string& word : split(text_or_empty(values, "without"))) {
    if (word == "lock_step") {
      checks.lock_step = false;
    } else if (word == "assertions") {
      checks.assertions = false;
    } else if (word == "tests") {
      checks.tests = false;
    } else {
      throw UserError("--without: found " + word + "; allowed lock_step, assertions or tests");
    }
  }
  return checks;
}

int jobs_of(const po::variables_map& values) {
  if (values.count("jobs") == 0) {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  }
  const int jobs = get<int>(values, "jobs");
  if (jobs < 1 || jobs > 1024)
    throw UserError(fmt::format("--jobs: found {}; allowed 1 .. 1024", jobs));
  return jobs;
}

// The launcher plants what is asked for before it starts this program.
void check_planted(const po::variables_map& values) {
  const int mutants = get<int>(values, "mutants");
  const int seed = get<int>(values, "seed");
  if (mutants != KINTSUGI_MUTANTS || seed != KINTSUGI_MUTANT_SEED) {
    throw UserError(
        fmt::format("found --mutants {} --seed {}, but this build holds {} of seed {}; "
                    "use ./kintsugi mutate, which builds",
                    mutants, seed, KINTSUGI_MUTANTS, KINTSUGI_MUTANT_SEED));
  }
}

void be_silent() {
  if (std::freopen("/dev/null", "w", stdout) == nullptr ||
      std::freopen("/dev/null", "w", stderr) == nullptr) {
    throw std::runtime_error("/dev/null cannot be opened");
  }
}

nlohmann::json packed(const std::optional<Kill>& kill) {
  if (!kill) return nullptr;
  return {kill->by, kill->test, kill->what, kill->cycle};
}

std::optional<Kill> unpacked(const ForkResult& result) {
  // Such a mutant ended the simulation: a loop that does not settle, an address outside of memory.
  // A worker that is killed, for want of memory say, tells nothing about its mutant.
  const std::string killed = "signal " + std::to_string(SIGKILL);
  if (!result.ok && result.text.find(killed) != std::string::npos) {
    throw std::runtime_error("a " + result.text);
  }
  if (!result.ok) return Kill{"crash", "", result.text, 0};
  const auto json = nlohmann::json::parse(result.text);
  if (json.is_null()) return std::nullopt;
  return Kill{json[0], json[1], json[2], json[3]};
}

std::vector<TimedTest> clean_tests(const std::string& filter) {
  std::vector<TimedTest> tests;
  std::string failure;
  run_forked(
      std::vector<uint32_t>{0}, 1,
      [&](uint32_t) {
        be_silent();
        nlohmann::json json = nlohmann::json::array();
        for (const TimedTest& t : clean_run(filter)) json.push_back({t.name, t.cycles});
        return json.dump();
      },
      [&](const ForkResult& result) {
        if (!result.ok) {
          failure = result.text;
          return;
        }
        for (const auto& t : nlohmann::json::parse(result.text)) tests.push_back({t[0], t[1]});
      },
      interrupted);
  if (!failure.empty()) throw std::runtime_error(failure);
  return tests;
}

std::vector<uint32_t> survivors(const std::vector<Fate>& fates) {
  std::vector<uint32_t> items;
  for (uint32_t i = 0; i < fates.size(); ++i) {
    if (fates[i].survived()) items.push_back(i);
  }
  return items;
}

bool kill_mutants(const std::vector<TimedTest>& tests, const Checks& checks, int jobs,
                  std::vector<Fate>* fates) {
  const std::vector<uint32_t> items = survivors(*fates);
  if (items.empty() || tests.empty()) return true;
  Progress progress("mutants", static_cast<int64_t>(items.size()), Progress::style(false));
  return run_forked(
      items, jobs,
      [&](uint32_t i) {
        be_silent();
        return packed(run_mutant((*fates)[i].mutant.number, tests, checks)).dump();
      },
      [&](const ForkResult& result) {
        (*fates)[result.item].kill = unpacked(result);
        progress.advance();
      },
      interrupted);
}

bool prove_survivors(int jobs, std::vector<Fate>* fates) {
  const std::vector<uint32_t> items = survivors(*fates);
  if (items.empty()) return true;
  Progress progress("proofs", static_cast<int64_t>(items.size()), Progress::style(false));
  std::string failure;
  const bool finished = run_forked(
      items, jobs,
      [&](uint32_t i) {
        return std::string(proved_equivalent((*fates)[i].mutant.number, KINTSUGI_NETLIST) ? "yes"
                                                                                          : "no");
      },
      [&](const ForkResult& result) {
        if (!result.ok) failure = result.text;
        (*fates)[result.item].equivalent = result.ok && result.text == "yes";
        progress.advance();
      },
      interrupted);
  if (!failure.empty()) throw std::runtime_error(failure);
  return finished;
}

int mutate(const po::variables_map& values) {
  check_planted(values);
  const std::vector<Mutant> mutants =
      read_mutants(std::filesystem::path(KINTSUGI_NETLIST) / "mutants.txt");
  const Checks checks = checks_of(values);
  const int jobs = jobs_of(values);
  std::vector<Fate> fates;
  for (const uint32_t number : chosen(values, mutants.size())) {
    fates.push_back({mutants[number - 1], std::nullopt, false});
  }
  const InterruptGuard guard;
  init_regression();
  std::string filter = get<std::string>(values, "tests");
  filter += filter.find('-') == std::string::npos ? "-" : ":";
  filter += "Smallest.*:Largest.*:Lanes.*";  // the netlist has the default sizes
  const std::vector<TimedTest> tests = clean_tests(filter);
  Circumstances circumstances{KINTSUGI_MUTANT_SEED, tests.size(), 0, get<double>(values, "limit")};
  for (const TimedTest& test : tests) circumstances.cycles += test.cycles;
  if (interrupted() || !kill_mutants(tests, checks, jobs, &fates) ||
      (!get<bool>(values, "no-proof") && !prove_survivors(jobs, &fates))) {
    fmt::print(stderr, "kintsugi: stopped; nothing is written\n");
    return 1;
  }
  if (values.count("json") != 0)
    write_score(get<std::string>(values, "json"), fates, circumstances);
  if (values.count("only") != 0) {
    for (const Fate& fate : fates) fmt::print("{}", fate_text(fate));
  }
  fmt::print("{} tests, {} cycles, clean without a mutant\n\n{}", tests.size(),
             circumstances.cycles, score_text(fates));
  return score_of(fates).percent() >= circumstances.limit ? 0 : 1;
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  try {
    using namespace kintsugi;
    std::vector<std::string> args(argv + 1, argv + argc);
    if (!args.empty() && args[0] == "mutate") args.erase(args.begin());
    const CommandSyntax syntax = mutate_syntax();
    const po::variables_map values = parse_options(syntax, args);
    if (values.count("help") == 0) return mutate(values);
    std::cout << help_text(syntax);
    return 0;
  } catch (const kintsugi::UserError& error) {
    std::cerr << "kintsugi: error: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "kintsugi: " << error.what() << '\n';
    return 1;
  }
}
