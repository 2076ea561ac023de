// Shards of a sign-off, and the whole from them.
#include <algorithm>

#include "testbench/tests/signoff/scene.h"

namespace kintsugi::signoff_test {
namespace {

namespace fs = std::filesystem;

class SignoffShards : public Signoff {
 protected:
  SignoffShards() {
    plan(testpoint("long", "V1", good() + "\nseconds = 100") +
         testpoint("short", "V2", good() + "\nseconds = 2"));
  }
  Outcome shard(const std::string& which, const std::vector<std::string>& more = {}) {
    return shard_in(folder(which), which, more);
  }
  Outcome shard_in(const fs::path& out, const std::string& which,
                   const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {
        "--plan", scratch_ / "plan.toml", "--build", build_, "--quiet", "--out", out, "--shard",
        which};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  fs::path folder(const std::string& which) const { return scratch_ / ("s" + which.substr(0, 1)); }
  Outcome merge(const std::vector<std::string>& shards) {
    std::vector<std::string> args = {"merge", "--build", build_, "--out", out_};
    for (const std::string& which : shards) args.push_back(folder(which));
    return run_binary(args);
  }
};

TEST_F(SignoffShards, MergedAreTheWholeVerdict) {
  for (const char* which : {"1/3", "2/3", "3/3"}) {
    const Outcome outcome = shard(which);
    ASSERT_EQ(outcome.status, 0) << outcome.out;
    EXPECT_EQ(outcome.out.find("signed off"), std::string::npos) << outcome.out;
    EXPECT_FALSE(fs::exists(folder(which) / "signoff.json"));
  }
  const Outcome outcome = merge({"3/3", "1/3", "2/3"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "signed off: 5 of 5 testpoints passed");
  EXPECT_TRUE(json().at("signed_off"));
  EXPECT_SAYS(read_file(out_ / "signoff.html"), "class=\"verdict good\"");
  const nlohmann::json merged = json().at("points");
  ASSERT_EQ(sign_off({"--fresh"}).status, 0);
  const nlohmann::json whole = json().at("points");
  ASSERT_EQ(merged.size(), whole.size());
  for (size_t i = 0; i < whole.size(); ++i) {
    for (const char* key : {"id", "outcome", "values", "log"}) {
      EXPECT_EQ(merged[i].at(key), whole[i].at(key)) << key;
    }
    EXPECT_TRUE(fs::exists(out_ / merged[i].at("log").get<std::string>()));
  }
}

TEST_F(SignoffShards, TakeAboutAsLongEach) {
  ASSERT_EQ(shard("1/2").status, 0);
  EXPECT_TRUE(fs::exists(folder("1/2") / "checks/long"));
  EXPECT_FALSE(fs::exists(folder("1/2") / "checks/short"));
}

TEST_F(SignoffShards, WithoutOneNothingIsSignedOffOrWritten) {
  ASSERT_EQ(shard("1/2").status, 0);
  const Outcome outcome = merge({"1/2"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_SAYS(outcome.out, "shard 2/2: 4 of 4 testpoints missing, its folder was not given: a, b");
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(SignoffShards, WithAFailureAreNotSignedOff) {
  plan(testpoint("bad", "V1", shell("exit 1")));
  for (const char* which : {"1/2", "2/2"}) shard(which);
  const Outcome outcome = merge({"1/2", "2/2"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_SAYS(outcome.out, "not signed off: 3 of 4 testpoints passed");
  EXPECT_EQ(point("bad").at("outcome"), "failed");
}

TEST_F(SignoffShards, OfAnotherSeedOrOtherSourcesAreRefusedByName) {
  ASSERT_EQ(shard("1/2").status, 0);
  ASSERT_EQ(shard("2/2", {"--seed", "5"}).status, 0);
  Outcome outcome = merge({"1/2", "2/2"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_SAYS(outcome.out, "seed is 5 there and 1 here");
  ASSERT_EQ(shard("2/2").status, 0);
  write_file(root_ / "source.sv", "module n; endmodule\n");
  outcome = merge({"1/2", "2/2"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_SAYS(outcome.out, "was run with another program or other files: sources is");
  EXPECT_FALSE(fs::exists(out_));
  ASSERT_EQ(shard("2/2").status, 0);
  outcome = merge({"1/2", "2/2"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_SAYS(outcome.out, "is a shard of another signoff than");
  EXPECT_EQ(shard_in(folder("2/2"), "1/2").status, 2);
}

}  // namespace
}  // namespace kintsugi::signoff_test
