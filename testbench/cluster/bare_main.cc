// The dies of a scenario through the fast engine and nothing else: no database, no files, no
// report; with `processes` each die in a process of its own, as `kintsugi run` has it. What
// `kintsugi run` costs beside it is what those cost: overhead.sh.
// Usage: kintsugi-bare SCENARIO DIES IMAGES [processes]
#include <fmt/format.h>

#include <numeric>

#include "models/core/error.h"
#include "testbench/population/engines.h"
#include "testbench/population/fork_pool.h"
#include "testbench/scenario/paths.h"

int main(int argc, char** argv) {
  using namespace kintsugi;
  const bool processes = argc == 5 && argv[4] == std::string("processes");
  if (argc != 4 && !processes) {
    fmt::print(stderr, "usage: kintsugi-bare SCENARIO DIES IMAGES [processes]\n");
    return 2;
  }
  try {
    const Experiment experiment = load_experiment(load_scenario(
        find_scenario(argv[1]), {{"dies", std::string("0:") + argv[2], "command line"},
                                 {"judge.images", argv[3], "command line"}}));
    std::vector<uint32_t> dies(experiment.scenario.dies.count);
    std::iota(dies.begin(), dies.end(), 0U);
    const auto repaired_of = [&](uint32_t die) { return run_fast(experiment, die).repaired; };
    int64_t repaired = 0;  // so that nothing is left out
    if (processes) {
      run_forked(
          dies, 1, [&](uint32_t die) { return std::to_string(repaired_of(die)); },
          [&](const ForkResult& result) {
            if (!result.ok) throw UserError(fmt::format("die {}: {}", result.item, result.text));
            repaired += std::stoi(result.text);
          },
          [] { return false; });
    } else {
      for (const uint32_t die : dies) repaired += repaired_of(die);
    }
    fmt::print("{} images right\n", repaired);
    return 0;
  } catch (const UserError& error) {
    fmt::print(stderr, "kintsugi-bare: error: {}\n", error.what());
    return 2;
  }
}
