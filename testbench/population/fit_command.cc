// `kintsugi fit`: a scenario's test program from training dies.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/core/error.h"
#include "models/tuning/fit.h"
#include "testbench/cli/commands.h"
#include "testbench/population/experiment.h"
#include "testbench/population/fit_check.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

std::string joined(const std::vector<double>& values) {
  return fmt::format("{:.3f}", fmt::join(values, "  "));
}

void print_report(const tuning::FitReport& report, const FitCheck& check,
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
  fmt::print("{} further training dies\n", check.dies);
  fmt::print("  good: untuned {}  fixed gain {}  mean match {}  repaired {}\n", check.untuned,
             check.fixed_gain, check.mean_match, check.repaired);
  if (report.accuracy_sd > 0) {
    fmt::print("  accuracy before the repair       {:.2f}  {:.2f}\n", check.now.spread,
               check.now.error);
    fmt::print("  after it                         {:.2f}  {:.2f}\n", check.after.spread,
               check.after.error);
  }
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
  const int others = images.count() - judged.count();
  if (others < judged.count()) {
    throw UserError(fmt::format(
        "{}: found {} of {} training images; allowed is at most half, as the others make the test",
        scenario.where("fit.judge_images"), judged.count(), images.count()));
  }
  fit.jobs = options.jobs;

  const InterruptGuard guard;
  tuning::FitReport report;
  tuning::TestProgram program;
  {
    // With predictors each die is measured again after its repair.
    Progress progress("training dies", fit.dies * (fit.predict ? 2 : 1),
                      Progress::style(options.quiet));
    fit.progress = [&](int, int) {
      progress.advance();
      return !interrupted();
    };
    program = tuning::fit(network, chip_config(scenario),
                          {images.codes.data(), images.labels.data(), others}, fit, &report);
  }
  if (report.stopped) {
    fmt::print(stderr, "kintsugi: stopped; nothing was written\n");
    return 1;
  }
  const FitCheck check = check_fit(scenario, network, program, judged, options.jobs);
  tuning::save_program(program, options.out);
  if (!options.quiet) print_report(report, check, options);
  return 0;
}

}  // namespace kintsugi
