// Shards merged are the run they are shards of, byte for byte.
#include <gtest/gtest.h>

#include <algorithm>

#include "testbench/population/shard.h"
#include "testbench/tests/cluster/shard_runs.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

TEST(Shard, EveryDieIsInJustOneAndSharesDifferByOneAtMost) {
  for (const int shards : {1, 2, 7, 12}) {
    const DieRange range{3, 10};
    std::vector<uint32_t> all;
    for (int i = 1; i <= shards; ++i) {
      const std::vector<uint32_t> share = dies_of(range, {i, shards});
      EXPECT_GE(share.size(), 10U / static_cast<size_t>(shards));
      EXPECT_LE(share.size(), 10U / static_cast<size_t>(shards) + 1);
      for (const uint32_t die : share) EXPECT_EQ(shard_of(range, die, shards), i);
      all.insert(all.end(), share.begin(), share.end());
    }
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all, dies_of(range, {}));
  }
}

TEST(Share, EveryPieceIsInJustOneAndNeighboursStayTogether) {
  for (const size_t total : {0, 1, 5, 20, 21}) {
    for (const int shards : {1, 2, 3, 7}) {
      size_t at = 0;
      for (int i = 1; i <= shards; ++i) {
        const Share share = share_of({i, shards}, total);
        EXPECT_EQ(share.first, at);
        at = share.last;
        EXPECT_LE(share.size(),
                  (total + static_cast<size_t>(shards) - 1) / static_cast<size_t>(shards));
        for (size_t piece = share.first; piece < share.last; ++piece) {
          EXPECT_EQ(shard_of_piece(piece, total, shards), i);
        }
      }
      EXPECT_EQ(at, total);
    }
  }
}

TEST(Merge, OfOneTwoAndSevenShardsOnOneAndTwoJobsGivesTheBytesOfOneRun) {
  const ScratchFolder scratch;
  run_binary(small_run(scratch / "whole", {"--jobs", "1"}));
  const std::string whole = merged_bytes(scratch / "whole");
  ASSERT_NE(whole.find("</html>"), std::string::npos);
  for (const int n : {1, 2, 7}) {
    for (const char* jobs : {"1", "2"}) {
      const std::string name = std::to_string(n) + "_" + jobs;
      std::vector<fs::path> shards = run_shards(scratch / name, n, {"--jobs", jobs});
      std::reverse(shards.begin(), shards.end());
      const Outcome o = merge(shards, scratch / (name + "_merged"));
      ASSERT_LE(o.status, 1) << o.out;
      EXPECT_EQ(merged_bytes(scratch / (name + "_merged")), whole) << name << o.out;
    }
  }
}

TEST(Merge, KeepsTheStatusOfTheRunItStandsFor) {
  const ScratchFolder scratch;
  for (const auto& [gain, status] : {std::pair{"-100", 0}, {"100", 1}}) {
    const Words set = {"--set", std::string("expect.min_gain_over_untuned=") + gain};
    const fs::path base = scratch / gain;
    EXPECT_EQ(run_binary(small_run(base / "whole", set)).status, status);
    const Outcome o = merge(run_shards(base / "s", 2, set), base / "merged");
    EXPECT_EQ(o.status, status) << o.out;
  }
}

TEST(Merge, WithoutAShardNamesItsDiesAndWritesNothing) {
  const ScratchFolder scratch;
  const std::vector<fs::path> shards = run_shards(scratch / "s", 3);
  const Outcome o = merge({shards[0], shards[2]}, scratch / "merged");
  EXPECT_EQ(o.status, 1);
  EXPECT_NE(o.out.find("shard 2/3: 2 of 2 dies missing, its folder was not given: 4, 7"),
            std::string::npos)
      << o.out;
  EXPECT_FALSE(fs::exists(scratch / "merged"));
}

