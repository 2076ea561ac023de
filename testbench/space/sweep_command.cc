// `kintsugi sweep SCENARIO key=a,b,c key2=from:to:step`
#include "testbench/space/sweep_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "testbench/report/atomic_file.h"
#include "testbench/report/html_page.h"
#include "testbench/report/interrupt.h"
#include "testbench/space/evaluate.h"
#include "testbench/space/sweep_page.h"
#include "testbench/space/sweep_results.h"

namespace kintsugi {
namespace {

constexpr size_t kShownPoints = 64;

using SweepClock = std::chrono::steady_clock;

// The wall time of this call beside what its pieces would take on `jobs` processors without a gap.
std::string sweep_timing(double wall_s, const SweepOutcome& outcome, int jobs) {
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int busy = std::min(jobs, processors);
  nlohmann::ordered_json json = {
      {"wall_s", wall_s}, {"parts_s", outcome.parts_s}, {"jobs", jobs}, {"processors", processors}};
  json["wall_over_parts"] = outcome.parts_s > 0 ? wall_s * busy / outcome.parts_s : 0.0;
  // The same on a machine that others use too: they lengthen both.
  json["busy_s"] = outcome.busy_s;
  json["wall_over_busy"] = outcome.busy_s > 0 ? wall_s * jobs / outcome.busy_s : 0.0;
  return json.dump(2) + '\n';
}

void write_sweep(const std::filesystem::path& folder, const SweepDesign& design,
                 const std::vector<PointResult>& points, const SweepTable& table) {
  const SweepResults results = sweep_results(design, points);
  write_file_atomically(folder / "sweep.csv", sweep_csv(table));
  write_file_atomically(folder / "sweep.json", sweep_json(design, points, results));
  const std::filesystem::path library = chart_library();
  const std::string charts = read_chart_library(library);
  if (charts.empty()) {
    std::error_code ignored;
    std::filesystem::remove(folder / "report.html", ignored);
    fmt::print(stderr, "kintsugi: {}\n", without_chart_library(library));
    return;
  }
  write_file_atomically(folder / "report.html",
                        sweep_page(design, sweep_page_data(design, points, results), charts));
}

// The shell line that makes a point again, as a run of its own.
std::string run_of_point(const SweepDesign& design, size_t point) {
  std::string line = "kintsugi run " + design.base.file.string();
  for (size_t k = 0; k < design.keys.size(); ++k) {
    line += fmt::format(" --set '{}={}'", design.keys[k], design.points[point].values[k]);
  }
  return line;
}

int64_t print_failed_dies(const SweepDesign& design, const std::vector<PointResult>& points) {
  int64_t failed_dies = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i].failed_dies == 0) continue;
    if (failed_dies == 0) {
      fmt::print(stderr, "kintsugi: point {} ({}): {} failed dies; `{}` shows them\n", i,
                 design.settings(i), points[i].failed_dies, run_of_point(design, i));
    }
    failed_dies += points[i].failed_dies;
  }
  return failed_dies;
}

// Dies of a shard that failed; its points are summarised where all of them are.
size_t failed_dies_in(const SweepStore& store, const SweepDesign& design) {
  size_t count = 0;
  for (uint32_t i = 0; i < design.points.size(); ++i) {
    const std::vector<DieRecord> dies = store.dies(i);
    count += static_cast<size_t>(std::count_if(dies.begin(), dies.end(), failed));
  }
  return count;
}

int finish_shard(const SweepDesign& design, const DesignSweepOptions& options,
                 const SweepStore& store, const SweepOutcome& outcome, std::ostream& out) {
  const size_t failures = failed_dies_in(store, design);
  if (failures > 0) fmt::print(stderr, "kintsugi: {} failed dies\n", failures);
  if (!options.quiet) {
    out << fmt::format("{} with {} dies in {}\n", to_text(options.shard), outcome.dies_done,
                       options.out.string());
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace

int finish_sweep(const SweepDesign& design, const DesignSweepOptions& options,
                 const std::filesystem::path& shown, SweepClock::time_point start,
                 SweepStore* store, std::ostream& out) {
  const SweepOutcome outcome =
      evaluate_sweep(design, options.out, options.jobs, options.quiet, options.shard, store);
  if (!outcome.finished) {
    for (const std::string& failure : outcome.failures) {
      fmt::print(stderr, "kintsugi: {}\n", failure);
    }
    fmt::print(stderr, "kintsugi: stopped with {} of {} dies finished; the same command goes on\n",
               outcome.dies_done, share_of(options.shard, sweep_dies_in_all(design)).size());
    return 1;
  }
  if (options.shard.count > 0) return finish_shard(design, options, *store, outcome, out);
  const SweepTable table = sweep_table(design, outcome.points);
  store->set_results(table);
  write_sweep(options.out, design, outcome.points, table);
  const double wall_s = std::chrono::duration<double>(SweepClock::now() - start).count();
  write_file_atomically(options.out / "timing.json", sweep_timing(wall_s, outcome, options.jobs));
  if (!options.quiet) {
    out << sweep_text(design, table, kShownPoints)
        << fmt::format("results in {}\n", shown.string());
  }
  return print_failed_dies(design, outcome.points) == 0 ? 0 : 1;
}

int design_sweep_command(const DesignSweepOptions& options, std::ostream& out) {
  const SweepClock::time_point start = SweepClock::now();
  const InterruptGuard guard;
  SweepDesign design = sweep_design(options);
  if (!check_design(design, options.jobs)) {
    fmt::print(stderr, "kintsugi: stopped before any work\n");
    return 1;
  }
  check_shard_folder(options.out, options.shard);
  SweepStore store(options.out, design,
                   options.shard.count > 0 ? Readers::OnAnyHost : Readers::OnThisHost);
  claim_shard_folder(sweep_shard_file(options));
  return finish_sweep(design, options, options.out, start, &store, out);
}

}  // namespace kintsugi
