// The hot loops of this room, on the selected vector unit; all give the same bits.
#pragma once

#include "models/wires/wire_jobs.h"

namespace kintsugi {

void run_leaf_job(const LeafJob& job);
void run_front_job(const FrontJob& job);
void run_ladder_job(const LadderJob& job);

}  // namespace kintsugi