TEST(Merge, NamesDiesThatAShardLacks) {
  const ScratchFolder scratch;
  const std::vector<fs::path> shards = run_shards(scratch / "s", 2);
  sql(shards[1], "DELETE FROM dies WHERE die = 6");
  const Outcome o = merge(shards, scratch / "merged");
  EXPECT_EQ(o.status, 1);
  EXPECT_NE(o.out.find("shard 2/2: 1 of 3 dies missing: 6"), std::string::npos) << o.out;
}

// As a worker that crashed twice leaves it.
TEST(Merge, KeepsALostDieUntilAFolderHasItsResult) {
  const ScratchFolder scratch;
  run_binary(small_run(scratch / "whole"));
  const std::vector<fs::path> shards = run_shards(scratch / "s", 2);
  fs::copy(shards[1], scratch / "lost", fs::copy_options::recursive);
  sql(scratch / "lost", "UPDATE dies SET images = 0, message = 'worker gone' WHERE die = 6");
  const Outcome lost = merge({shards[0], scratch / "lost"}, scratch / "merged");
  EXPECT_EQ(lost.status, 1);
  EXPECT_NE(lost.out.find("kintsugi: die 6: worker gone"), std::string::npos) << lost.out;
  EXPECT_NE(read_file(scratch / "merged/dies.csv").find(",worker gone\n"), std::string::npos);
  for (const bool before : {true, false}) {
    std::vector<fs::path> all = shards;
    all.insert(before ? all.begin() : all.end(), scratch / "lost");
    const Outcome o = merge(all, scratch / "merged");
    EXPECT_EQ(merged_bytes(scratch / "merged"), merged_bytes(scratch / "whole")) << o.out;
  }
}

TEST(Merge, PartialIsReplacedByTheWhole) {
  const ScratchFolder scratch;
  run_binary(small_run(scratch / "whole"));
  const std::vector<fs::path> shards = run_shards(scratch / "s", 2);
  const Outcome part = merge({shards[0]}, scratch / "merged", {"--partial"});
  EXPECT_EQ(part.status, 1) << part.out;
  EXPECT_EQ(sql(scratch / "merged", "SELECT die FROM dies"), "3\n5\n7\n9\n");
  const Outcome o = merge(shards, scratch / "merged");
  EXPECT_LE(o.status, 1) << o.out;
  EXPECT_EQ(merged_bytes(scratch / "merged"), merged_bytes(scratch / "whole"));
  size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator((scratch / "merged") / "..")) {
    ++entries;
  }
  EXPECT_EQ(entries, 3U) << "whole, s and merged; nothing unfinished is left";
}

TEST(Merge, TakesADieTwiceWithTheSameValues) {
  const ScratchFolder scratch;
  run_binary(small_run(scratch / "whole"));
  const std::vector<fs::path> shards = run_shards(scratch / "s", 2);
  fs::copy(shards[0], scratch / "again", fs::copy_options::recursive);
  const Outcome o = merge({shards[0], scratch / "again", shards[1]}, scratch / "merged");
  EXPECT_LE(o.status, 1) << o.out;
  EXPECT_EQ(merged_bytes(scratch / "merged"), merged_bytes(scratch / "whole"));
}

TEST(Merge, OfAShardThatWasKilledAndStartedAgainIsTheSame) {
  const ScratchFolder scratch;
  const Words more = {"--dies", "0:60", "--jobs", "1", "--shard", "2/2"};
  const Words killed = small_run(scratch / "killed", more);
  kill_once_kept(killed, scratch / "killed", 2);
  ASSERT_LT(std::stoi(sql(scratch / "killed", "SELECT count(*) FROM dies")), 30);
  run_binary(killed);
  run_binary(small_run(scratch / "first", {"--dies", "0:60", "--shard", "1/2"}));
  run_binary(small_run(scratch / "whole", {"--dies", "0:60"}));
  const Outcome o = merge({scratch / "first", scratch / "killed"}, scratch / "merged");
  ASSERT_LE(o.status, 1) << o.out;
  EXPECT_EQ(merged_bytes(scratch / "merged"), merged_bytes(scratch / "whole"));
}

}  // namespace
}  // namespace kintsugi
