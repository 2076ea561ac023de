#include "testbench/cluster/join.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/core/error.h"
#include "testbench/population/shard.h"
#include "testbench/report/identity_text.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/result_reader.h"
#include "testbench/report/summary.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

void require_same(const ShardFolder& shard, const ShardFolder& first) {
  std::vector<std::string> differences = identity_differences(shard.identity, first.identity);
  if (differences.empty()) {
    differences = identity_differences(shard_texts(shard.run), shard_texts(first.run));
  }
  if (differences.empty()) return;
  const std::string more =
      differences.size() > 1 ? fmt::format("; and {} more", differences.size() - 1) : "";
  throw UserError(
      fmt::format("{}: is a shard of another run than {}: {}{}; merge shards of one run",
                  shard.run.out.string(), first.run.out.string(), differences[0], more));
}

void require_same_die(const DieRecord& here, const fs::path& folder, const DieRecord& there,
                      const fs::path& other) {
  for (const RecordColumn& column : record_columns()) {
    const std::string value = column_text(column, here);
    const std::string other_value = column_text(column, there);
    if (value == other_value) continue;
    throw UserError(
        fmt::format("{}: die {}: {} is {} here and {} in {}; the same die cannot have "
                    "both; run it again in a new folder",
                    folder.string(), here.die, column.name, value, other_value, other.string()));
  }
}

std::string first_of(const std::vector<uint32_t>& dies) {
  constexpr size_t kShown = 8;
  std::string text;
  for (size_t i = 0; i < std::min(dies.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(dies[i]);
  }
  return text + (dies.size() > kShown ? ", ..." : "");
}

}  // namespace

ShardFolder read_shard(const fs::path& folder) {
  RunOptions run = read_shard_file(folder);
  RunResults results = read_results(folder);
  return {std::move(run), std::move(results.identity), std::move(results.dies)};
}

void require_one_run(const std::vector<ShardFolder>& shards) {
  for (const ShardFolder& shard : shards) require_same(shard, shards.front());
}

Joined join(const std::vector<ShardFolder>& shards) {
  std::map<uint32_t, const DieRecord*> found;
  Joined joined;
  for (const ShardFolder& shard : shards) {
    for (const DieRecord& die : shard.dies) {
      const auto [it, is_new] = found.emplace(die.die, &die);
      if (is_new || lost(*it->second)) {
        it->second = &die;
        joined.folder_of[die.die] = shard.run.out;
      } else if (!lost(die)) {
        require_same_die(die, shard.run.out, *it->second, joined.folder_of[die.die]);
      }
    }
  }
  const RunOptions& run = shards.front().run;
  for (const uint32_t die : dies_of(run.scenario.dies, {})) {
    const auto it = found.find(die);
    if (it != found.end()) {
      joined.dies.push_back(*it->second);
    } else {
      joined.missing[shard_of(run.scenario.dies, die, run.shard.count)].push_back(die);
    }
  }
  return joined;
}

std::vector<std::string> missing_lines(const Joined& joined,
                                       const std::vector<ShardFolder>& shards) {
  const RunOptions& run = shards.front().run;
  std::vector<std::string> lines;
  for (const auto& [index, dies] : joined.missing) {
    const Shard shard{index, run.shard.count};
    const bool given = std::any_of(shards.begin(), shards.end(), [i = index](const ShardFolder& s) {
      return s.run.shard.index == i;
    });
    lines.push_back(fmt::format("{}: {} of {} dies missing{}: {}", to_text(shard), dies.size(),
                                dies_of(run.scenario.dies, shard).size(),
                                given ? "" : ", its folder was not given", first_of(dies)));
  }
  return lines;
}

}  // namespace kintsugi
