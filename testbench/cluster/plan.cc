#include "testbench/cluster/plan.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "models/core/error.h"
#include "testbench/population/shard.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/result_reader.h"
#include "testbench/report/summary.h"
#include "testbench/space/sweep_store.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using PlanJson = nlohmann::ordered_json;

fs::path plan_file(const fs::path& folder) { return folder / "plan.json"; }

PlanJson json_of_plan(const ShardPlan& plan) {
  PlanJson json;
  json["run"] = plan.run;
  json["points"] = plan.points;
  json["shards"] = plan.shards;
  json["first_die"] = plan.dies.first;
  json["dies"] = plan.dies.count;
  json["program"] = plan.program.string();
  json["root"] = plan.root.string();
  json["from"] = plan.from.string();
  return json;
}

PlanJson parse_plan(const fs::path& folder) {
  std::ifstream stream(plan_file(folder));
  if (!stream) {
    throw UserError(folder.string() +
                    ": found no plan.json; allowed a folder of `kintsugi submit`");
  }
  try {
    return PlanJson::parse(stream);
  } catch (const std::exception& error) {
    throw UserError(fmt::format("{}: cannot read this plan ({}); submit into another folder",
                                plan_file(folder).string(), error.what()));
  }
}

void require_same_plan(const ShardPlan& plan) {
  const PlanJson here = json_of_plan(plan);
  const PlanJson there = parse_plan(plan.folder);
  for (const auto& [key, value] : here.items()) {
    const PlanJson other = there.value(key, PlanJson());
    if (other == value) continue;
    throw UserError(
        fmt::format("{}: holds another plan: {} is {} there and {} here; choose another "
                    "folder, or repeat that command to run what is missing",
                    plan.folder.string(), key, other.dump(), value.dump()));
  }
}

struct ShardCount {
  size_t dies = 0;
  size_t failed = 0;
};

// Of a result folder, of a run or of a sweep; none where there are no results.
ShardCount count_dies(const fs::path& folder, bool sweep) {
  ShardCount count;
  const auto add = [&](const DieRecord& die) {
    count.dies += lost(die) ? 0 : 1;
    count.failed += failed(die) ? 1 : 0;
  };
  if (sweep && fs::exists(folder / "sweep.sqlite")) {
    for (const auto& [key, die] : read_sweep(folder).dies) add(die);
  } else if (!sweep && fs::exists(folder / "results.sqlite")) {
    for (const DieRecord& die : read_results(folder).dies) add(die);
  }
  return count;
}

}  // namespace

fs::path shard_folder(const ShardPlan& plan, int index) {
  return plan.folder / "shards" / std::to_string(index);
}

fs::path shard_log(const ShardPlan& plan, int index) {
  return plan.folder / "logs" / fmt::format("shard_{}.log", index);
}

fs::path merged_folder(const ShardPlan& plan) { return plan.folder / "merged"; }

std::vector<std::string> shard_words(const ShardPlan& plan, int index, int jobs) {
  std::vector<std::string> words = {plan.program.string()};
  words.insert(words.end(), plan.run.begin(), plan.run.end());
  words.insert(words.end(),
               {"--shard", fmt::format("{}/{}", index, plan.shards), "--jobs", std::to_string(jobs),
                "--quiet", "--out", shard_folder(plan, index).string()});
  return words;
}

bool is_plan(const fs::path& folder) { return fs::is_regular_file(plan_file(folder)); }

ShardPlan read_plan(const fs::path& folder) {
  const PlanJson json = parse_plan(folder);
  try {
    ShardPlan plan;
    plan.folder = fs::absolute(folder).lexically_normal();
    plan.run = json.at("run").get<std::vector<std::string>>();
    plan.points = json.value("points", 0);
    plan.shards = json.at("shards").get<int>();
    plan.dies = {json.at("first_die").get<uint32_t>(), json.at("dies").get<uint32_t>()};
    plan.program = json.at("program").get<std::string>();
    plan.root = json.at("root").get<std::string>();
    plan.from = json.at("from").get<std::string>();
    if (plan.shards < 1) throw UserError("shards: out of range");
    return plan;
  } catch (const std::exception& error) {
    throw UserError(fmt::format("{}: cannot read this plan ({}); submit into another folder",
                                plan_file(folder).string(), error.what()));
  }
}

void write_plan(const ShardPlan& plan) {
  if (is_plan(plan.folder)) {
    require_same_plan(plan);
  } else if (fs::exists(plan.folder) && !fs::is_empty(plan.folder)) {
    throw UserError(plan.folder.string() +
                    ": found files and no plan.json; allowed a new or empty folder, or one of the "
                    "same plan; choose another folder");
  }
  for (const char* name : {"shards", "logs"}) {
    std::error_code error;
    fs::create_directories(plan.folder / name, error);
    if (!error) continue;
    throw UserError(
        fmt::format("{}: cannot create this folder ({}); choose a folder you may write "
                    "to",
                    plan.folder.string(), error.message()));
  }
  write_file_atomically(plan_file(plan.folder), json_of_plan(plan).dump(2) + '\n');
}

std::vector<ShardProgress> progress_of(const ShardPlan& plan) {
  std::vector<ShardProgress> all;
  for (int i = 1; i <= plan.shards; ++i) {
    ShardProgress one{i, dies_of(plan.dies, {i, plan.shards}).size()};
    const fs::path folder = shard_folder(plan, i);
    if (plan.points > 0) {
      one.wanted = share_of({i, plan.shards}, size_t(plan.points) * plan.dies.count).size();
    }
    const ShardCount found = count_dies(folder, plan.points > 0);
    one.finished = found.dies;
    one.failed = found.failed;
    all.push_back(one);
  }
  return all;
}

std::optional<size_t> merged_dies(const ShardPlan& plan) {
  const fs::path folder = merged_folder(plan);
  const bool sweep = plan.points > 0;
  if (!fs::exists(folder / (sweep ? "sweep.sqlite" : "results.sqlite"))) return std::nullopt;
  return count_dies(folder, sweep).dies;
}

}  // namespace kintsugi
