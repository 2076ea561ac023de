// A sweep as a user makes it: its files, and that nothing but the command decides their bytes.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using SweepArgs = std::vector<std::string>;
using SweepRows = nlohmann::ordered_json;

SweepArgs sweep_args(const std::filesystem::path& out, const SweepArgs& more) {
  SweepArgs args = {"sweep", "fashion_mlp", "--images", "100", "--out", out.string()};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

// Answers of the queries, a line a row; "" where the database cannot be read yet.
std::string ask(const std::filesystem::path& folder, const std::vector<std::string>& queries) {
  sqlite3* db = nullptr;
  std::string text;
  const auto add = [](void* out, int columns, char** values, char**) {
    for (int c = 0; c < columns; ++c) {
      *static_cast<std::string*>(out) += std::string(values[c] != nullptr ? values[c] : "") + '|';
    }
    *static_cast<std::string*>(out) += '\n';
    return 0;
  };
  const std::string file = (folder / "sweep.sqlite").string();
  if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
    for (const std::string& query : queries) {
      sqlite3_exec(db, query.c_str(), add, &text, nullptr);
    }
  }
  sqlite3_close(db);
  return text;
}

// The whole database, sorted.
std::string dump(const std::filesystem::path& folder) {
  return ask(folder, {"SELECT sql FROM sqlite_schema ORDER BY 1", "SELECT * FROM meta ORDER BY 1",
                      "SELECT * FROM points ORDER BY 1", "SELECT * FROM prepared ORDER BY 1",
                      "SELECT * FROM dies ORDER BY 1, 2", "SELECT * FROM results ORDER BY 1"});
}

int dies_kept(const std::filesystem::path& folder) {
  return std::atoi(ask(folder, {"SELECT count(*) FROM dies"}).c_str());
}

std::string bytes_of(const std::filesystem::path& folder) {
  return read_file(folder / "sweep.csv") + read_file(folder / "sweep.json") +
         read_file(folder / "report.html") + dump(folder);
}

const SweepArgs kGrid = {"adc.bits=4:6:1", "device.sigma_die=0.2,0.4", "--dies", "0:5"};

SweepArgs with_jobs(SweepArgs args, const char* jobs) {
  args.insert(args.end(), {"--quiet", "--jobs", jobs});
  return args;
}

TEST(SweepTest, GivesTheSameBytesOnOneJobAndOnTwo) {
  const ScratchFolder scratch;
  for (const char* jobs : {"1", "2"}) {
    const Outcome o = run_binary(sweep_args(scratch / jobs, with_jobs(kGrid, jobs)));
    ASSERT_EQ(o.status, 0) << o.out;
    EXPECT_EQ(o.out, "");
  }
  EXPECT_EQ(bytes_of(scratch / "1"), bytes_of(scratch / "2"));
  EXPECT_NE(dump(scratch / "1"), "");
}

TEST(SweepTest, KilledAgainAndAgainItEndsWithTheSameBytes) {
  const ScratchFolder scratch;
  const SweepArgs killed = sweep_args(scratch / "killed", with_jobs(kGrid, "1"));
  for (const int enough : {1, 8, 22}) {
    const pid_t pid = start_binary(killed);
    while (dies_kept(scratch / "killed") < enough && kill(pid, 0) == 0) std::this_thread::yield();
    kill(pid, SIGKILL);
    EXPECT_EQ(wait_for(pid), 128 + SIGKILL) << "the sweep was over before it was killed";
    EXPECT_GE(dies_kept(scratch / "killed"), enough);
    EXPECT_LT(dies_kept(scratch / "killed"), 30);
    EXPECT_FALSE(std::filesystem::exists(scratch / "killed/sweep.csv"));
  }
  ASSERT_EQ(run_binary(killed).status, 0);
  ASSERT_EQ(run_binary(sweep_args(scratch / "whole", with_jobs(kGrid, "1"))).status, 0);
  EXPECT_EQ(bytes_of(scratch / "killed"), bytes_of(scratch / "whole"));
}

TEST(SweepTest, StoppedKeepsWhatWasFinishedAndSaysSo) {
  const ScratchFolder scratch;
  const pid_t pid =
      start_binary(sweep_args(scratch / "s", {"adc.bits=4,6", "--dies", "0:400", "--jobs", "1"}));
  while (dies_kept(scratch / "s") < 1 && kill(pid, 0) == 0) std::this_thread::yield();
  kill(pid, SIGINT);
  EXPECT_EQ(wait_for(pid), 1);
  EXPECT_GE(dies_kept(scratch / "s"), 1);
}

TEST(SweepTest, APointIsWhatARunOfItsSettingsIs) {
  const ScratchFolder scratch;
  ASSERT_EQ(run_binary(sweep_args(scratch / "sweep", with_jobs(kGrid, "2"))).status, 0);
  const Outcome run = run_binary({"run", "fashion_mlp", "--images", "100", "--engine", "fast",
                                  "--dies", "0:5", "--set", "adc.bits=5", "--set",
                                  "device.sigma_die=0.4", "--out", (scratch / "run").string()});
  ASSERT_LE(run.status, 1) << run.out;
  const auto sweep = SweepRows::parse(read_file(scratch / "sweep/sweep.json"));
  auto summary = SweepRows::parse(read_file(scratch / "run/summary.json"));
  summary["expectations"] = SweepRows::array();  // those of the scenario
  const SweepRows& point = sweep["points"][3];
  EXPECT_EQ(point["settings"], (SweepRows{{"adc.bits", 5}, {"device.sigma_die", 0.4}}));
  EXPECT_EQ(point["summary"], summary);
}

