#include "testbench/studies/study_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>

#include "models/core/error.h"
#include "testbench/report/folder_lock.h"
#include "testbench/report/interrupt.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/studies/study_files.h"

namespace kintsugi {
namespace {

using Clock = std::chrono::steady_clock;

const Study& find_study(const std::vector<Study>& studies, const std::string& name) {
  std::vector<std::string> names;
  std::string allowed;
  for (const Study& study : studies) {
    if (study.name == name) return study;
    allowed += (names.empty() ? "" : &study == &studies.back() ? " or " : ", ") + study.name;
    names.push_back(study.name);
  }
  throw UserError("study: found " + (name.empty() ? "no name" : name) + "; allowed " + allowed +
                  did_you_mean(name, names));
}

// What a shard can make must need no earlier result.
void require_shardable(const Study& study, const std::vector<Study>& studies) {
  if (!study.staged) return;
  std::vector<std::string> allowed;
  for (const Study& other : studies) {
    if (!other.staged) allowed.push_back(other.name);
  }
  throw UserError(
      fmt::format("--shard: found study {}, whose pieces follow from one another; allowed with {}",
                  study.name, fmt::join(allowed, ", ")));
}

// The result, unless the work ended before; and the exit status.
struct StudyEnd {
  std::optional<StudyResult> result;
  int status = 1;
};

// Runs a study in its folder, which is locked, and writes its files.
StudyEnd measure(const Study& study, const StudyRun::Options& options) {
  const Clock::time_point start = Clock::now();
  StudyRun run(options, fmt::format("study {}\nform {}\nversion {}\ndata {}\n", study.name,
                                    options.quick ? "quick" : "full", study.version,
                                    options.data.empty() ? "none" : "given"));
  claim_shard_folder(study_shard_file(study, options));
  const InterruptGuard guard;
  StudyResult result;
  try {
    result = study.run(run);
  } catch (const StudyStopped&) {
    fmt::print(stderr, "kintsugi: stopped; what is finished is kept, the same command goes on\n");
    return {};
  } catch (const StudyShared& shared) {
    if (!options.quiet) {
      fmt::print("{} with {} pieces in {}\n", to_text(options.shard), shared.pieces,
                 options.folder.string());
    }
    return {std::nullopt, 0};
  } catch (const StudyIncomplete&) {
    return {};
  }
  result.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
  result.own_data = !options.data.empty();
  write_study(study, result, options.quick, options.folder);
  const bool kept = std::all_of(result.rows.begin(), result.rows.end(),
                                [](const StudyRow& row) { return row.ok; });
  return {result, kept && result.mismatches == 0 ? 0 : 1};
}

}  // namespace

int study_command(const StudyOptions& options, const std::vector<Study>& studies,
                  std::ostream& out) {
  if (options.list) {
    for (const Study& study : studies) out << fmt::format("{:<12} {}\n", study.name, study.title);
    return 0;
  }
  const Study& study = find_study(studies, options.name);
  if (options.quick && !options.write.empty()) {
    throw UserError("--write: found --quick beside it; allowed for the full form");
  }
  if (!options.write.empty() && !std::filesystem::is_regular_file(options.write)) {
    throw UserError("--write: found no page " + options.write.string() +
                    "; allowed one that is there, as docs/results.md");
  }
  if (options.shard.count > 0) require_shardable(study, studies);
  StudyRun::Options run_options;
  run_options.quick = options.quick;
  run_options.jobs = options.jobs;
  run_options.data = options.data;
  run_options.quiet = options.quiet;
  run_options.shard = options.shard;
  run_options.folder = options.out.empty()
                           ? std::filesystem::path("results") /
                                 ("study_" + study.name + (options.quick ? "_quick" : ""))
                           : options.out;
  std::error_code ignored;  // the lock says it better
  std::filesystem::create_directories(run_options.folder, ignored);
  check_shard_folder(run_options.folder, options.shard);
  const FolderLock lock(run_options.folder);
  const StudyEnd end = measure(study, run_options);
  if (!end.result) return end.status;
  if (!options.write.empty()) write_section(study, *end.result, options.write);
  if (!options.quiet) {
    out << study_table(study, *end.result)
        << fmt::format("results in {}\n", run_options.folder.string());
  }
  return end.status;
}

int merge_study_pieces(const StudyOptions& options, const std::vector<Study>& studies,
                       const std::vector<ShardFile>& shards, const std::filesystem::path& shown,
                       std::ostream& out) {
  const Study& study = find_study(studies, options.name);
  StudyRun::Options run_options;
  run_options.quick = options.quick;
  run_options.data = options.data;
  run_options.quiet = true;
  run_options.folder = options.out;
  run_options.merged = &shards;
  const StudyEnd end = measure(study, run_options);
  if (end.result && !options.quiet) {
    out << study_table(study, *end.result) << fmt::format("results in {}\n", shown.string());
  }
  return end.status;
}

ShardFile study_shard_file(const Study& study, const StudyRun::Options& options) {
  nlohmann::ordered_json json;
  json["study"] = study.name;
  json["quick"] = options.quick;
  json["data"] = options.data.empty() ? "" : std::filesystem::absolute(options.data).string();
  return {options.folder, "study", options.shard, std::move(json)};
}

}  // namespace kintsugi
