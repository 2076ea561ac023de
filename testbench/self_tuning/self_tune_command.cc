// `kintsugi self-tune`: dies that shift in use, with the self-tuning monitor at work.
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <mutex>
#include <ostream>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/self_tuning/study_files.h"

namespace kintsugi {

namespace {
constexpr int kCosimImages = 96;  // behind the shift: time to settle and to stay
}

int self_tune_command(const SelfTuneOptions& options, std::ostream& out) {
  SelfTuneStudy study;
  study.shift = options.shift;
  study.window = options.window;
  study.dead_shift = options.dead_shift;
  study.after = options.images;
  const Experiment e = load_experiment(options.scenario);
  const Chip aged = shifted_chip(e, study.shift);
  const int played = study.base + study.before + study.after;
  const CodedImages images =
      load_images(options.scenario, e.chip.network, true, ImageCount{played});

  SelfTuneResult result;
  result.scenario = options.scenario.name;
  result.study = study;
  result.judged = e.judged.count();
  result.ideal = count_correct(e.ideal);
  const InterruptGuard guard;
  {
    Progress progress("dies", static_cast<int64_t>(options.scenario.dies.count),
                      Progress::style(options.quiet));
    std::mutex mutex;
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<size_t>(options.jobs));
    tbb::parallel_for(uint32_t{0}, options.scenario.dies.count, [&](uint32_t i) {
      if (interrupted()) return;
      SelfTunedDie die = self_tune(e, aged, options.scenario.dies.first + i, images, study);
      const std::lock_guard<std::mutex> lock(mutex);
      result.dies.push_back(std::move(die));
      progress.advance();
    });
  }
  if (result.dies.empty()) return 1;
  std::sort(result.dies.begin(), result.dies.end(),
            [](const SelfTunedDie& a, const SelfTunedDie& b) { return a.die < b.die; });
  if (options.cosim > 0 && !interrupted()) {
    std::vector<uint32_t> numbers;
    for (const SelfTunedDie& die : result.dies) numbers.push_back(die.die);
    numbers.resize(std::min(numbers.size(), static_cast<size_t>(options.cosim)));
    result.cosim = cosim_monitor(e, aged, numbers, std::min(study.after, kCosimImages), images,
                                 study, options.jobs);
  }
  if (!options.quiet) out << self_tune_table(result);
  if (!options.out.empty()) write_self_tune(result, options.out);
  if (interrupted()) {
    fmt::print(stderr, "kintsugi: stopped; the figures are of {} dies\n", result.dies.size());
    return 1;
  }
  return result.cosim.mismatches == 0 ? 0 : 1;
}

}  // namespace kintsugi
