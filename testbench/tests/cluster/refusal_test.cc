// What is no shard of the same run is refused, with a sentence that names it, before anything is
// written.
#include <gtest/gtest.h>

#include "testbench/tests/cluster/shard_runs.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

class MergeRefuses : public ::testing::Test {
 protected:
  void SetUp() override { shards_ = run_shards(scratch_ / "s", 2); }

  void expect_refused(const std::vector<fs::path>& shards, const std::string& sentence) const {
    const Outcome o = merge(shards, scratch_ / "merged");
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_NE(o.out.find(sentence), std::string::npos) << o.out << "\nlacks " << sentence;
    EXPECT_FALSE(fs::exists(scratch_ / "merged"));
  }

  ScratchFolder scratch_;
  std::vector<fs::path> shards_;
};

TEST_F(MergeRefuses, ShardsOfAnotherSeed) {
  const auto other = run_shards(scratch_ / "o", 2, {"--seed", "8"});
  expect_refused({shards_[0], other[1]}, "another run than");
  expect_refused({shards_[0], other[1]}, "seed is 8 there and 7 here");
}

TEST_F(MergeRefuses, ShardsOfAnotherScenario) {
  const auto other = run_shards(scratch_ / "o", 2, {"--set", "adc.bits=6"});
  expect_refused({shards_[0], other[1]}, "adc.bits is 6 there and");
}

TEST_F(MergeRefuses, ShardsOfOtherExpectations) {
  const auto other = run_shards(scratch_ / "o", 2, {"--set", "expect.min_dies=5"});
  expect_refused({shards_[0], other[1]}, "expect.min_dies is 5 there and");
}

TEST_F(MergeRefuses, AnotherNumberOfShards) {
  const auto other = run_shards(scratch_ / "o", 3);
  expect_refused({shards_[0], other[1]}, "number of shards is 3 there and 2 here");
}

TEST_F(MergeRefuses, AShardOfAnotherProgram) {
  sql(shards_[1], "UPDATE meta SET value = 'abc' WHERE key = 'version of sources'");
  expect_refused(shards_, "version of sources is abc there and");
}

TEST_F(MergeRefuses, ShardsThatAreAllOfAnotherProgram) {
  for (const fs::path& shard : shards_) {
    sql(shard, "UPDATE meta SET value = 'abc' WHERE key = 'version of test_program'");
  }
  expect_refused(shards_, "version of test_program is abc there and");
  expect_refused(shards_, "was run with another program or other files");
}

TEST_F(MergeRefuses, ADieTwiceWithOtherValues) {
  fs::copy(shards_[0], scratch_ / "again", fs::copy_options::recursive);
  sql(scratch_ / "again", "UPDATE dies SET message = 'odd' WHERE die = 5");
  expect_refused({shards_[0], shards_[1], scratch_ / "again"}, "die 5: message is odd here and ");
}

TEST_F(MergeRefuses, AFolderThatIsNoShard) {
  run_binary(small_run(scratch_ / "whole"));
  expect_refused({shards_[0], scratch_ / "whole"}, "found no shard.json");
  expect_refused({shards_[0], scratch_ / "nowhere"}, "found no shard.json");
}

TEST_F(MergeRefuses, AShardFileThatIsCut) {
  write_file(shards_[0] / "shard.json", read_file(shards_[0] / "shard.json").substr(0, 60));
  expect_refused(shards_, "cannot read which shard this is");
}

TEST_F(MergeRefuses, ADamagedDatabase) {
  write_file(shards_[0] / "results.sqlite", "no database");
  expect_refused(shards_, "it is not an SQLite database");
}

TEST_F(MergeRefuses, ToReplaceWhatNoMergeWrote) {
  const Outcome o = merge(shards_, shards_[0]);
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.out.find("which no merge writes"), std::string::npos) << o.out;
  EXPECT_TRUE(fs::exists(shards_[0] / "shard.json"));
}

TEST_F(MergeRefuses, ToReplaceAMergeOfAnotherRun) {
  const auto other = run_shards(scratch_ / "o", 1, {"--seed", "8"});
  ASSERT_LE(merge(other, scratch_ / "other").status, 1);
  const Outcome o = merge(shards_, scratch_ / "other");
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.out.find("seed is 8 there and 7 here"), std::string::npos) << o.out;
}

TEST_F(MergeRefuses, AFolderOfAnotherShardToARun) {
  for (const Words& more : {Words{"--shard", "2/2"}, Words{"--shard", "1/3"}, Words{}}) {
    const Outcome o = run_binary(small_run(shards_[0], more));
    EXPECT_EQ(o.status, 2);
    EXPECT_NE(o.out.find("found shard 1/2; allowed its own folder"), std::string::npos) << o.out;
  }
}

TEST(ShardOption, IsCountedFromOne) {
  for (const char* text : {"0/4", "5/4", "1", "a/b", "1/0", "1/4x", "1/99999999999"}) {
    const Outcome o = run_binary({"run", "fashion_mlp", "--out", "unused", "--shard", text});
    EXPECT_EQ(o.status, 2) << text;
    EXPECT_NE(o.out.find("--shard: found " + std::string(text)), std::string::npos) << o.out;
  }
}

}  // namespace
}  // namespace kintsugi
