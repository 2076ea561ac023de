// A share of a scenario's dies, run into a folder of its own: past one machine, `kintsugi merge`
// joins the folders.
#pragma once

#include <cstdint>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/shards/shard_folder.h"

namespace kintsugi {

// Which shard runs a die, from 1: neighbours go to different shards.
int shard_of(const DieRange& range, uint32_t die, int shards);

// The dies of the run, or of its shard, in order.
std::vector<uint32_t> dies_of(const DieRange& range, const Shard& shard);

// What DIR/shard.json holds of a run, and back: scenario, engine, check, planted fault and shard.
// The rest of the options is not set.
ShardFile shard_file_of(const RunOptions& options);
RunOptions run_of(const ShardFile& file);

// What the shards of a run have in common.
ShardTexts shard_texts(const RunOptions& options);

}  // namespace kintsugi
