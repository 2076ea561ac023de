#include "testbench/shards/merged_folder.h"

#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/shards/shard_folder.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

fs::path unfinished_folder(const fs::path& out) {
  std::error_code error;
  if (out.has_parent_path()) fs::create_directories(out.parent_path(), error);
  for (int i = 1; !error; ++i) {
    const fs::path folder = out.string() + ".merging_" + std::to_string(i);
    if (fs::create_directory(folder, error)) return folder;
  }
  throw UserError(
      fmt::format("{}: cannot create a folder beside this one ({}); choose a folder you "
                  "may write to",
                  out.string(), error.message()));
}

}  // namespace

MergedFolder::MergedFolder(fs::path out)
    : out_(std::move(out)), unfinished_(unfinished_folder(out_)) {}

MergedFolder::~MergedFolder() {
  std::error_code ignored;
  if (!unfinished_.empty()) fs::remove_all(unfinished_, ignored);
}

void MergedFolder::move_into_place() {
  const fs::path former = unfinished_.string() + "_former";
  if (fs::exists(out_)) fs::rename(out_, former);
  fs::rename(unfinished_, out_);
  unfinished_.clear();
  fs::remove_all(former);
}

void check_merge_folder(const fs::path& out, const char* file) {
  if (!fs::exists(out) || fs::is_empty(out)) return;
  for (const char* other : {"shard.json", "plan.json"}) {
    if (!fs::exists(out / other)) continue;
    throw UserError(
        fmt::format("{}: found {}, which no merge writes; allowed a new or empty "
                    "folder, or an earlier merge of these shards; choose another "
                    "folder",
                    out.string(), other));
  }
  if (fs::exists(out / file)) return;
  throw UserError(
      fmt::format("{}: found files and no {}; allowed a new or empty folder, or an "
                  "earlier merge of these shards; choose another folder",
                  out.string(), file));
}

}  // namespace kintsugi
