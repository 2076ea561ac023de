#include "testbench/shards/shard_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "models/core/error.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/identity_text.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

fs::path file_of(const fs::path& folder) { return folder / "shard.json"; }

ShardFile parse(const fs::path& folder, std::istream& stream) {
  ShardFile file{folder, "", {}, nlohmann::ordered_json::parse(stream)};
  file.kind = file.work.value("kind", "run");
  file.shard = {file.work.at("shard").get<int>(), file.work.at("of").get<int>()};
  if (file.shard.index < 1 || file.shard.index > file.shard.count) {
    throw UserError("shard: out of range");
  }
  return file;
}

// DIR/shards/I of a plan, those that have started.
std::vector<fs::path> shards_of_plan(const fs::path& folder) {
  std::vector<fs::path> shards;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder / "shards", ignored)) {
    if (is_shard(entry.path())) shards.push_back(entry.path());
  }
  return shards;
}

}  // namespace

std::string to_text(const Shard& shard) {
  return fmt::format("shard {}/{}", shard.index, shard.count);
}

Share share_of(const Shard& shard, size_t total) {
  if (shard.count == 0) return {0, total};
  const auto count = static_cast<size_t>(shard.count);
  const auto index = static_cast<size_t>(shard.index);
  return {total * (index - 1) / count, total * index / count};
}

int shard_of_piece(size_t piece, size_t total, int shards) {
  const auto count = static_cast<size_t>(shards);
  return static_cast<int>((count * (piece + 1) + total - 1) / total);
}

bool is_shard(const fs::path& folder) { return fs::is_regular_file(file_of(folder)); }

ShardFile read_shard_file(const fs::path& folder) {
  std::ifstream stream(file_of(folder));
  if (!stream) {
    throw UserError(folder.string() +
                    ": found no shard.json; allowed a folder of `kintsugi run --shard I/N`, or of "
                    "sweep, study or signoff");
  }
  try {
    return parse(folder, stream);
  } catch (const std::exception& error) {
    throw UserError(
        fmt::format("{}: cannot read which shard this is ({}); run the shard again in "
                    "another folder",
                    file_of(folder).string(), error.what()));
  }
}

void check_shard_folder(const fs::path& folder, const Shard& shard) {
  if (!fs::exists(file_of(folder))) return;
  const Shard there = read_shard_file(folder).shard;
  if (there.index == shard.index && there.count == shard.count) return;
  throw UserError(
      fmt::format("{}: found {}; allowed its own folder for each shard; choose another "
                  "folder, or give --shard {}/{} to continue it",
                  folder.string(), to_text(there), there.index, there.count));
}

void claim_shard_folder(const ShardFile& file) {
  if (file.shard.count == 0) return;
  nlohmann::ordered_json json;
  json["kind"] = file.kind;
  json["shard"] = file.shard.index;
  json["of"] = file.shard.count;
  json.update(file.work);
  write_file_atomically(file_of(file.folder), json.dump(2) + '\n');
}

std::vector<ShardFile> read_shard_files(const std::vector<fs::path>& folders) {
  std::vector<ShardFile> files;
  for (const fs::path& folder : folders) {
    if (fs::is_regular_file(folder / "plan.json")) {
      for (const fs::path& shard : shards_of_plan(folder)) files.push_back(read_shard_file(shard));
    } else {
      files.push_back(read_shard_file(folder));
    }
  }
  if (files.empty()) {
    throw UserError(folders.front().string() +
                    ": found no shard that has started; allowed a plan with results");
  }
  std::stable_sort(files.begin(), files.end(), [](const ShardFile& a, const ShardFile& b) {
    return a.shard.index < b.shard.index;
  });
  for (const ShardFile& file : files) {
    if (file.kind == files.front().kind) continue;
    throw UserError(fmt::format(
        "{}: is a shard of `kintsugi {}`, but {} is one of `kintsugi {}`; "
        "merge shards of one command",
        file.folder.string(), file.kind, files.front().folder.string(), files.front().kind));
  }
  return files;
}

void require_same_work(const ShardFile& file, const ShardTexts& texts, const ShardFile& first,
                       const ShardTexts& first_texts) {
  const std::vector<std::string> differences = identity_differences(texts, first_texts);
  if (differences.empty()) return;
  const std::string more =
      differences.size() > 1 ? fmt::format("; and {} more", differences.size() - 1) : "";
  throw UserError(fmt::format("{}: is a shard of another {} than {}: {}{}; merge shards of one {}",
                              file.folder.string(), file.kind, first.folder.string(),
                              differences[0], more, file.kind));
}

void require_made_by_this_program(const fs::path& folder, const ShardTexts& of_shard,
                                  const ShardTexts& of_program) {
  const std::vector<std::string> differences = identity_differences(of_shard, of_program);
  if (differences.empty()) return;
  throw UserError(
      fmt::format("{}: was run with another program or other files: {}; merge with those "
                  "that ran the shards",
                  folder.string(), differences[0]));
}

ShardTexts texts_of(const ShardFile& file) {
  ShardTexts texts;
  for (const auto& [key, value] : file.work.items()) {
    if (key != "kind" && key != "shard" && key != "of") {
      texts[key] = value.is_string() ? value.get<std::string>() : value.dump();
    }
  }
  texts["number of shards"] = std::to_string(file.shard.count);
  return texts;
}

}  // namespace kintsugi
