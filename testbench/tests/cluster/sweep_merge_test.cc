// Shards of a sweep merged are the sweep they are shards of, byte for byte.
#include <gtest/gtest.h>

#include "testbench/tests/cluster/shard_runs.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

Words small_sweep(const fs::path& out, const Words& more = {}) {
  return with_dies({"sweep", "fashion_mlp", "adc.bits=4,6", "device.sigma_die=0.2,0.4", "--images",
                    "20", "--quiet", "--out", out.string()},
                   more, "2:7");
}

std::vector<fs::path> sweep_shards(const fs::path& base, int n, const Words& more = {}) {
  std::vector<fs::path> folders;
  for (int i = 1; i <= n; ++i) {
    folders.push_back(base / std::to_string(i));
    Words words = more;
    words.insert(words.end(), {"--shard", std::to_string(i) + "/" + std::to_string(n)});
    const Outcome o = run_binary(small_sweep(folders.back(), words));
    EXPECT_EQ(o.status, 0) << o.out;
    EXPECT_FALSE(fs::exists(folders.back() / "sweep.csv"));
  }
  return folders;
}

std::string sweep_sql(const fs::path& folder, const std::string& statement) {
  return sql(folder, statement, "sweep.sqlite");
}

std::string sweep_bytes(const fs::path& folder) {
  std::string bytes;
  for (const char* file : {"sweep.csv", "sweep.json", "report.html"}) {
    bytes += read_file(folder / file);
  }
  for (const char* table : {"meta", "points", "prepared", "dies", "results"}) {
    bytes += sweep_sql(folder, "SELECT * FROM " + std::string(table) + " ORDER BY 1, 2");
  }
  for (const char* program : {"0", "1", "2", "3"}) {
    bytes += read_file(folder / "programs" / (program + std::string(".program.json")));
  }
  return bytes;
}

TEST(MergeOfASweep, OfOneTwoAndThreeShardsGivesTheBytesOfOneSweep) {
  const ScratchFolder scratch;
  ASSERT_EQ(run_binary(small_sweep(scratch / "whole")).status, 0);
  const std::string whole = sweep_bytes(scratch / "whole");
  ASSERT_NE(whole.find("</html>"), std::string::npos);
  for (const int n : {1, 2, 3}) {
    const std::string name = std::to_string(n);
    const auto shards = sweep_shards(scratch / name, n, {"--jobs", n == 2 ? "2" : "1"});
    const Outcome o = merge(shards, scratch / (name + "_merged"));
    ASSERT_EQ(o.status, 0) << o.out;
    EXPECT_EQ(sweep_bytes(scratch / (name + "_merged")), whole) << name;
  }
}

TEST(MergeOfASweep, OfAShardThatWasKilledAndStartedAgainIsTheSame) {
  const ScratchFolder scratch;
  const auto sweep = [](const fs::path& out, const Words& shard = {}) {
    Words words = {"--dies", "0:40", "--jobs", "1"};
    words.insert(words.end(), shard.begin(), shard.end());
    return small_sweep(out, words);
  };
  const Words killed = sweep(scratch / "killed", {"--shard", "2/2"});
  kill_once_kept(killed, scratch / "killed", 8, "sweep.sqlite");
  ASSERT_EQ(run_binary(killed).status, 0);
  ASSERT_EQ(run_binary(sweep(scratch / "first", {"--shard", "1/2"})).status, 0);
  ASSERT_EQ(run_binary(sweep(scratch / "whole")).status, 0);
  const Outcome o = merge({scratch / "first", scratch / "killed"}, scratch / "merged");
  ASSERT_EQ(o.status, 0) << o.out;
  EXPECT_EQ(sweep_bytes(scratch / "merged"), sweep_bytes(scratch / "whole"));
}

