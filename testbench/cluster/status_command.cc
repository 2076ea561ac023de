// `kintsugi status`: how far the shards of a plan are, from their databases.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "testbench/cluster/plan.h"

namespace kintsugi {

int status_command(const StatusOptions& options, std::ostream& out) {
  const ShardPlan plan = read_plan(options.folder);
  ShardProgress all;
  int whole = 0;  // shards
  std::string lines;
  nlohmann::ordered_json unfinished = nlohmann::ordered_json::array();
  for (const ShardProgress& one : progress_of(plan)) {
    all.wanted += one.wanted;
    all.finished += one.finished;
    all.failed += one.failed;
    if (one.finished >= one.wanted) {
      ++whole;
      continue;
    }
    lines += fmt::format("shard {}/{}: {} of {} dies\n", one.index, plan.shards, one.finished,
                         one.wanted);
    unfinished.push_back({{"shard", one.index}, {"finished", one.finished}, {"dies", one.wanted}});
  }
  const std::optional<size_t> merged = merged_dies(plan);
  if (options.json) {
    nlohmann::ordered_json json;
    json["shards"] = plan.shards;
    json["finished_shards"] = whole;
    json["dies"] = all.wanted;
    json["finished_dies"] = all.finished;
    json["failed_dies"] = all.failed;
    json["merged_dies"] = merged.value_or(0);
    json["unfinished"] = unfinished;
    out << json.dump(2) << '\n';
  } else {
    out << lines
        << fmt::format("{} of {} dies, {} of {} shards finished; {} dies failed; {}\n",
                       all.finished, all.wanted, whole, plan.shards, all.failed,
                       merged ? fmt::format("{} dies merged", *merged) : "not merged");
  }
  return all.finished >= all.wanted ? 0 : 1;
}

}  // namespace kintsugi
