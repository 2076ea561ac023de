#include "testbench/tests/systemc/synthetic_bench.h"

#include "systemc/platform/controller_bench.h"
#include "testbench/checkers/transaction_checker.h"
#include "testbench/mismatch/mismatch.h"

namespace kintsugi {

SyntheticOutcome run_synthetic(const tuning::TestProgram& program, const SyntheticRun& run,
                               ControllerModel& controller, ReferenceModel& reference) {
  TimingConfig timing;
  timing.fifo_depth = run.fifo_depth;
  SyntheticAccelerator accelerator("accelerator", program, run.seed, timing, run.window_cycles,
                                   run.sparse);
  accelerator.silent = run.silent;
  accelerator.misframed = run.misframed;
  DieChecker lock_step(controller, reference, timing.period_ps(), program, run.options.adapt);
  TransactionChecker transactions(controller, timing.period_ps(), program, run.limits,
                                  run.options.adapt);
  Checker& checker = run.transactions ? static_cast<Checker&>(transactions) : lock_step;
  ControllerBench bench("bench", {accelerator, accelerator, accelerator.registers().socket},
                        program, timing, run.options, controller, reference, checker);
  SyntheticOutcome outcome;
  outcome.result = bench.run();
  outcome.result.active = accelerator.registers().active();
  outcome.result.deltas = accelerator.registers().setting().deltas;
  if (run.spoil) run.spoil(outcome.result);
  outcome.verdict = checker.finish(outcome.result);
  return outcome;
}

std::string sentences(const Verdict& verdict) {
  std::string text;
  for (const std::string& sentence : verdict.mismatches) text += sentence + "\n";
  return text;
}

std::string report(const Verdict& verdict, const tuning::TestProgram& program) {
  const std::string text = sentences(verdict);
  if (verdict.passed()) return text;
  return text + mismatch_text(assemble(verdict.evidence, program));
}

}  // namespace kintsugi
