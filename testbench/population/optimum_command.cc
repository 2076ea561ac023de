// `kintsugi optimum`: the best gains and offsets of each die, kept in a file.
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <mutex>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/population/optima.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"

namespace kintsugi {
namespace {

// The file as it stands, or an empty one. Throws UserError for one of another chip or other images.
tuning::OptimumFile begin_file(const std::filesystem::path& path, const Experiment& e,
                               const tuning::TrainingImages& images) {
  const std::string images_digest = tuning::digest(images, e.chip.network.input.size());
  const std::string key = tuning::optimum_key(e.chip, e.program);
  if (!std::filesystem::exists(path)) return {key, images.count, images_digest, {}};
  tuning::OptimumFile file = tuning::load_optima(path, key, e.chip.tuned_layers());
  const std::string mismatch = optimum_mismatch(file, key, images_digest);
  if (mismatch.empty()) return file;
  throw UserError(fmt::format("{}: {}; remove the file or write another with --out", path.string(),
                              mismatch));
}

std::vector<uint32_t> missing_dies(const Scenario& scenario, const tuning::OptimumFile& file) {
  std::vector<uint32_t> missing;
  for (uint32_t i = 0; i < scenario.dies.count; ++i) {
    const uint32_t die = scenario.dies.first + i;
    if (file.dies.count({scenario.seed, die}) == 0) missing.push_back(die);
  }
  return missing;
}

// Searches every missing die and writes the file after each. False when the user stopped it.
bool search_missing(const OptimumOptions& options, const Experiment& e,
                    const tuning::TrainingImages& images, tuning::OptimumFile* file) {
  const std::vector<uint32_t> missing = missing_dies(e.scenario, *file);
  const auto total = static_cast<int64_t>(e.scenario.dies.count);
  const InterruptGuard guard;
  Progress progress("dies", total, Progress::style(options.quiet),
                    total - static_cast<int64_t>(missing.size()));
  std::mutex mutex;
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(options.jobs));
  tbb::parallel_for(size_t{0}, missing.size(), [&](size_t i) {
    if (interrupted()) return;
    const Die die(e.chip, DieKey{e.scenario.seed, missing[i]});
    tuning::Optimum optimum =
        tuning::find_optimum(die, e.program, tuning::optimum_starts(die, e.program), images);
    const std::lock_guard<std::mutex> lock(mutex);
    file->dies[{e.scenario.seed, missing[i]}] = std::move(optimum);
    write_file_atomically(options.out, tuning::optima_text(*file));
    progress.advance();
  });
  return missing_dies(e.scenario, *file).empty();
}

}  // namespace

int optimum_command(const OptimumOptions& options) {
  const Experiment experiment = load_design(options.scenario);
  const CodedImages coded = fitting_images(options.scenario, experiment.chip.network);
  const tuning::TrainingImages images{coded.codes.data(), coded.labels.data(), coded.count()};
  tuning::OptimumFile file = begin_file(options.out, experiment, images);
  if (!search_missing(options, experiment, images, &file)) {
    fmt::print(stderr, "kintsugi: stopped; finished dies are kept, the same command goes on\n");
    return 1;
  }
  if (!options.quiet) fmt::print("per-die optima in {}\n", options.out.string());
  return 0;
}

}  // namespace kintsugi
