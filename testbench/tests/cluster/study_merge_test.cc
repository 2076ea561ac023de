// Shards of a study merged are the study they are shards of: two real programs, few dies, one
// through the RTL.
#include <gtest/gtest.h>

#include <sstream>

#include "models/core/error.h"
#include "testbench/cluster/merges.h"
#include "testbench/studies/populations.h"
#include "testbench/studies/study_command.h"
#include "testbench/tests/end_to_end/binary.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

bool broken = false;  // then one piece fails, as a kill would leave it

StudyResult two_programs(StudyRun& run) {
  StudyResult result;
  const auto program = [](const char* key, const char* clusters) {
    return ProgramWish{key, study_scenario("fashion_mlp", {{"fit.dies", "12"},
                                                           {"fit.predict", "false"},
                                                           {"fit.clusters", clusters}})};
  };
  const auto files = fit_programs(run, {program("few", "2"), program("more", "3")}, &result);
  const auto judged = [&](size_t i) {
    return study_scenario(
        "fashion_mlp",
        {{"dies", "3:6"}, {"judge.images", "50"}, {"test_program", files[i].string()}});
  };
  const StudyItem beside{"beside", [] {
                           if (broken) throw UserError("broken on purpose");
                           return nlohmann::json(7);
                         }};
  std::vector<nlohmann::json> made;
  const auto p = judge_populations(run, {{"few", judged(0), 1}, {"more", judged(1), 0}}, &result,
                                   {beside}, &made);
  result.rows = {study_row("few", p[0].yield(Repair::Repaired)),
                 study_row("more", p[1].accuracy(&DieRecord::repaired)),
                 study_row("beside", made[0].get<double>())};
  return result;
}

class MergeOfAStudy : public ::testing::Test {
 protected:
  void SetUp() override { broken = false; }

  std::vector<Study> studies() const {
    return {{"two", "Two", "Nothing is published.", "fashion_mlp", "v1", two_programs},
            {"steps", "Steps", "Nothing is published.", "fashion_mlp", "v1", two_programs, true}};
  }
  int run(const std::string& folder, Shard shard, bool quick = false,
          const std::string& study = "two") {
    StudyOptions options;
    options.name = study;
    options.out = scratch_ / folder;
    options.jobs = 2;
    options.quiet = true;
    options.quick = quick;
    options.shard = shard;
    return study_command(options, studies(), out_);
  }
  int merge(const std::vector<fs::path>& shards, const std::string& to) {
    MergeOptions options;
    options.out = scratch_ / to;
    options.quiet = true;
    return merge_study(read_shard_files(shards), options, studies(), out_);
  }
  // Every file but what locks; without the wall time.
  std::string bytes(const std::string& folder) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(scratch_ / folder)) {
      const std::string name = entry.path().lexically_relative(scratch_ / folder).string();
      if (entry.is_directory() || name == ".lock") continue;
      files[name] = read_file(entry.path());
    }
    auto json = nlohmann::ordered_json::parse(files.at("study.json"));
    json.erase("wall_s");
    files["study.json"] = json.dump();
    std::string text;
    for (const auto& [name, content] : files) text += name + '\n' + content + '\n';
    return text;
  }

  ScratchFolder scratch_;
  std::ostringstream out_;
};

TEST_F(MergeOfAStudy, OfOneTwoAndThreeShardsGivesTheBytesOfOneCall) {
  ASSERT_EQ(run("whole", {}), 0);
  for (const int n : {1, 2, 3}) {
    std::vector<fs::path> shards;
    for (int i = n; i >= 1; --i) {
      const std::string name = std::to_string(n) + "_" + std::to_string(i);
      ASSERT_EQ(run(name, {i, n}), 0);
      EXPECT_FALSE(fs::exists(scratch_ / (name + "/study.json")));
      shards.push_back(scratch_ / name);
    }
    const std::string merged = std::to_string(n);
    ASSERT_EQ(merge(shards, merged), 0);
    EXPECT_EQ(bytes(merged), bytes("whole")) << n;
  }
  // Pieces in order: few's dies, its die through the RTL, more's dies, what is beside.
  EXPECT_FALSE(fs::exists(scratch_ / "2_1/more.program.json")) << "no piece of shard 1 carries it";
  EXPECT_FALSE(fs::exists(scratch_ / "2_2/few.program.json")) << "no piece of shard 2 carries it";
}

TEST_F(MergeOfAStudy, WhosePiecesFollowFromOneAnotherThereIsNone) {
  kintsugi::testing::expect_user_error([&] { run("shard", {1, 2}, false, "steps"); },
                             {"--shard: found study steps", "allowed with two"});
  EXPECT_FALSE(fs::exists(scratch_ / "shard"));
}

TEST_F(MergeOfAStudy, OfAShardThatWasStoppedAndStartedAgainIsTheSame) {
  ASSERT_EQ(run("whole", {}), 0);
  ASSERT_EQ(run("1", {1, 2}), 0);
  broken = true;
  EXPECT_THROW(run("2", {2, 2}), UserError);
  EXPECT_EQ(merge({scratch_ / "1", scratch_ / "2"}, "merged"), 1);
  EXPECT_FALSE(fs::exists(scratch_ / "merged"));
  broken = false;
  ASSERT_EQ(run("2", {2, 2}), 0);
  ASSERT_EQ(merge({scratch_ / "1", scratch_ / "2"}, "merged"), 0);
  EXPECT_EQ(bytes("merged"), bytes("whole"));
}

TEST_F(MergeOfAStudy, NamesPiecesThatAreMissing) {
  ASSERT_EQ(run("1", {1, 2}), 0);
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(merge({scratch_ / "1"}, "merged"), 1);
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("shard 2/2: 2 of 2 pieces missing, its folder was not given: dies_more_3, "
                      "beside"),
            std::string::npos)
      << said;
  EXPECT_FALSE(fs::exists(scratch_ / "merged"));
}

TEST_F(MergeOfAStudy, RefusesByName) {
  ASSERT_EQ(run("1", {1, 2}), 0);
  ASSERT_EQ(run("2", {2, 2}), 0);
  ASSERT_EQ(run("quick", {2, 2}, true), 0);
  const auto expect_refused = [&](const char* other, const std::string& sentence) {
    try {
      merge({scratch_ / "1", scratch_ / other}, "merged");
      FAIL() << "not refused: " << sentence;
    } catch (const UserError& error) {
      EXPECT_NE(std::string(error.what()).find(sentence), std::string::npos) << error.what();
    }
    EXPECT_FALSE(fs::exists(scratch_ / "merged"));
  };
  expect_refused("quick", "form is quick there and full here");
  const fs::path piece = scratch_ / "2/items/beside.json";
  fs::copy(piece, scratch_ / "1/items/beside.json");
  write_file(piece, "8");
  expect_refused("2", "items/beside.json: is another here and in");
  fs::remove(scratch_ / "1/items/beside.json");
  write_file(scratch_ / "2/identity.txt", "study two\nform full\nversion v2\ndata none\n");
  expect_refused("2", "version is v2 there and v1 here");
  EXPECT_THROW(run("1", {2, 2}), UserError) << "the folder of another shard";
  EXPECT_THROW(run("1", {}), UserError);
}

}  // namespace
}  // namespace kintsugi
