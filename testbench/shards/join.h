// The pieces of all shards by key, each once, and what is missing of them.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/core/error.h"
#include "testbench/shards/shard_folder.h"

namespace kintsugi {

template <class Key, class Value>
class Joined {
 public:
  // `name` is what a piece is called, `difference` says in words how two of the same key differ:
  // empty when they do not.
  Joined(std::function<std::string(const Key&)> name,
         std::function<std::string(const Value& here, const Value& there)> difference)
      : name_(std::move(name)), difference_(std::move(difference)) {}

  // Throws UserError when another folder has the piece with other values.
  void add(const std::filesystem::path& folder, const Key& key, Value value) {
    const auto it = pieces_.find(key);
    if (it == pieces_.end()) {
      pieces_.emplace(key, Piece{std::move(value), folder});
      return;
    }
    const std::string differs = difference_(value, it->second.value);
    if (differs.empty()) return;
    throw UserError(
        fmt::format("{}: {}: {} in {}; the same {} cannot have both; run it again in a new folder",
                    folder.string(), name_(key), differs, it->second.folder.string(), name_(key)));
  }

  // Null when no shard has it.
  const Value* find(const Key& key) const {
    const auto it = pieces_.find(key);
    return it == pieces_.end() ? nullptr : &it->second.value;
  }
  const std::filesystem::path& folder_of(const Key& key) const { return pieces_.at(key).folder; }

  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& [key, piece] : pieces_) visit(key, piece.value, piece.folder);
  }

 private:
  struct Piece {
    Value value;
    std::filesystem::path folder;
  };
  std::function<std::string(const Key&)> name_;
  std::function<std::string(const Value&, const Value&)> difference_;
  std::map<Key, Piece> pieces_;
};

// Pieces that no shard has, by the shard whose they are.
class Missing {
 public:
  // `pieces`: what they are called together ("dies").
  explicit Missing(std::string pieces) : pieces_(std::move(pieces)) {}

  void want(int shard, const std::string& name, bool there);
  bool none() const { return missing_.empty(); }

  // Prints "shard 3/7: 2 of 15 dies missing: 2, 9" on stderr, a line a shard. `given` are the
  // shards with a folder.
  void tell(const std::vector<ShardFile>& given) const;

 private:
  std::string pieces_;
  std::map<int, size_t> wanted_;
  std::map<int, std::vector<std::string>> missing_;
};

void tell_nothing_was_merged(const char* or_else = "");

}  // namespace kintsugi
