// Reads bit planes or digits of a tile through its converters at many positions at once, on the
// selected vector unit. The only hot loop of the population path.
#pragma once

#include "models/crossbar/read_job.h"

namespace kintsugi {

void run_read_job(const ReadJob& job);

}  // namespace kintsugi
