// Everything a designer needs to find the fault behind a red run, and to meet it again. Mostly that
// is a divergence; a run may also be red because the scoreboard disagrees with both sides.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/tuning/program.h"
#include "testbench/checkers/die_checker.h"
#include "testbench/mismatch/classify.h"
#include "testbench/mismatch/timing_diagram.h"

namespace kintsugi {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// Which simulation it was.
struct RunOrigin {
  std::string subject;  // "die 17 of fashion_mlp"
  NamedTexts seeds;
  NamedTexts versions;
  // The shell line that runs to the same divergence or, for none, to the end; empty: no line.
  std::function<std::string(const Divergence&)> rerun;
};

struct Mismatch {
  std::string subject;
  Evidence evidence;
  std::optional<Diagnosis> diagnosis;  // of a divergence
  std::string expected_meaning;        // empty when the value says all by itself
  std::string actual_meaning;
  NamedTexts seeds;
  NamedTexts versions;
  std::string rerun;
};

// `evidence` is that of a verdict that did not pass.
Mismatch assemble(const Evidence& evidence, const tuning::TestProgram& program,
                  const RunOrigin& origin = {});

// Begins with what matters most, the head: what, where, likely class, how to meet it again; an
// empty line ends it.
std::string mismatch_text(const Mismatch& mismatch);
std::string mismatch_summary(const Mismatch& mismatch);  // its first line
std::string mismatch_head(const Mismatch& mismatch);
std::string mismatch_json(const Mismatch& mismatch);

// The 16 cycles before and what follows: what differs on both sides, then the ports. Empty without
// a divergence.
TimingDiagram mismatch_diagram(const Mismatch& mismatch);

// Writes `stem` with .txt and .json, of a divergence also .wavejson and .svg. Throws UserError when
// a file cannot be written.
void write_mismatch(const std::filesystem::path& stem, const Mismatch& mismatch);

}  // namespace kintsugi
