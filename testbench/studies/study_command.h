// `kintsugi study`, over any list of studies.
#pragma once

#include <iosfwd>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/studies/study.h"

namespace kintsugi {

// Lists `studies`, or runs the one that is named. 0: every bar kept and no mismatch; 1: one missed,
// or stopped. Throws UserError for an unknown study.
int study_command(const StudyOptions& options, const std::vector<Study>& studies,
                  std::ostream& out);

// What DIR/shard.json holds of a study.
ShardFile study_shard_file(const Study& study, const StudyRun::Options& options);

// The study from the pieces of its shards, which lie in options.out: nothing is made. `shown` is
// the folder named on the terminal. When pieces are missing they are named, and no file is written:
// then 1 and no study.json.
int merge_study_pieces(const StudyOptions& options, const std::vector<Study>& studies,
                       const std::vector<ShardFile>& shards, const std::filesystem::path& shown,
                       std::ostream& out);

}  // namespace kintsugi
