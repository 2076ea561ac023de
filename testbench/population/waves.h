// Waves of a run: which die gets one, and of what.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/population/controller.h"
#include "testbench/population/engines.h"

namespace kintsugi {

// Throws UserError when waves are asked for and this build has none, or when the chip lacks the
// layer or a cell they should show.
void check_waves(const RunOptions& options, const Chip& chip);

// "results/fashion_mlp/die_17.fst"
std::string wave_file(const RunOptions& options, uint32_t die);

// What run_cosim() is to write of a die on its first run.
WaveOptions wave_of_die(const RunOptions& options, uint32_t die);

// Clock edges worth seeing around a divergence at `cycle`.
struct WaveWindow {
  uint64_t from = 0;
  uint64_t to = 0;
};
WaveWindow wave_window(uint64_t cycle);

// Runs those dies again that should have a wave: with --wave, dies that are not among the `fresh`
// ones of this run; with --wave-on-failure, those that failed, around their divergence if any. Each
// must take the same course as `records` say, to the same cycle. Says what it did on stderr, and in
// the mismatch report of a die that diverged. False when a die took another course or could not be
// run.
bool run_again_with_waves(const Experiment& experiment, const RunOptions& options,
                          const BenchController& controller, const std::vector<DieRecord>& records,
                          const std::vector<uint32_t>& fresh);

}  // namespace kintsugi
