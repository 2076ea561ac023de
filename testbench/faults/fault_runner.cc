// Runs a wrong controller until a checker catches it. Exit status 0: caught, with a message that
// names cycle, state, signal, expected and actual; 1: not caught, or badly told; 2: bad arguments.
//
//   fault_NAME [--scene NAME] [--seed S] [--until CYCLE] [--json] [--out STEM] [--record FILE]
//   fault_NAME --transactions [--scene NAME] [--seed S]
//
// --scene is one of scene.h, `test` (without it) or `upkeep`. Without --seed the seeds from 1 on
// are tried. --until: catching it later does not count. --json prints the whole report instead of
// its head, --out writes it to STEM.txt, .json, .wavejson, .svg,
// --record writes what left the controller in every cycle (scene.h).
// --transactions checks as `kintsugi run --check transaction` does and prints what it says.
#include <boost/program_options.hpp>
#include <cstdint>
#include <iostream>
#include <regex>
#include <string>

#include "testbench/faults/scene.h"
#include "testbench/mismatch/mismatch.h"
#include "testbench/tests/systemc/in_child.h"

namespace kintsugi {
namespace {

namespace po = boost::program_options;

constexpr uint64_t kSeeds = 64;

struct Arguments {
  std::string program;
  std::string scene = "test";
  uint64_t seed = 0;  // 0: search
  uint64_t until = UINT64_MAX;
  bool json = false;
  bool transactions = false;
  std::string out;
  std::string record;
};

Arguments read_arguments(int argc, char** argv) {
  Arguments arguments;
  arguments.program = argv[0];
  po::options_description options;
  options.add_options()                                           //
      ("scene", po::value(&arguments.scene))                      //
      ("seed", po::value(&arguments.seed))                        //
      ("until", po::value(&arguments.until))                      //
      ("json", po::bool_switch(&arguments.json))                  //
      ("transactions", po::bool_switch(&arguments.transactions))  //
      ("out", po::value(&arguments.out))                          //
      ("record", po::value(&arguments.record));
  po::variables_map values;
  po::store(po::parse_command_line(argc, argv, options), values);
  po::notify(values);
  return arguments;
}

RunOrigin origin(const Arguments& arguments, uint64_t seed) {
  const std::string fault = arguments.program.substr(arguments.program.find_last_of('/') + 1);
  RunOrigin origin;
  origin.subject = fault + ", synthetic accelerator";
  origin.seeds = {{"program", std::to_string(seed)}, {"power_up", std::to_string(seed)}};
  origin.versions = {{"kintsugi", KINTSUGI_VERSION}, {"variant", KINTSUGI_VARIANT}};
  origin.rerun = [=](const Divergence& divergence) {
    return arguments.program + " --scene " + arguments.scene + " --seed " + std::to_string(seed) +
           " --until " + std::to_string(divergence.cycle) + " --json";
  };
  return origin;
}

// What to print of the run of one seed; empty when nothing was caught.
std::string run_seed(const Arguments& arguments, uint64_t seed) {
  const auto rtl = make_verilated_controller(static_cast<uint32_t>(seed));
  RecordingController recorded(*rtl, arguments.record);
  ControllerReference reference;
  const auto [program, run] = named_scene(arguments.scene, seed);
  ControllerModel& controller = arguments.record.empty() ? *rtl : recorded;
  const SyntheticOutcome o = run_synthetic(program, run, controller, reference);
  const Divergence& divergence = o.verdict.evidence.divergence;
  if (!divergence || divergence.cycle > arguments.until) return "";
  const Mismatch mismatch = assemble(o.verdict.evidence, program, origin(arguments, seed));
  if (!arguments.out.empty()) write_mismatch(arguments.out, mismatch);
  return arguments.json ? mismatch_json(mismatch) : mismatch_head(mismatch);
}

// The first sentence of the transaction checker; empty when nothing was caught.
std::string check_transactions(const Arguments& arguments, uint64_t seed) {
  const auto rtl = make_verilated_controller(static_cast<uint32_t>(seed));
  ControllerReference reference;
  auto [program, run] = named_scene(arguments.scene, seed);
  run.transactions = true;
  const SyntheticOutcome o = run_synthetic(program, run, *rtl, reference);
  return o.verdict.passed() ? "" : o.verdict.mismatches.front() + "\n";
}

bool well_told(const std::string& report) {
  static const std::regex divergence(
      R"(Cycle \d+ \(\d+ ps\), state \w+.*: (\S+ expected .+, got .+|RTL assertion failed: .+))");
  return std::regex_search(report, divergence);
}

int run(const Arguments& arguments) {
  const uint64_t first = arguments.seed == 0 ? 1 : arguments.seed;
  const uint64_t last = arguments.seed == 0 ? kSeeds : arguments.seed;
  for (uint64_t seed = first; seed <= last; ++seed) {
    const std::string report = in_child([&] {
      return arguments.transactions ? check_transactions(arguments, seed)
                                    : run_seed(arguments, seed);
    });
    if (report.empty()) continue;
    std::cout << report;
    if (arguments.transactions) return 0;
    return well_told(report) ? 0 : 1;
  }
  std::cout << "not caught in seeds " << first << " to " << last << "\n";
  return 1;
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  try {
    return kintsugi::run(kintsugi::read_arguments(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << argv[0] << ": " << error.what() << "\n";
    return 2;
  }
}
