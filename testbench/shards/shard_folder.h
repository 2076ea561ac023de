// A share of some work in a folder of its own: DIR/shard.json says which share, and of what.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"

namespace kintsugi {

// "shard 2/7"
std::string to_text(const Shard& shard);

// Pieces [first, last) of `total`: neighbours, which have much in common, stay in one shard. All of
// them where there are no shards.
struct Share {
  size_t first = 0;
  size_t last = 0;
  bool has(size_t piece) const { return piece >= first && piece < last; }
  size_t size() const { return last - first; }
};
Share share_of(const Shard& shard, size_t total);

// Whose share has the piece, from 1.
int shard_of_piece(size_t piece, size_t total, int shards);

struct ShardFile {
  std::filesystem::path folder;
  std::string kind;  // the command: "run", "sweep", "study" or "signoff"
  Shard shard;
  nlohmann::ordered_json work;  // what it is a share of, as its command wrote it
};

bool is_shard(const std::filesystem::path& folder);

// Throws UserError when the folder holds no shard.
ShardFile read_shard_file(const std::filesystem::path& folder);

// Throws UserError when the folder holds another shard, or a shard while the work has none.
void check_shard_folder(const std::filesystem::path& folder, const Shard& shard);

// Writes DIR/shard.json where there are shards.
void claim_shard_folder(const ShardFile& file);

// The shards in order, a file each; folders of a plan stand for those of it that have started.
// Throws UserError for what is no shard, and for shards of different commands.
std::vector<ShardFile> read_shard_files(const std::vector<std::filesystem::path>& folders);

// Throws UserError, naming the first thing that differs, unless `texts` are those of `first`.
using ShardTexts = std::map<std::string, std::string>;
void require_same_work(const ShardFile& file, const ShardTexts& texts, const ShardFile& first,
                       const ShardTexts& first_texts);

// Throws UserError when the shards in `folder` say other things of themselves than this program
// makes of the work.
void require_made_by_this_program(const std::filesystem::path& folder, const ShardTexts& of_shard,
                                  const ShardTexts& of_program);

// Everything in shard.json but the number of the shard.
ShardTexts texts_of(const ShardFile& file);

}  // namespace kintsugi
