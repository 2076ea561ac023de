// The conductor: runs the checks of a plan and keeps what came out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "testbench/own_controller/subject.h"
#include "testbench/shards/shard_folder.h"
#include "testbench/signoff/ctest.h"
#include "testbench/signoff/plan.h"
#include "testbench/signoff/result.h"

namespace kintsugi::signoff {

struct SignoffOptions {
  std::filesystem::path plan;
  std::filesystem::path root;   // of the repository: commands run there
  std::filesystem::path build;  // folder with the tests
  std::filesystem::path out;    // result folder; what is finished in it is kept
  int stage = 2;                // the last one, index of kStages
  int jobs = 2;
  uint64_t seed = 1;
  std::optional<Subject> own;  // the controller, where it is not ours
  std::string only;            // regular expression of testpoints; empty: all
  bool fresh = false;          // keep nothing
  bool quiet = false;
  Shard shard;             // only its share of the testpoints
  bool kept_only = false;  // nothing is run: all results come from shards
};

// A testpoint and what came out.
struct Point {
  Testpoint testpoint;
  std::vector<CTest> tests;  // of a testpoint of tests
  CheckResult result;
};

struct StageTime {
  double seconds = 0.0;  // on the clock, in this call
  double cpu_seconds = 0.0;
};

struct Signoff {
  SignoffOptions options;
  Plan plan;
  std::string commit;
  std::string sources;           // digest
  bool sources_changed = false;  // while the checks ran
  bool interrupted = false;
  std::vector<std::string> problems;  // of the plan, with the tests there are
  std::vector<Point> points;          // up to the stage, in the order of the plan
  std::vector<StageTime> times;       // of the stages

  bool partial() const { return !options.only.empty() || options.shard.count > 0; }
  size_t passed() const;
  // Every check asked for was run and passed, of sources at rest.
  bool all_passed() const;
  // That, of the whole plan.
  bool signed_off() const {
    return all_passed() && !partial() && options.stage + 1 == static_cast<int>(kStages.size());
  }
  // "signed off", "V1 holds", "partial", "not signed off".
  std::string verdict() const;
};

// The plan beside the tests there are; nothing is run. Throws UserError for a bad plan.
Signoff match_plan(const SignoffOptions& options);

// Which shard a testpoint belongs to, from 1, in the order of `points`: each takes about as long.
std::vector<int> shards_of(const std::vector<Point>& points, int shards);

// What DIR/shard.json holds of a sign-off.
ShardFile signoff_shard_file(const SignoffOptions& options, const std::string& sources);

// `kintsugi merge` for its shards: `build` and `out` of `options` count, the rest is theirs. 1 when
// it does not hold, or when testpoints are missing: then nothing is written.
int merge_signoff(const std::vector<ShardFile>& shards, SignoffOptions options);

// Runs it, unless it does not fit the tests. Throws UserError for a bad plan. Ends early, keeping
// what is finished, when the user stops it.
Signoff run_signoff(const SignoffOptions& options);

}  // namespace kintsugi::signoff
