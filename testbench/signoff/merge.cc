// The sign-off that one call would have made, from its shards: their results and logs together,
// judged as a whole.
#include <fmt/format.h>

#include <iostream>

#include "models/core/error.h"
#include "testbench/shards/join.h"
#include "testbench/shards/merged_folder.h"
#include "testbench/signoff/files.h"
#include "testbench/signoff/inputs.h"
#include "testbench/signoff/signoff.h"
#include "testbench/signoff/state.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;
using Row = std::pair<std::string, std::string>;  // key and result
using Results = Joined<std::string, Row>;

// How long a check took differs from call to call; whether it holds must not.
std::string difference(const Row& here, const Row& there) {
  const CheckResult a = result_from_text(here.second);
  const CheckResult b = result_from_text(there.second);
  return here.first == there.first && a.outcome == b.outcome
             ? ""
             : fmt::format("{} here and {}", outcome_name(a.outcome), outcome_name(b.outcome));
}

void set_options(const ShardFile& shard, SignoffOptions* options) {
  try {
    options->plan = shard.work.at("plan").get<std::string>();
    options->stage = shard.work.at("stage").get<int>();
    options->seed = shard.work.at("seed").get<uint64_t>();
    options->only = shard.work.at("only").get<std::string>();
  } catch (const std::exception& error) {
    throw UserError(fmt::format("{}: cannot read which shard this is ({}); run the shard again",
                                (shard.folder / "shard.json").string(), error.what()));
  }
  options->kept_only = true;
}

Results results_of(const std::vector<ShardFile>& shards) {
  Results results([](const std::string& id) { return "testpoint " + id; }, difference);
  for (const ShardFile& shard : shards) {
    require_same_work(shard, texts_of(shard), shards.front(), texts_of(shards.front()));
    if (!fs::exists(shard.folder / "state.sqlite")) continue;
    for (const auto& [id, row] : State(shard.folder, false).rows()) {
      results.add(shard.folder, id, row);
    }
  }
  return results;
}

void copy_results(const Results& results, const fs::path& to) {
  State state(to, false);
  results.for_each([&](const std::string& id, const Row& row, const fs::path& folder) {
    state.put(id, row.first, result_from_text(row.second));
    if (!fs::exists(folder / "checks" / id)) return;
    fs::create_directories(to / "checks");
    fs::copy(folder / "checks" / id, to / "checks" / id,
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  });
}

Missing missing_of(const Signoff& signoff, int shards) {
  Missing missing("testpoints");
  const std::vector<int> of = shards_of(signoff.points, shards);
  for (size_t i = 0; i < signoff.points.size(); ++i) {
    const Point& point = signoff.points[i];
    missing.want(of[i], point.testpoint.id, point.result.outcome != Outcome::NotRun);
  }
  return missing;
}

}  // namespace

ShardFile signoff_shard_file(const SignoffOptions& options, const std::string& sources) {
  nlohmann::ordered_json json;
  json["plan"] = options.plan.string();
  json["stage"] = options.stage;
  json["seed"] = options.seed;
  json["only"] = options.only;
  json["sources"] = sources;
  return {options.out, "signoff", options.shard, std::move(json)};
}

int merge_signoff(const std::vector<ShardFile>& shards, SignoffOptions options) {
  const ShardFile& first = shards.front();
  if (first.kind != "signoff") {
    throw UserError(fmt::format("{}: is a shard of `kintsugi {}`; allowed those of signoff",
                                first.folder.string(), first.kind));
  }
  set_options(first, &options);
  const Results results = results_of(shards);
  const fs::path out = options.out;
  check_merge_folder(out, "signoff.json");
  MergedFolder merged(out);
  options.out = merged.path();
  copy_results(results, options.out);
  const Signoff signoff = run_signoff(options);
  require_made_by_this_program(first.folder, texts_of(first),
                               {{"plan", options.plan.string()},
                                {"stage", std::to_string(options.stage)},
                                {"seed", std::to_string(options.seed)},
                                {"only", options.only},
                                {"sources", signoff.sources},
                                {"number of shards", std::to_string(first.shard.count)}});
  if (signoff.problems.empty()) {
    const Missing missing = missing_of(signoff, first.shard.count);
    missing.tell(shards);
    if (!missing.none()) {
      tell_nothing_was_merged();
      return 1;
    }
  }
  write_signoff(signoff);
  merged.move_into_place();
  if (!options.quiet) std::cout << signoff_text(signoff, out);
  return signoff.all_passed() ? 0 : 1;
}

}  // namespace kintsugi::signoff
