// The result folder that one call of a study would have made, from those of its shards.
#include <fmt/format.h>

#include <fstream>

#include "models/core/error.h"
#include "testbench/cluster/merges.h"
#include "testbench/report/atomic_file.h"
#include "testbench/shards/join.h"
#include "testbench/shards/merged_folder.h"
#include "testbench/studies/study_command.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using StudyFiles = Joined<std::string, std::string>;

std::string whole_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What the results of a shard depend on, a line each: "version 0123".
ShardTexts texts_with_identity(const ShardFile& file) {
  ShardTexts texts = texts_of(file);
  std::ifstream lines(file.folder / "identity.txt");
  for (std::string line; std::getline(lines, line);) {
    const size_t space = line.find(' ');
    if (space != std::string::npos) texts[line.substr(0, space)] = line.substr(space + 1);
  }
  return texts;
}

// Finished pieces, and the programs they were made with.
void add_files(const fs::path& folder, StudyFiles* files) {
  for (const auto& entry : fs::directory_iterator(folder / "items")) {
    if (entry.path().extension() != ".json") continue;  // unfinished
    files->add(folder, "items/" + entry.path().filename().string(), whole_text(entry.path()));
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.find(".program.json") == std::string::npos) continue;
    files->add(folder, name, whole_text(entry.path()));
  }
}

}  // namespace

int merge_study(const std::vector<ShardFile>& shards, const MergeOptions& merge,
                const std::vector<Study>& studies, std::ostream& out) {
  const ShardFile& first = shards.front();
  StudyFiles files([](const std::string& name) { return name; },
                   [](const std::string& here, const std::string& there) {
                     return here == there ? "" : "is another here and";
                   });
  for (const ShardFile& shard : shards) {
    require_same_work(shard, texts_with_identity(shard), first, texts_with_identity(first));
    add_files(shard.folder, &files);
  }
  check_merge_folder(merge.out, "study.json");
  MergedFolder merged(merge.out);
  fs::create_directories(merged.path() / "items");
  files.for_each([&](const std::string& name, const std::string& text, const fs::path&) {
    write_file_atomically(merged.path() / name, text);
  });
  const std::string identity = whole_text(first.folder / "identity.txt");
  write_file_atomically(merged.path() / "identity.txt", identity);
  StudyOptions options;
  options.name = first.work.value("study", "");
  options.quick = first.work.value("quick", false);
  options.data = first.work.value("data", "");
  options.quiet = merge.quiet;
  options.out = merged.path();
  const int status = merge_study_pieces(options, studies, shards, merge.out, out);
  if (!fs::exists(merged.path() / "study.json")) {
    tell_nothing_was_merged();
    return status;
  }
  merged.move_into_place();
  return status;
}

}  // namespace kintsugi
