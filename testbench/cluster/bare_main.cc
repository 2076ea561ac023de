// The dies of a scenario through the fast engine, each in a process of its own, as `kintsugi run`
// has them, and nothing else: no database, no files, no report. What `kintsugi run` costs beside it
// is what those cost: overhead.sh. Usage: kintsugi-bare SCENARIO DIES IMAGES
#include <fmt/format.h>

#include <numeric>

#include "models/core/error.h"
#include "testbench/population/engines.h"
#include "testbench/population/fork_pool.h"
#include "testbench/scenario/paths.h"

int main(int argc, char** argv) {
  using namespace kintsugi;
  if (argc != 4) {
    fmt::print(stderr, "usage: kintsugi-bare SCENARIO DIES IMAGES\n");
    return 2;
  }
  try {
    const Experiment experiment = load_experiment(load_scenario(
        find_scenario(argv[1]), {{"dies", std::string("0:") + argv[2], "command line"},
                                 {"judge.images", argv[3], "command line"}}));
    std::vector<uint32_t> dies(experiment.scenario.dies.count);
    std::iota(dies.begin(), dies.end(), 0U);
    int64_t repaired = 0;  // so that nothing is left out
    run_forked(
        dies, 1, [&](uint32_t die) { return std::to_string(run_fast(experiment, die).repaired); },
        [&](const ForkResult& result) {
          if (!result.ok) throw UserError(fmt::format("die {}: {}", result.item, result.text));
          repaired += std::stoi(result.text);
        },
        [] { return false; });
    fmt::print("{} images right\n", repaired);
    return 0;
  } catch (const UserError& error) {
    fmt::print(stderr, "kintsugi-bare: error: {}\n", error.what());
    return 2;
  }
}
