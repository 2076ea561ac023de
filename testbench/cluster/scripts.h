// A plan as sbatch scripts for Slurm: readable, and as well submitted by hand.
#pragma once

#include <string>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/cluster/plan.h"

namespace kintsugi {

// Throws UserError for what cannot stand in a script: options of sbatch that are none or that the
// plan sets itself, control characters in what is quoted.
void check_script_words(const SubmitOptions& options, const ShardPlan& plan);

// A job array, a task a shard. A task that is requeued goes on where it was.
std::string array_script(const ShardPlan& plan, const SubmitOptions& options);

// Runs behind the array, whatever became of its tasks: merges, or says what is missing.
std::string merge_script(const ShardPlan& plan, const SubmitOptions& options);

// "2,5-7"
std::string array_indices(const std::vector<int>& shards);

}  // namespace kintsugi
