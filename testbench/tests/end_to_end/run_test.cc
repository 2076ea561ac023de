// A run as a user makes it: its files, its exit status, and that nothing but the scenario decides
// its bytes.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Args = std::vector<std::string>;

Args run_args(const std::filesystem::path& out, const Args& more = {}) {
  Args args = {"run",      "fashion_mlp", "--images", "100", "--quiet",
               "--engine", "cosim",       "--out",    out.string()};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

// The database as sorted text.
std::string dump(const std::filesystem::path& folder) {
  sqlite3* db = nullptr;
  sqlite3_open_v2((folder / "results.sqlite").c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  std::string text;
  const auto add = [](void* out, int columns, char** values, char**) {
    for (int c = 0; c < columns; ++c) {
      *static_cast<std::string*>(out) += std::string(values[c] != nullptr ? values[c] : "") + '|';
    }
    *static_cast<std::string*>(out) += '\n';
    return 0;
  };
  sqlite3_exec(db, "SELECT * FROM meta ORDER BY 1", add, &text, nullptr);
  sqlite3_exec(db, "SELECT * FROM dies ORDER BY 1", add, &text, nullptr);
  sqlite3_close(db);
  return text;
}

std::string bytes_of(const std::filesystem::path& folder) {
  return read_file(folder / "dies.csv") + read_file(folder / "summary.json") +
         read_file(folder / "report.html") + dump(folder);
}

int finished_dies(const std::filesystem::path& folder) {
  sqlite3* db = nullptr;
  int dies = 0;
  if (sqlite3_open_v2((folder / "results.sqlite").c_str(), &db, SQLITE_OPEN_READONLY, nullptr) ==
      SQLITE_OK) {
    const auto take = [](void* out, int, char** values, char**) {
      *static_cast<int*>(out) = std::atoi(values[0]);
      return 0;
    };
    sqlite3_exec(db, "SELECT count(*) FROM dies", take, &dies, nullptr);
  }
  sqlite3_close(db);
  return dies;
}

TEST(Run, GivesTheSameBytesOnOneJobAndOnTwo) {
  const ScratchFolder scratch;
  ASSERT_LE(run_binary(run_args(scratch / "one", {"--dies", "0:4", "--jobs", "1"})).status, 1);
  ASSERT_LE(run_binary(run_args(scratch / "two", {"--dies", "0:4", "--jobs", "2"})).status, 1);
  EXPECT_EQ(bytes_of(scratch / "one"), bytes_of(scratch / "two"));
  EXPECT_NE(read_file(scratch / "one/report.html").find("</html>"), std::string::npos);
}

TEST(Run, KilledAndStartedAgainEndsWithTheSameBytes) {
  const ScratchFolder scratch;
  const auto args = [&](const char* name) {
    return run_args(scratch / name, {"--dies", "0:12", "--jobs", "1"});
  };
  const pid_t pid = start_binary(args("killed"));
  while (finished_dies(scratch / "killed") < 2 && kill(pid, 0) == 0) std::this_thread::yield();
  kill(pid, SIGKILL);
  wait_for(pid);
  const int kept = finished_dies(scratch / "killed");
  ASSERT_GE(kept, 2);
  ASSERT_LT(kept, 12) << "the run was over before it was killed";
  ASSERT_LE(run_binary(args("killed")).status, 1);
  ASSERT_LE(run_binary(args("whole")).status, 1);
  EXPECT_EQ(bytes_of(scratch / "killed"), bytes_of(scratch / "whole"));
}

TEST(Run, InterruptedKeepsWhatWasFinishedAndSaysSo) {
  const ScratchFolder scratch;
  const pid_t pid = start_binary(run_args(scratch / "r", {"--dies", "0:500", "--jobs", "1"}));
  while (finished_dies(scratch / "r") < 1 && kill(pid, 0) == 0) std::this_thread::yield();
  kill(pid, SIGINT);
  EXPECT_EQ(wait_for(pid), 1);
  EXPECT_GE(finished_dies(scratch / "r"), 1);
}

TEST(Run, MissedExpectationExitsWithOneAndFailsInJunit) {
  const ScratchFolder scratch;
  const Outcome o = run_binary(
      run_args(scratch / "r", {"--dies", "0:1", "--set", "expect.min_repaired_yield=100",
                               "--set", "judge.yield_margin=0"}));
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_NE(read_file(scratch / "r/junit.xml").find("<failure"), std::string::npos);
}

TEST(Run, SummaryHasEveryPromisedKey) {
  const ScratchFolder scratch;
  ASSERT_LE(run_binary(run_args(scratch / "r", {"--dies", "3:5"})).status, 1);
  const auto summary = nlohmann::json::parse(read_file(scratch / "r/summary.json"));
  for (const char* key :
       {"scenario", "seed", "dies", "cycles_compared", "mismatches", "ideal_accuracy",
        "yield_threshold", "yield", "yield_ci", "mean_accuracy", "images", "test_cycles_median",
        "test_ms_median", "own_share_ms_median"}) {
    EXPECT_TRUE(summary.contains(key)) << key;
  }
  for (const char* repair : {"untuned", "fixed_gain", "mean_match", "repaired"}) {
    EXPECT_TRUE(summary["yield"].contains(repair)) << repair;
    EXPECT_EQ(summary["yield_ci"][repair].size(), 2U) << repair;
    EXPECT_TRUE(summary["mean_accuracy"].contains(repair)) << repair;
  }
  EXPECT_EQ(summary["dies"], 2);
  EXPECT_EQ(summary["mismatches"], 0);
  EXPECT_GT(summary["cycles_compared"], 2 * 10000);
  const auto timing = nlohmann::json::parse(read_file(scratch / "r/timing.json"));
  EXPECT_TRUE(timing.contains("wall_s"));
  EXPECT_TRUE(timing.contains("cycles_per_s"));
}

TEST(Run, FastEngineClaimsNoComparedCycle) {
  const ScratchFolder scratch;
  Args args = run_args(scratch / "r", {"--dies", "0:3"});
  *std::find(args.begin(), args.end(), "cosim") = "fast";
  ASSERT_LE(run_binary(args).status, 1);
  const auto summary = nlohmann::json::parse(read_file(scratch / "r/summary.json"));
  EXPECT_EQ(summary["cycles_compared"], 0) << "the fast engine compares no cycle";
}

}  // namespace
}  // namespace kintsugi
