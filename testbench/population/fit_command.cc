// `kintsugi fit`: a scenario's test program from training dies.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/core/error.h"
#include "models/tuning/fit.h"
#include "models/tuning/flow.h"
#include "testbench/cli/commands.h"
#include "testbench/population/experiment.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

// Training dies that the fit did not see, judged on the last training images, which training set
// aside: an honest look at the program that costs no judged die and no test image.
constexpr uint32_t kCheckedDies = 40;
constexpr uint32_t kFirstChecked = 1U << 24;

struct Yields {
  int untuned = 0;
  int fixed_gain = 0;
  int mean_match = 0;
  int repaired = 0;
};

std::string joined(const std::vector<double>& values) {
  return fmt::format("{:.3f}", fmt::join(values, "  "));
}

Yields check_program(const Scenario& scenario, const Network& network,
                     const tuning::TestProgram& program, const CodedImages& images) {
  ChipConfig config = scenario.chip;
  config.adc.full_scale = program.adc_full_scale;
  const Chip chip = make_chip(network, config);
  const int ideal = count_correct(Die::nominal(chip), identity_tuning(chip), images);
  const double threshold = ideal - scenario.judge.yield_margin / 100.0 * images.count();
  Yields yields;
  for (uint32_t d = 0; d < kCheckedDies; ++d) {
    const Die die(chip, DieKey{scenario.fit.seed, kFirstChecked + d});
    const auto good = [&](const Tuning& t) { return count_correct(die, t, images) >= threshold; };
    yields.untuned += good(identity_tuning(chip));
    yields.fixed_gain += good(program.fixed_gain);
    yields.mean_match += good(tuning::mean_match(die, program, 1));
    yields.repaired += good(tuning::test_and_repair(die, program, false).applied);
  }
  return yields;
}

void print_report(const tuning::FitReport& report, const Yields& yields,
                  const FitOptions& options) {
  fmt::print("ridge                              {}\n", report.ridge);
  fmt::print("per tuned layer, in octaves of the gains up to it multiplied\n");
  fmt::print("  spread over the dies             {}\n", joined(report.target_sd));
  fmt::print("  left by the regression (5-fold)  {}\n", joined(report.prediction_sd));
  fmt::print("  left by the codebook             {}\n", joined(report.codebook_sd));
  if (report.accuracy_sd > 0) {
    fmt::print("accuracy in points, spread over the dies and left by the prediction out of fold\n");
    fmt::print("  before the repair                {:.2f}  {:.2f}\n", report.accuracy_sd,
               report.accuracy_rmse);
    fmt::print("  after it                         {:.2f}  {:.2f}\n", report.accuracy_after_sd,
               report.accuracy_after_rmse);
  }
  fmt::print("yield of {} further training dies on training images\n", kCheckedDies);
  fmt::print("  untuned {}  fixed gain {}  mean match {}  repaired {}\n", yields.untuned,
             yields.fixed_gain, yields.mean_match, yields.repaired);
  fmt::print("test program in {}\n", options.out.string());
}

}  // namespace

int fit_command(const FitOptions& options) {
  const Scenario& scenario = options.scenario;
  const Network network = load_network(scenario);
  const CodedImages images = load_images(scenario, network, true, ImageCount{0});
  tuning::FitOptions fit;
  fit.name = options.out.filename().string();
  fit.name = fit.name.substr(0, fit.name.find('.'));
  fit.seed = scenario.fit.seed;
  fit.dies = scenario.fit.dies;
  fit.images = scenario.fit.images;
  fit.clusters = scenario.fit.clusters;
  fit.ridge = scenario.fit.ridge;
  fit.affine = scenario.fit.affine;
  fit.predict = scenario.fit.predict;
  fit.fallbacks = scenario.fit.fallbacks;
  fit.yield_margin = scenario.judge.yield_margin;
  const CodedImages judged = last_images(images, scenario.fit.judge_images, network);
  fit.judged = {judged.codes.data(), judged.labels.data(), judged.count()};
  fit.jobs = options.jobs;

  const InterruptGuard guard;
  tuning::FitReport report;
  tuning::TestProgram program;
  {
    // With predictors each die is measured again after its repair.
    Progress progress("training dies", fit.dies * (fit.predict ? 2 : 1), Progress::style(options.quiet));
    fit.progress = [&](int, int) {
      progress.advance();
      return !interrupted();
    };
    program = tuning::fit(network, scenario.chip,
                          {images.codes.data(), images.labels.data(), images.count()}, fit,
                          &report);
  }
  if (report.stopped) {
    fmt::print(stderr, "kintsugi: stopped; nothing was written\n");
    return 1;
  }
  const Yields yields = check_program(scenario, network, program, judged);
  tuning::save_program(program, options.out);
  if (!options.quiet) print_report(report, yields, options);
  return 0;
}

}  // namespace kintsugi
