// `kintsugi fit`: a scenario's test program from training dies.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/population/fit_check.h"
#include "testbench/population/scenario_fit.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"

namespace kintsugi {
namespace {

constexpr int kPixelBits = 4;  // that the controller plays

// Before minutes are spent: no controller could be loaded with the program.
void require_playable(const Network& network) {
  if (network.activation_bits <= kPixelBits) return;
  throw UserError(
      fmt::format("network: '{}' takes pixels of {} bits, but the controller plays at most {}; "
                  "quantise it with "
                  "--activation-bits {} or fewer",
                  network.name, network.activation_bits, kPixelBits, kPixelBits));
}

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
  const FitInputs inputs = load_fit_inputs(scenario);
  require_playable(inputs.network);
  std::string name = options.out.filename().string();
  name = name.substr(0, name.find('.'));
  const InterruptGuard guard;
  tuning::FitReport report;
  tuning::TestProgram program;
  {
    // With predictors each die is measured again after its repair.
    Progress progress("training dies", scenario.fit.dies * (scenario.fit.predict ? 2 : 1),
                      Progress::style(options.quiet));
    const auto advance = [&](int, int) {
      progress.advance();
      return !interrupted();
    };
    program = fit_scenario(scenario, inputs, name, options.jobs, advance, &report);
  }
  if (report.stopped) {
    fmt::print(stderr, "kintsugi: stopped; nothing was written\n");
    return 1;
  }
  const FitCheck check = check_fit(scenario, inputs.network, program, inputs.judged, options.jobs);
  tuning::save_program(program, options.out);
  if (!options.quiet) print_report(report, check, options);
  return 0;
}

}  // namespace kintsugi
