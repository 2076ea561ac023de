// kintsugi-sweep resets|backpressure|powerup [--seeds N] [--first N] [--stride N] [--json FILE]
// Exit status 0: nothing failed; 1: something did; 2: bad arguments.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/program_options.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "models/core/error.h"
#include "testbench/sweeps/sweep.h"

namespace kintsugi {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage =
    "usage: ./kintsugi sweep resets|backpressure|powerup [options]\n\n"
    "  resets         reset at every cycle of tests, register and stream transfers\n"
    "  backpressure   random programs behind random latencies on all ports\n"
    "  powerup        random state at power-up\n\n"
    "Sweeps over the keys of a scenario: ./kintsugi sweep SCENARIO KEY=VALUE,VALUE (--help)\n\n";

using Sweep = SweepResult (*)(const SweepOptions&);
const std::map<std::string, Sweep> kSweeps = {
    {"resets", sweep_resets}, {"backpressure", sweep_back_pressure}, {"powerup", sweep_power_up}};

void print(const std::string& name, const SweepResult& result, double seconds) {
  for (const std::string& failure : result.failures) std::cout << failure << "\n";
  std::cout << name << ": " << result.failed << " failed";
  for (const auto& [what, count] : result.counts) std::cout << fmt::format("; {} {}", what, count);
  std::cout << fmt::format(" ({:.1f} s)\n", seconds);
}

void write(const std::string& file, const SweepResult& result, double seconds) {
  nlohmann::ordered_json json;
  json["failed"] = result.failed;
  for (const auto& [what, count] : result.counts) json[what] = count;
  json["failures"] = result.failures;
  json["seconds"] = seconds;
  if (!(std::ofstream(file) << json.dump(2) << "\n").flush()) {
    throw UserError(file + " cannot be written");
  }
}

int run(int argc, char** argv) {
  std::string name, json;
  SweepOptions sweep;
  po::options_description options("options");
  options.add_options()                                                            //
      ("seeds", po::value(&sweep.seeds), "how many seeds")                         //
      ("first", po::value(&sweep.first_seed), "first seed, or first cycle + 1")    //
      ("stride", po::value(&sweep.stride), "resets: cycles from one to the next")  //
      ("json", po::value(&json), "also write the counts to this file")             //
      ("help,h", "this text");
  po::options_description all;
  all.add(options).add_options()("sweep", po::value(&name));
  po::variables_map values;
  po::store(po::command_line_parser(argc, argv)
                .options(all)
                .positional(po::positional_options_description().add("sweep", 1))
                .run(),
            values);
  po::notify(values);
  if (values.count("help") != 0) {
    std::cout << kUsage << options;
    return 0;
  }
  const auto chosen = kSweeps.find(name);
  if (chosen == kSweeps.end()) {
    throw UserError("found the sweep \"" + name + "\"; allowed resets, backpressure, powerup");
  }
  if (sweep.stride < 1 || sweep.first_seed < 1) {
    throw UserError("--stride and --first must be at least 1");
  }
  const auto begin = std::chrono::steady_clock::now();
  const SweepResult result = chosen->second(sweep);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  print(name, result, seconds);
  if (!json.empty()) write(json, result, seconds);
  return result.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  int none = 1;
  testing::InitGoogleTest(&none, argv);
  try {
    return kintsugi::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "kintsugi: error: " << error.what() << "\n";
    return 2;
  }
}
