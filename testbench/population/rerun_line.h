// The shell line that meets a divergence again.
#pragma once

#include <cstdint>
#include <string>

#include "testbench/checkers/divergence.h"
#include "testbench/cli/commands.h"
#include "testbench/population/shell_word.h"

namespace kintsugi {

// One die of the run with every key that was overridden, its waves around the divergence, in a
// fresh folder below the run's: it can be pasted again after a fix.
std::string rerun_line(const RunOptions& options, uint32_t die, const Divergence& divergence);

}  // namespace kintsugi
