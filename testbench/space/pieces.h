// The pieces of a sweep, one by one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "testbench/report/summary.h"
#include "testbench/space/design.h"
#include "testbench/space/sweep_store.h"

namespace kintsugi {

// Fits the program of a point, with one thread, and keeps it in `folder`; the file appears whole.
void fit_sweep_program(const SweepDesign& design, uint32_t point,
                       const std::filesystem::path& folder);

// What the dies of a point need, but for the ideal chip's verdicts; `like` as in load_design().
Experiment load_sweep_point(const SweepDesign& design, uint32_t point,
                            const std::filesystem::path& folder, const Experiment* like);

// Of the die with no variation, as bits_of().
std::string ideal_verdicts(const Experiment& experiment);

// Dies tested, repaired and judged, a line each as to_text(). In a process of their own; cosim
// takes one at a time.
std::string sweep_dies(const Experiment& experiment, const std::vector<uint32_t>& dies,
                       Engine engine);
// The inverse.
std::vector<DieRecord> records_of(const std::string& lines);

RunFacts sweep_facts(const SweepDesign& design, uint32_t point, const PreparedPoint& prepared);

}  // namespace kintsugi
