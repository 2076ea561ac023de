// A share of a scenario's dies, run into a folder of its own: past one machine, `kintsugi merge`
// joins the folders. DIR/shard.json says of which run they are shards.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"

namespace kintsugi {

// Which shard runs a die, from 1: neighbours go to different shards.
int shard_of(const DieRange& range, uint32_t die, int shards);

// The dies of the run, or of its shard, in order.
std::vector<uint32_t> dies_of(const DieRange& range, const Shard& shard);

// "shard 2/7"
std::string to_text(const Shard& shard);

// The run a folder holds a shard of, as far as a merge must know it: scenario, engine, check,
// planted fault and shard. The rest of the options is not set.
RunOptions read_shard_file(const std::filesystem::path& folder);

// Throws UserError when the folder holds another shard, or a shard while the run is none.
void check_shard_folder(const RunOptions& options);

// Writes DIR/shard.json of a sharded run.
void claim_shard_folder(const RunOptions& options);

// What the shards of a run have in common, as identity_differences() compares it.
std::map<std::string, std::string> shard_texts(const RunOptions& options);

}  // namespace kintsugi
