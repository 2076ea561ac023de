#include <fmt/format.h>

#include "systemc/platform/platform.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/checkers/die_checker.h"
#include "testbench/checkers/transaction_checker.h"
#include "testbench/population/engines.h"
#include "testbench/population/platform_setup.h"

namespace kintsugi {
namespace {

// What the controller reported, as read over its csr port.
void take_report(const PlatformResult& result, DieRecord* record) {
  record->decision = static_cast<int>(result.decision);
  record->error_code = static_cast<int>(result.error);
  record->error_detail = result.error_detail;
  record->best0 = result.best0;
  record->dist0 = result.dist0;
  record->features0.assign(result.features0.begin(), result.features0.end());
  if (result.retested) {
    record->best1 = result.best1;
    record->dist1 = result.dist1;
    record->features1.assign(result.features1.begin(), result.features1.end());
  }
  record->outcome = static_cast<int>(result.outcome);
  record->predicted_now = result.now;
  record->predicted_forecast = result.forecast;
  record->predicted_after = result.after;
  record->predicted_best = result.best_after;
  record->tries = result.tries;
  record->entry = result.entry;
  record->applied = result.active;
  record->cycles_total = result.cycles.total;
  record->cycles_test = result.cycles.test;
  record->cycles_repair = result.cycles.repair;
  record->cycles_retest = result.cycles.retest;
  record->cycles_own = result.cycles.own;
  record->stray = result.stray;
}

void take_verdict(const Verdict& verdict, DieRecord* record) {
  record->cycles_compared = static_cast<int64_t>(verdict.cycles_compared);
  record->mismatches = static_cast<int64_t>(verdict.mismatches.size());
  if (!verdict.passed()) record->message = verdict.mismatches.front();
}

}  // namespace

DieRecord run_cosim(const Experiment& experiment, uint32_t die_number,
                    const CosimOptions& options) {
  const Scenario& scenario = experiment.scenario;
  const Die die(experiment.chip, DieKey{scenario.seed, die_number});
  const TimingConfig timing = timing_config(scenario);
  PlatformOptions platform = platform_options(scenario);
  platform.wave = options.wave;

  // Random power-up state, another one a die: nothing may depend on it.
  const auto rtl = options.controller(die_number + 1);
  const auto reference = options.reference();
  DieChecker lock_step(*rtl, *reference, timing.period_ps(), experiment.program);
  TransactionChecker transactions(*rtl, timing.period_ps(), experiment.program,
                                  latency_limits(scenario));
  Checker& checker =
      options.check == Check::Cycle ? static_cast<Checker&>(lock_step) : transactions;
  Platform run(die, experiment.program, timing, platform, *rtl, *reference, checker);
  const PlatformResult result = run.run();
  const Verdict verdict = checker.finish(result);
  if (!verdict.passed() && !options.report.empty()) {
    write_mismatch(options.report, assemble(verdict.evidence, experiment.program, options.origin));
  }

  DieRecord record;
  record.die = die_number;
  take_report(result, &record);
  take_verdict(verdict, &record);
  if (!result.finished && record.message.empty()) record.message = result.stop_reason;
  if (options.judge) judge(experiment, die, &record);
  return record;
}

}  // namespace kintsugi
