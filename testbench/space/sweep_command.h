// What `kintsugi sweep` and the merge of its shards share.
#pragma once

#include <chrono>
#include <iosfwd>

#include "testbench/cli/commands.h"
#include "testbench/shards/shard_folder.h"
#include "testbench/space/sweep_store.h"

namespace kintsugi {

// What DIR/shard.json holds of a sweep, and back.
ShardFile sweep_shard_file(const DesignSweepOptions& options);
DesignSweepOptions sweep_of(const ShardFile& file);

// Does what `store` lacks and writes every file of the sweep; 1 when a die failed or the user
// stopped it. `shown` is the folder named on the terminal, where the files will be; the time
// is counted from `start`.
int finish_sweep(const SweepDesign& design, const DesignSweepOptions& options,
                 const std::filesystem::path& shown, std::chrono::steady_clock::time_point start,
                 SweepStore* store, std::ostream& out);

}  // namespace kintsugi
