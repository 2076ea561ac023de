// kintsugi-mutants --rtl FOLDER --list FILE --assertions FILE [--only NAME] [--json FILE]
// Brings the mutants to life one after the other and says what found them. Exit status 0: each was
// found by what the list says, nothing was found without a mutant, and each assertion has a mutant.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "models/core/error.h"
#include "systemc/rtl_host/assertion_hook.h"
#include "testbench/mutants/assertion_scene.h"
#include "testbench/mutants/mutants.h"
#include "testbench/sweeps/sweep.h"
#include "testbench/tests/systemc/in_child.h"

namespace {
int selected = 0;
}
extern "C" int selected_mutant() { return selected; }

namespace kintsugi {
namespace {

namespace po = boost::program_options;
using Sweep = SweepResult (*)(const SweepOptions&);
const std::map<std::string, Sweep> kSweeps = {
    {"resets", sweep_resets}, {"backpressure", sweep_back_pressure}, {"powerup", sweep_power_up}};

struct Arguments {
  std::string rtl, list, assertions, only, json;
};

Arguments read_arguments(int argc, char** argv) {
  Arguments a;
  po::options_description options;
  options.add_options()                                     //
      ("rtl", po::value(&a.rtl)->required())                //
      ("list", po::value(&a.list)->required())              //
      ("assertions", po::value(&a.assertions)->required())  //
      ("only", po::value(&a.only))                          //
      ("json", po::value(&a.json));
  po::variables_map values;
  po::store(po::parse_command_line(argc, argv, options), values);
  po::notify(values);
  return a;
}

// A few points of the sweep; one sentence of what failed, or nothing.
std::string sweep_sample(const std::string& name) {
  SweepOptions options;
  options.seeds = 30;
  options.stride = 7;
  const SweepResult result = kSweeps.at(name)(options);
  return result.failures.empty() ? "" : result.failures.front();
}

// Whether all of `wanted`, at least one, are in `fired`.
bool all_of(const std::set<std::string>& wanted, const std::set<std::string>& fired) {
  return !wanted.empty() && std::includes(fired.begin(), fired.end(), wanted.begin(), wanted.end());
}

std::set<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

// What is found in a child in which mutant `number` is alive (0: none).
std::string find(const std::string& found_by, int number, const std::set<std::string>& wanted,
                 const std::string& rtl) {
  return in_child([&]() -> std::string {
    std::freopen("/dev/null", "w", stdout);  // the model prints every failed assertion
    selected = number;
    if (found_by != "assertion") return sweep_sample(found_by);
    std::set<std::string> fired;
    play_until_assertion([&] {
      for (const std::string& place : failed_assertions()) fired.insert(assertion_at(place, rtl));
      return all_of(wanted, fired);
    });
    if (all_of(wanted, fired)) return "all";
    return fired.empty() ? "" : "only " + *fired.begin();
  });
}

// The labels of a list of "instance.instance.Label" lines, without their instances.
std::set<std::string> labels_of(const std::string& list) {
  std::set<std::string> labels;
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line[0] != '#') labels.insert(line.substr(line.rfind('.') + 1));
  }
  return labels;
}

int run(const Arguments& arguments) {
  const std::vector<Mutant> mutants = read_mutants(text_of_file(arguments.list), arguments.list);
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  size_t wrong = 0;
  size_t tried = 0;
  const auto row = [&](const std::string& name, const std::string& by, bool good,
                       const std::string& found) {
    const std::string first_line = found.substr(0, found.find('\n'));
    std::cout << fmt::format("{:8} {:12} {:48} {}\n", good ? "ok" : "MISSED", by, name, first_line)
              << std::flush;
    rows.push_back({{"mutant", name}, {"by", by}, {"good", good}, {"found", found}});
    ++tried;
    if (!good) ++wrong;
  };
  std::set<std::string> labels = labels_of(text_of_file(arguments.assertions));
  const size_t listed = labels.size();
  std::set<std::string> fired;  // labels
  for (size_t i = 0; i < mutants.size(); ++i) {
    const Mutant& mutant = mutants[i];
    if (mutant.found_by == "assertion") {
      for (const std::string& name : words(mutant.name)) {
        labels.erase(name.substr(name.rfind('.') + 1));
      }
    } else if (kSweeps.count(mutant.found_by) == 0) {
      throw UserError("mutant " + mutant.name + ": found_by: found " + mutant.found_by +
                      "; allowed assertion, resets, backpressure, powerup");
    }
    if (!arguments.only.empty() && mutant.name != arguments.only) continue;
    const std::string found =
        find(mutant.found_by, static_cast<int>(i) + 1, words(mutant.name), arguments.rtl);
    const bool good = mutant.found_by == "assertion" ? found == "all" : !found.empty();
    row(mutant.name, mutant.found_by, good, found);
    if (mutant.found_by != "assertion" || !good) continue;
    for (const std::string& name : words(mutant.name)) {
      fired.insert(name.substr(name.rfind('.') + 1));
    }
  }
  if (arguments.only.empty()) {
    for (const char* by : {"assertion", "resets", "backpressure", "powerup"}) {
      const std::string found = find(by, 0, {}, arguments.rtl);
      row("none", by, found.empty(), found);
    }
    for (const std::string& label : labels) row(label, "assertion", false, "has no mutant");
  }
  std::cout << fmt::format("{} tried, {} not found as they should be\n", tried, wrong);
  if (!arguments.json.empty()) {
    std::ofstream(arguments.json) << nlohmann::ordered_json{{"tried", tried},
                                                            {"wrong", wrong},
                                                            {"assertions_listed", listed},
                                                            {"assertions_fired", fired.size()},
                                                            {"rows", rows}}
                                         .dump(2)
                                  << "\n";
  }
  return wrong == 0 && tried > 0 ? 0 : 1;
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  int none = 1;
  testing::InitGoogleTest(&none, argv);
  try {
    return kintsugi::run(kintsugi::read_arguments(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "kintsugi-mutants: " << error.what() << "\n";
    return 2;
  }
}