// Programs of two kinds of cells: a shard fits only what its dies carry.
TEST(MergeOfASweep, FitsEachProgramWhereItIsNeeded) {
  const ScratchFolder scratch;
  const auto words = [&](const fs::path& out, const Words& more) {
    Words all = {"sweep",
                 "fashion_mlp",
                 "crossbar.mapping=differential,single-ended",
                 "--refit",
                 "--dies",
                 "0:2",
                 "--images",
                 "20",
                 "--quiet",
                 "--out",
                 out.string(),
                 "--set",
                 "fit.dies=8",
                 "--set",
                 "fit.predict=false",
                 "--set",
                 "fit.clusters=2",
                 "--set",
                 "fit.judge_images=100"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  ASSERT_EQ(run_binary(words(scratch / "whole", {})).status, 0);
  for (const char* shard : {"1/2", "2/2"}) {
    ASSERT_EQ(run_binary(words(scratch / std::string(1, *shard), {"--shard", shard})).status, 0);
  }
  EXPECT_FALSE(fs::exists(scratch / "1/programs/1.program.json"));
  EXPECT_FALSE(fs::exists(scratch / "2/programs/0.program.json"));
  const Outcome o = merge({scratch / "2", scratch / "1"}, scratch / "merged");
  ASSERT_EQ(o.status, 0) << o.out;
  EXPECT_EQ(sweep_bytes(scratch / "merged"), sweep_bytes(scratch / "whole"));
}

TEST(MergeOfASweep, NamesWhatIsMissingAndWritesNothing) {
  const ScratchFolder scratch;
  const auto shards = sweep_shards(scratch / "s", 3);
  sweep_sql(shards[2], "DELETE FROM dies WHERE point = 3 AND die = 5");
  const Outcome o = merge({shards[0], shards[2]}, scratch / "merged");
  EXPECT_EQ(o.status, 1);
  EXPECT_NE(o.out.find("shard 2/3: 7 of 7 dies missing, its folder was not given: point 1 die 3"),
            std::string::npos)
      << o.out;
  EXPECT_NE(o.out.find("shard 3/3: 1 of 7 dies missing: point 3 die 5"), std::string::npos)
      << o.out;
  EXPECT_FALSE(fs::exists(scratch / "merged"));
}

TEST(MergeOfASweep, RefusesByName) {
  const ScratchFolder scratch;
  const auto shards = sweep_shards(scratch / "s", 2);
  const auto expect_refused = [&](const std::vector<fs::path>& given, const std::string& sentence,
                                  const Words& more = {}) {
    const Outcome o = merge(given, scratch / "merged", more);
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_NE(o.out.find(sentence), std::string::npos) << o.out;
    EXPECT_FALSE(fs::exists(scratch / "merged"));
  };
  const auto seed = sweep_shards(scratch / "seed", 2, {"--seed", "8"});
  expect_refused({shards[0], seed[1]}, "seed is 8 there and 7 here");
  const auto three = sweep_shards(scratch / "three", 3);
  expect_refused({shards[0], three[1]}, "number of shards is 3 there and 2 here");
  expect_refused(shards, "--partial: found shards of `kintsugi sweep`", {"--partial"});
  const auto runs = run_shards(scratch / "run", 2);
  expect_refused({shards[0], runs[1]}, "is a shard of `kintsugi run`, but ");
  for (const fs::path& shard : shards) {
    sweep_sql(shard, "UPDATE meta SET value = 'abc' WHERE key = 'version of sources'");
  }
  expect_refused(shards, "was run with another program or other files: version of sources is abc");
}

TEST(MergeOfASweep, RefusesADieTwiceWithOtherValues) {
  const ScratchFolder scratch;
  const auto shards = sweep_shards(scratch / "s", 2);
  fs::copy(shards[0], scratch / "again", fs::copy_options::recursive);
  sweep_sql(scratch / "again", "UPDATE dies SET message = 'odd' WHERE point = 0 AND die = 3");
  const Outcome o = merge({shards[0], shards[1], scratch / "again"}, scratch / "merged");
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.out.find("point 0 die 3: its values differ here and in"), std::string::npos) << o.out;
}

TEST(ShardOfASweep, HasAFolderOfItsOwn) {
  const ScratchFolder scratch;
  const auto shards = sweep_shards(scratch / "s", 2);
  for (const Words& more : {Words{"--shard", "2/2"}, Words{}}) {
    const Outcome o = run_binary(small_sweep(shards[0], more));
    EXPECT_EQ(o.status, 2);
    EXPECT_NE(o.out.find("found shard 1/2; allowed its own folder"), std::string::npos) << o.out;
  }
}

TEST(SubmitOfASweep, GivesTheBytesOfOneSweep) {
  const ScratchFolder scratch;
  ASSERT_EQ(run_binary(small_sweep(scratch / "whole")).status, 0);
  const auto submit = [&](const char* shards) {
    Words words = small_sweep(scratch / "plan", {"--engine", "local", "--shards", shards});
    words[0] = "submit";
    return words;
  };
  const Outcome o = run_binary(submit("3"));
  ASSERT_EQ(o.status, 0) << o.out;
  EXPECT_EQ(sweep_bytes(scratch / "plan/merged"), sweep_bytes(scratch / "whole"));
  EXPECT_EQ(run_binary({"status", (scratch / "plan").string()}).out,
            "20 of 20 dies, 3 of 3 shards finished; 0 dies failed; 20 dies merged\n");
  Words words = submit("2");
  words[2] = "adc.bits=4,99";
  const Outcome bad = run_binary(words);
  EXPECT_EQ(bad.status, 2);
  EXPECT_NE(bad.out.find("adc.bits"), std::string::npos) << bad.out;
}

}  // namespace
}  // namespace kintsugi
