// The options of `run` that say what a wave shows.
#pragma once

#include "systemc/trace/wave_options.h"
#include "testbench/cli/options.h"

namespace kintsugi {

void add_wave_options(CommandSyntax& syntax);

// Their values; `file` is left empty. Throws UserError for what no chip has.
WaveOptions wave_options(const po::variables_map& values);

}  // namespace kintsugi
