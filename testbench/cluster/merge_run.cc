// The result folder that one run would have made, from those of its shards.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/core/error.h"
#include "testbench/cluster/merges.h"
#include "testbench/population/run_results.h"
#include "testbench/population/shard.h"
#include "testbench/report/identity_text.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/result_reader.h"
#include "testbench/report/result_store.h"
#include "testbench/shards/join.h"
#include "testbench/shards/merged_folder.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using RunDies = Joined<uint32_t, DieRecord>;

// Everything a merge writes: a folder with anything else is not one to replace.
constexpr std::array<const char*, 8> kFiles = {".lock",    "results.sqlite", "summary.json",
                                               "dies.csv", "junit.xml",      "parts.csv",
                                               "bins.csv", "report.html"};

// Throws UserError unless the folder is new, empty, or an earlier merge of the same run.
void check_out(const fs::path& out, const ShardTexts& identity) {
  if (!fs::exists(out)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(out)) {
    const std::string name = entry.path().filename().string();
    if (std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end()) continue;
    throw UserError(
        fmt::format("{}: found {}, which no merge writes; allowed a new or empty folder, "
                    "or an earlier merge of these shards; choose another folder",
                    out.string(), name));
  }
  if (fs::is_empty(out)) return;
  const std::vector<std::string> differences =
      identity_differences(read_results(out).identity, identity);
  if (differences.empty()) return;
  throw UserError(fmt::format("{}: holds the results of another run: {}; choose another folder",
                              out.string(), differences[0]));
}

// What this program would make of the run must be what the shards say of themselves.
RunIdentity checked_identity(const Experiment& experiment, const RunOptions& run,
                             const ShardTexts& of_shard) {
  std::map<std::string, std::string> own;
  for (const char* name : {"controller", "reference"}) {
    const auto digest = of_shard.find(std::string("version of ") + name);
    if (digest != of_shard.end()) own[name] = digest->second;
  }
  RunIdentity identity = identity_of(experiment, run, own);
  require_made_by_this_program(run.out, of_shard, identity_texts(identity));
  return identity;
}

std::string difference(const DieRecord& here, const DieRecord& there) {
  for (const RecordColumn& column : record_columns()) {
    const std::string value = column_text(column, here);
    const std::string other = column_text(column, there);
    if (value != other) return fmt::format("{} is {} here and {}", column.name, value, other);
  }
  return "";
}

}  // namespace

int merge_run(const std::vector<ShardFile>& files, const MergeOptions& options) {
  RunOptions run = run_of(files.front());
  const ShardTexts identity = read_results(files.front().folder).identity;
  std::vector<std::pair<fs::path, DieRecord>> lost_dies;
  RunDies dies([](uint32_t die) { return fmt::format("die {}", die); }, difference);
  for (const ShardFile& file : files) {
    const RunResults results = read_results(file.folder);
    require_same_work(file, results.identity, files.front(), identity);
    require_same_work(file, shard_texts(run_of(file)), files.front(), shard_texts(run));
    for (const DieRecord& die : results.dies) {
      if (lost(die)) {
        lost_dies.emplace_back(file.folder, die);
      } else {
        dies.add(file.folder, die.die, die);
      }
    }
  }
  // A die that one shard lost and another finished is finished.
  for (const auto& [folder, die] : lost_dies) {
    if (dies.find(die.die) == nullptr) dies.add(folder, die.die, die);
  }
  Missing missing("dies");
  std::vector<DieRecord> records;
  for (const uint32_t die : dies_of(run.scenario.dies, {})) {
    const DieRecord* record = dies.find(die);
    if (record != nullptr) records.push_back(*record);
    missing.want(shard_of(run.scenario.dies, die, run.shard.count), std::to_string(die),
                 record != nullptr);
  }
  check_out(options.out, identity);
  missing.tell(files);
  if (!missing.none() && !options.partial) {
    tell_nothing_was_merged(", or merge what there is with --partial");
    return 1;
  }
  const Experiment experiment = load_experiment(run.scenario);
  const RunIdentity whole = checked_identity(experiment, run, identity);
  MergedFolder merged(options.out);
  run.out = merged.path();
  ResultStore(run.out, whole).add(records);
  const JudgedRun judged = write_results(experiment, run, whole, records);
  merged.move_into_place();

  print_failures(records, [&](uint32_t die) { return report_stem(dies.folder_of(die), die); });
  run.out = options.out;
  run.json = options.json;
  run.quiet = options.quiet;
  return show_results(run, judged) && missing.none() ? 0 : 1;
}

}  // namespace kintsugi
