// The dies of a scenario through the fast engine and nothing else: no processes, no database, no
// files. What `kintsugi run` costs beside it is what those cost: overhead.sh.
// Usage: kintsugi-bare SCENARIO DIES IMAGES
#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/population/engines.h"
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
    int64_t repaired = 0;  // so that nothing is left out
    for (uint32_t die = 0; die < experiment.scenario.dies.count; ++die) {
      repaired += run_fast(experiment, die).repaired;
    }
    fmt::print("{} images right\n", repaired);
    return 0;
  } catch (const UserError& error) {
    fmt::print(stderr, "kintsugi-bare: error: {}\n", error.what());
    return 2;
  }
}
