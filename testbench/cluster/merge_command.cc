// `kintsugi merge`: the result folder that one run would have made, from those of its shards.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/cluster/join.h"
#include "testbench/cluster/plan.h"
#include "testbench/population/run_results.h"
#include "testbench/report/identity_text.h"
#include "testbench/report/result_reader.h"
#include "testbench/report/result_store.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// Everything a merge writes: a folder with anything else is not one to replace.
constexpr std::array<const char*, 8> kFiles = {".lock",    "results.sqlite", "summary.json",
                                               "dies.csv", "junit.xml",      "parts.csv",
                                               "bins.csv", "report.html"};

// Throws UserError unless the folder is new, empty, or an earlier merge of the same run.
void check_out(const fs::path& out, const ShardFolder& first) {
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
      identity_differences(read_results(out).identity, first.identity);
  if (differences.empty()) return;
  throw UserError(fmt::format("{}: holds the results of another run: {}; choose another folder",
                              out.string(), differences[0]));
}

// What this program would make of the run must be what the shards say of themselves.
RunIdentity checked_identity(const Experiment& experiment, const ShardFolder& shard) {
  const auto controller = shard.identity.find("version of controller");
  RunIdentity identity =
      identity_of(experiment, shard.run,
                  controller == shard.identity.end() ? std::string() : controller->second);
  const std::vector<std::string> differences =
      identity_differences(shard.identity, identity_texts(identity));
  if (differences.empty()) return identity;
  throw UserError(
      fmt::format("{}: was run with another program or other files: {}; merge with those "
                  "that ran the shards",
                  shard.run.out.string(), differences[0]));
}

// Beside `out`, so that a rename puts it there.
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

// Removes the folder unless it was moved away.
struct Unfinished {
  fs::path folder;
  bool moved = false;
  ~Unfinished() {
    std::error_code ignored;
    if (!moved) fs::remove_all(folder, ignored);
  }
};

// The merged folder is there whole or not at all; an earlier one makes way first.
void move_into_place(const fs::path& merged, const fs::path& out) {
  const fs::path former = merged.string() + "_former";
  if (fs::exists(out)) fs::rename(out, former);
  fs::rename(merged, out);
  fs::remove_all(former);
}

std::vector<ShardFolder> read_shards(const MergeOptions& options) {
  std::vector<ShardFolder> shards;
  for (const fs::path& folder : options.shards) {
    if (is_plan(folder)) {
      for (const fs::path& shard : started_shards(folder)) shards.push_back(read_shard(shard));
    } else {
      shards.push_back(read_shard(folder));
    }
  }
  if (shards.empty()) {
    throw UserError(options.shards.front().string() +
                    ": found no shard that has started; allowed a plan with results");
  }
  require_one_run(shards);
  return shards;
}

}  // namespace

int merge_command(const MergeOptions& options, std::ostream&) {
  const std::vector<ShardFolder> shards = read_shards(options);
  const Joined joined = join(shards);
  check_out(options.out, shards.front());
  for (const std::string& line : missing_lines(joined, shards)) {
    fmt::print(stderr, "kintsugi: {}\n", line);
  }
  const bool complete = joined.missing.empty();
  if (!complete && !options.partial) {
    fmt::print(stderr,
               "kintsugi: nothing was merged; run these shards again into their folders, or merge "
               "what there is with --partial\n");
    return 1;
  }
  RunOptions run = shards.front().run;
  const Experiment experiment = load_experiment(run.scenario);
  const RunIdentity identity = checked_identity(experiment, shards.front());
  Unfinished unfinished{unfinished_folder(options.out)};
  run.out = unfinished.folder;
  {
    ResultStore store(run.out, identity);
    for (const DieRecord& die : joined.dies) store.add(die);
  }
  const JudgedRun judged = write_results(experiment, run, identity, joined.dies);
  move_into_place(run.out, options.out);
  unfinished.moved = true;

  print_failures(joined.dies,
                 [&](uint32_t die) { return report_stem(joined.folder_of.at(die), die); });
  run.out = options.out;
  run.json = options.json;
  run.quiet = options.quiet;
  return show_results(run, judged) && complete ? 0 : 1;
}

}  // namespace kintsugi
