// Shards of one run brought together: which run, its dies, and what is missing of them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/population/die_record.h"

namespace kintsugi {

// A result folder of `kintsugi run --shard I/N` as it stands.
struct ShardFolder {
  RunOptions run;                               // the run it is a shard of; `out` is the folder
  std::map<std::string, std::string> identity;  // of its results
  std::vector<DieRecord> dies;
};

// Throws UserError when it is no such folder.
ShardFolder read_shard(const std::filesystem::path& folder);

// Throws UserError, naming what differs, unless all are shards of the same run: scenario with every
// key, seed, engine, number of shards, network, test program and sources.
void require_one_run(const std::vector<ShardFolder>& shards);

struct Joined {
  std::vector<DieRecord> dies;                          // in order, those of the run alone
  std::map<uint32_t, std::filesystem::path> folder_of;  // the first that has a die, not lost
  std::map<int, std::vector<uint32_t>> missing;         // by shard
};

// Throws UserError when two folders hold the same die with other values.
Joined join(const std::vector<ShardFolder>& shards);

// "shard 3/7: 2 of 15 dies missing: 2, 9", a line a shard. `given` are the shards with a folder.
std::vector<std::string> missing_lines(const Joined& joined,
                                       const std::vector<ShardFolder>& shards);

}  // namespace kintsugi
