// A run in shards, written down: DIR/plan.json says which, DIR/shards/I holds shard I, DIR/logs
// what it said, DIR/merged the whole.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"

namespace kintsugi {

struct ShardPlan {
  std::filesystem::path folder;  // DIR, absolute
  std::vector<std::string> run;  // words of `kintsugi run`, without --shard, --jobs and --out
  int points = 0;                // those are of `kintsugi sweep`, with as many points
  int shards = 1;
  DieRange dies;
  std::filesystem::path program;  // that runs them
  std::filesystem::path root;     // its KINTSUGI_ROOT
  std::filesystem::path from;     // folder that paths in `run` start from
};

std::filesystem::path shard_folder(const ShardPlan& plan, int index);
std::filesystem::path shard_log(const ShardPlan& plan, int index);
std::filesystem::path merged_folder(const ShardPlan& plan);

// Command line that runs a shard with this program.
std::vector<std::string> shard_words(const ShardPlan& plan, int index, int jobs);

bool is_plan(const std::filesystem::path& folder);
// Throws UserError when there is none.
ShardPlan read_plan(const std::filesystem::path& folder);
// Writes plan.json and makes the folders; where a plan is, it must be the same. Throws UserError.
void write_plan(const ShardPlan& plan);

// How far a shard is.
struct ShardProgress {
  int index = 1;
  size_t wanted = 0;  // dies
  size_t finished = 0;
  size_t failed = 0;  // of those
};
std::vector<ShardProgress> progress_of(const ShardPlan& plan);

// Dies of the merged whole; nothing where there is none.
std::optional<size_t> merged_dies(const ShardPlan& plan);

}  // namespace kintsugi
