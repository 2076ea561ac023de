#include "testbench/mismatch/mismatch.h"

#include "testbench/mismatch/meaning.h"
#include "testbench/mismatch/signals.h"
#include "testbench/report/atomic_file.h"

namespace kintsugi {

namespace fs = std::filesystem;

Mismatch assemble(const Evidence& evidence, const tuning::TestProgram& program,
                  const RunOrigin& origin) {
  const Divergence& divergence = evidence.divergence;
  Mismatch mismatch;
  mismatch.subject = origin.subject;
  mismatch.evidence = evidence;
  if (divergence) mismatch.diagnosis = classify(divergence);
  mismatch.seeds = origin.seeds;
  mismatch.versions = origin.versions;
  if (origin.rerun) mismatch.rerun = origin.rerun(divergence);

  MeaningContext context{program, evidence.period_ps, {}, {}};
  for (const DivergedCycle& cycle : both_sides(divergence)) {
    if (cycle.number != divergence.cycle) continue;
    context.in = cycle.in;
    context.side = cycle.reference;
    mismatch.expected_meaning = meaning(divergence.signal, divergence.expected, context);
    context.side = cycle.rtl;
    mismatch.actual_meaning = meaning(divergence.signal, divergence.actual, context);
  }
  return mismatch;
}

void write_mismatch(const fs::path& stem, const Mismatch& mismatch) {
  const auto file = [&](const char* ending) { return fs::path(stem.string() + ending); };
  write_file_atomically(file(".txt"), mismatch_text(mismatch));
  write_file_atomically(file(".json"), mismatch_json(mismatch));
  if (!mismatch.evidence.divergence) return;
  const TimingDiagram diagram = mismatch_diagram(mismatch);
  write_file_atomically(file(".wavejson"), wave_json(diagram));
  write_file_atomically(file(".svg"), timing_svg(diagram));
}

}  // namespace kintsugi
