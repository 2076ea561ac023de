// `kintsugi merge`: from the shards of a run, a sweep or a study to the whole.
#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/cluster/merges.h"
#include "testbench/studies/studies.h"

namespace kintsugi {

int merge_command(const MergeOptions& options, std::ostream& out) {
  const std::vector<ShardFile> files = read_shard_files(options.shards);
  const std::string& kind = files.front().kind;
  if (kind == "run") return merge_run(files, options);
  for (const auto& [given, name] :
       {std::pair{options.partial, "partial"}, {options.json, "json"}}) {
    if (!given) continue;
    throw UserError(fmt::format("--{}: found shards of `kintsugi {}`; allowed with those of a run",
                                name, kind));
  }
  if (kind == "sweep") return merge_sweep(files, options, out);
  if (kind == "study") return merge_study(files, options, simulated_studies(), out);
  throw UserError(
      fmt::format("{}: found a shard of `kintsugi {}`; allowed one of run, sweep or "
                  "study; `./kintsugi merge` joins those of a sign-off too",
                  files.front().folder.string(), kind));
}

}  // namespace kintsugi
