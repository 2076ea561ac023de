// Everything a designer needs to find the fault behind a divergence, and to meet it again.
#pragma once

#include <filesystem>
#include <functional>
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
  // The shell line that runs to the same divergence; empty: none.
  std::function<std::string(const Divergence&)> rerun;
};

struct Mismatch {
  std::string subject;
  Evidence evidence;
  Diagnosis diagnosis;
  std::string expected_meaning;  // empty when the value says all by itself
  std::string actual_meaning;
  NamedTexts seeds;
  NamedTexts versions;
  std::string rerun;
};

// `evidence` holds a divergence.
Mismatch assemble(const Evidence& evidence, const tuning::TestProgram& program,
                  const RunOrigin& origin = {});

// Begins with what matters most, the head: what, where, likely class, how to meet it again; an
// empty line ends it.
std::string mismatch_text(const Mismatch& mismatch);
std::string mismatch_head(const Mismatch& mismatch);
std::string mismatch_json(const Mismatch& mismatch);

// The 16 cycles before and what follows: what differs on both sides, then the ports.
TimingDiagram mismatch_diagram(const Mismatch& mismatch);

// Writes `stem` with .txt, .json, .wavejson and .svg. Throws UserError when a file cannot be
// written.
void write_mismatch(const std::filesystem::path& stem, const Mismatch& mismatch);

}  // namespace kintsugi
