// `kintsugi export --tester`: what a tester would have measured of simulated dies.
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <atomic>

#include "models/tuning/flow.h"
#include "models/tuning/targets.h"
#include "testbench/cli/commands.h"
#include "testbench/population/experiment.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/silicon/tester_data.h"

namespace kintsugi {
namespace {

constexpr int kGainImages = 64;  // training images the best gains are matched on

struct TestedDie {
  TesterDie measured;
  PartResult bin;
};

TestedDie test_die(const Experiment& e, uint32_t number, const CodedImages& training) {
  const Die die(e.chip, DieKey{e.scenario.seed, number});
  const Tuning identity = identity_tuning(e.chip);
  TestedDie out;
  out.measured.name = simulated_part(WaferMap(e.scenario.chip.device.wafer), number);
  Tuning last;
  std::vector<uint32_t> last_statistics;
  uint32_t seen = 0;
  const tuning::FlowResult flow = tuning::test_and_repair(
      e.program, identity, e.scenario.controller.retest, [&](const Tuning& tuning) {
        const auto signature = tuning::run_signature(die, tuning, e.program, seen);
        seen += static_cast<uint32_t>(signature.size());
        last = tuning;
        last_statistics = tuning::collect_statistics(e.program, signature);
        if (out.measured.statistics.empty()) out.measured.statistics = last_statistics;
        return last_statistics;
      });
  const auto percent = [&](const Tuning& tuning) {
    return 100.0 * count_correct(die, tuning, e.judged) / e.judged.count();
  };
  out.measured.accuracy = percent(identity);
  if (!flow.writes.empty() && flow.outcome != tuning::FlowOutcome::Restored) {
    out.measured.repaired = percent(flow.applied);
    // One written again without a retest has no signature.
    if (flow.retested && last == flow.applied) out.measured.after = last_statistics;
  }
  if (training.count() > 0) {
    out.measured.best = tuning::least_squares_tuning(die, Die::nominal(e.chip),
                                                     training.codes.data(), training.count());
  }
  out.bin = binned(out.measured.name, static_cast<int>(flow.outcome), false);
  return out;
}

}  // namespace

int export_tester(const ExportOptions& options, std::ostream& out) {
  const Experiment e = load_design(options.scenario);
  const CodedImages training =
      options.gains ? load_images(e.scenario, e.chip.network, true, ImageCount{kGainImages})
                    : CodedImages{};
  std::vector<TestedDie> dies(e.scenario.dies.count);
  const InterruptGuard guard;
  {
    Progress progress("dies", static_cast<int64_t>(dies.size()), Progress::style(options.quiet));
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<size_t>(options.jobs));
    tbb::parallel_for(size_t{0}, dies.size(), [&](size_t i) {
      if (interrupted()) return;
      dies[i] = test_die(e, e.scenario.dies.first + static_cast<uint32_t>(i), training);
      progress.advance();
    });
  }
  if (interrupted()) {
    fmt::print(stderr, "kintsugi: stopped; nothing was written\n");
    return 1;
  }
  TesterData data;
  data.seed = e.scenario.seed;
  std::vector<PartResult> parts;
  for (TestedDie& die : dies) {
    data.dies.push_back(std::move(die.measured));
    parts.push_back(std::move(die.bin));
  }
  std::filesystem::create_directories(options.out);
  write_file_atomically(options.out / "signatures.csv",
                        tester_csv(data, e.program, e.chip.network));
  write_bins(options.out, parts);
  if (!options.quiet) {
    out << fmt::format("{} dies of seed {} of {} in {}\n", dies.size(), e.scenario.seed,
                       e.scenario.name, options.out.string());
  }
  return 0;
}

}  // namespace kintsugi