TEST(SweepTest, MoreDiesGoOnFromThoseThatAreThere) {
  const ScratchFolder scratch;
  const auto dies = [&](const char* folder, const char* range) {
    return run_binary(sweep_args(scratch / folder, {"adc.bits=4,6", "--dies", range, "--quiet"}))
        .status;
  };
  ASSERT_EQ(dies("grown", "0:2"), 0);
  ASSERT_EQ(dies("grown", "0:4"), 0);
  ASSERT_EQ(dies("whole", "0:4"), 0);
  EXPECT_EQ(read_file(scratch / "grown/sweep.csv"), read_file(scratch / "whole/sweep.csv"));
}

TEST(SweepTest, DatabaseAnswersWithSettingsBesideYields) {
  const ScratchFolder scratch;
  ASSERT_EQ(run_binary(sweep_args(scratch / "s", with_jobs(kGrid, "2"))).status, 0);
  EXPECT_EQ(
      ask(scratch / "s", {"SELECT p.\"adc.bits\", count(*) FROM dies d JOIN points p USING (point) "
                          "WHERE p.\"adc.bits\" > 4 GROUP BY 1 ORDER BY 1"}),
      "5|10|\n6|10|\n");
  const std::string csv = read_file(scratch / "s/sweep.csv");
  const std::string first = csv.substr(csv.find('\n') + 1);
  const std::string row = ask(scratch / "s", {"SELECT point, \"adc.bits\", \"device.sigma_die\", "
                                              "dies, images FROM results ORDER BY point LIMIT 1"});
  EXPECT_EQ(row, "0|4|0.2|5|100|\n");
  EXPECT_EQ(first.rfind("0,4,0.2,5,100,", 0), 0U) << first;
}

TEST(SweepTest, PointsOfAFileAreThoseOfAGrid) {
  const ScratchFolder scratch;
  write_file(scratch / "points.csv", "adc.bits,device.sigma_die\n4,0.2\n4,0.40\n");
  ASSERT_EQ(run_binary(sweep_args(scratch / "list", {"--points", (scratch / "points.csv").string(),
                                                     "--dies", "0:2", "--quiet"}))
                .status,
            0);
  ASSERT_EQ(run_binary(sweep_args(scratch / "grid", {"adc.bits=4", "device.sigma_die=0.2,0.4",
                                                     "--dies", "0:2", "--quiet"}))
                .status,
            0);
  EXPECT_EQ(bytes_of(scratch / "list"), bytes_of(scratch / "grid"));
}

// What the RTL reports of each die is what the fast engine finds.
TEST(SweepTest, CosimulatedPointsTakeTheSameDecisions) {
  const ScratchFolder scratch;
  for (const char* engine : {"fast", "cosim"}) {
    const Outcome o = run_binary(sweep_args(
        scratch / engine, {"adc.bits=4,6", "--dies", "0:1", "--engine", engine, "--quiet"}));
    ASSERT_EQ(o.status, 0) << o.out;
  }
  const std::string decisions =
      "SELECT point, die, repaired, decision, best0, dist0, applied, outcome FROM dies ORDER BY 1, "
      "2";
  EXPECT_EQ(ask(scratch / "fast", {decisions}), ask(scratch / "cosim", {decisions}));
  EXPECT_EQ(ask(scratch / "cosim", {"SELECT count(*) FROM dies WHERE cycles_compared > 1000"}),
            "2|\n");
}

// Programs of two kinds of cells; points that differ in nothing a program depends on share one.
TEST(SweepTest, RefitMakesAProgramForEachChipAndKeepsIt) {
  const ScratchFolder scratch;
  const SweepArgs args = {"crossbar.mapping=differential,single-ended",
                          "seed=3,4",
                          "--refit",
                          "--dies",
                          "0:2",
                          "--set",
                          "fit.dies=8",
                          "--set",
                          "fit.predict=false",
                          "--set",
                          "fit.clusters=2",
                          "--set",
                          "fit.judge_images=100"};
  const SweepArgs killed = sweep_args(scratch / "killed", with_jobs(args, "1"));
  const pid_t pid = start_binary(killed);
  while (!std::filesystem::exists(scratch / "killed/programs/0.program.json") &&
         kill(pid, 0) == 0) {
    std::this_thread::yield();
  }
  kill(pid, SIGKILL);
  EXPECT_EQ(wait_for(pid), 128 + SIGKILL) << "the sweep was over before it was killed";
  const Outcome o = run_binary(killed);
  ASSERT_EQ(o.status, 0) << o.out;
  ASSERT_EQ(run_binary(sweep_args(scratch / "whole", with_jobs(args, "2"))).status, 0);
  EXPECT_EQ(bytes_of(scratch / "killed"), bytes_of(scratch / "whole"));
  for (const auto& [program, there] :
       {std::pair{"0", true}, {"1", false}, {"2", true}, {"3", false}}) {
    EXPECT_EQ(std::filesystem::exists(scratch / "whole/programs" /
                                      (program + std::string(".program.json"))),
              there)
        << program;
  }
}

TEST(SweepTest, TimingHoldsTheWallTimeAgainstItsParts) {
  const ScratchFolder scratch;
  ASSERT_EQ(run_binary(sweep_args(scratch / "s", with_jobs(kGrid, "2"))).status, 0);
  const auto timing = SweepRows::parse(read_file(scratch / "s/timing.json"));
  EXPECT_GT(timing["parts_s"], 0.0);
  EXPECT_EQ(timing["jobs"], 2);
  const int busy = std::min(2, timing["processors"].get<int>());
  EXPECT_NEAR(timing["wall_over_parts"].get<double>(),
              timing["wall_s"].get<double>() * busy / timing["parts_s"].get<double>(), 1e-9);
}

}  // namespace
}  // namespace kintsugi
