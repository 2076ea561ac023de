// `kintsugi merge`, for each kind of work: the folder that one call would have made, from the
// shards of it. 1, and nothing is written, when pieces are missing.
#pragma once

#include <iosfwd>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/shards/shard_folder.h"
#include "testbench/studies/study.h"

namespace kintsugi {

// `files`: the shards, of that kind all.
int merge_run(const std::vector<ShardFile>& files, const MergeOptions& options);
int merge_sweep(const std::vector<ShardFile>& files, const MergeOptions& options,
                std::ostream& out);
int merge_study(const std::vector<ShardFile>& files, const MergeOptions& options,
                const std::vector<Study>& studies, std::ostream& out);

}  // namespace kintsugi
