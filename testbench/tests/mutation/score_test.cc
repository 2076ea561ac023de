#include "testbench/mutation/score.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/core/error.h"

namespace kintsugi::mutation {
namespace {

Fate killed(const char* module, const char* by) {
  return {{1, module, "m.sv:3", "inv Y[0] of c"}, Kill{by, "Run.Works", "obs.state", 17}, false};
}
Fate survivor(const char* module) { return {{2, module, "m.sv:4", "inv A[0] of d"}, {}, false}; }
Fate equivalent(const char* module) { return {{3, module, "m.sv:5", "inv B[0] of e"}, {}, true}; }

std::filesystem::path file_with(const std::string& text) {
  const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  const auto file = std::filesystem::path(testing::TempDir()) / ("mutants_" + test + ".txt");
  std::ofstream(file) << text;
  return file;
}

TEST(MutationScore, LeavesOutWhatIsProvedEquivalent) {
  const Score score =
      score_of({killed("a", "state"), killed("a", "output"), equivalent("a"), survivor("b")});
  EXPECT_EQ(score.mutants, 4);
  EXPECT_EQ(score.killed, 2);
  EXPECT_EQ(score.equivalent, 1);
  EXPECT_EQ(score.survived, 1);
  EXPECT_DOUBLE_EQ(score.percent(), 200.0 / 3);
}

TEST(MutationScore, OfNothingIsZero) {
  EXPECT_EQ(score_of({}).percent(), 0.0);
  EXPECT_EQ(score_of({equivalent("a")}).percent(), 0.0);
}

TEST(MutationScore, NamesSurvivorsWithTheirLines) {
  const std::string text = score_text({killed("a", "state"), survivor("b")});
  EXPECT_NE(text.find("2 survived b m.sv:4: inv A[0] of d"), std::string::npos) << text;
  EXPECT_EQ(text.find("m.sv:3"), std::string::npos) << text;
}

TEST(MutationScore, JsonTellsEachMutantsKiller) {
  const auto file = std::filesystem::path(testing::TempDir()) / "score.json";
  write_score(file, {killed("a", "state"), survivor("b")}, {7, 2, 100, 97.0});
  std::ifstream in(file);
  const auto json = nlohmann::json::parse(in);
  EXPECT_EQ(json["mutants"], 2);
  EXPECT_EQ(json["score"], 50.0);
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["modules"]["b"]["survived"], 1);
  EXPECT_EQ(json["list"][0]["by"], "state");
  EXPECT_EQ(json["list"][0]["test"], "Run.Works");
  EXPECT_EQ(json["list"][1]["outcome"], "survived");
}

TEST(MutantList, TakesTheLineThatLiesInTheModule) {
  const auto mutants = read_mutants(file_with(
      "fsm mutate -mode cnot1 -module top -cell u.$eq$1 -port Y -portbit 3 -ctrlbit 5 -wire w "
      "-wirebit 2 -src d/top.sv:7.1-9.2 -src d/fsm.sv:12.3-12.9\n"));
  ASSERT_EQ(mutants.size(), 1U);
  EXPECT_EQ(mutants[0].number, 1U);
  EXPECT_EQ(mutants[0].module, "fsm");
  EXPECT_EQ(mutants[0].source, "fsm.sv:12");
  EXPECT_EQ(mutants[0].change, "cnot1 Y[3] by [5] of u.$eq$1, w[2]");
}

TEST(MutantList, RefusesWhatIsNone) {
  EXPECT_THROW(read_mutants(file_with("")), UserError);
  EXPECT_THROW(read_mutants(file_with("fsm rotate -mode inv\n")), UserError);
}

}  // namespace
}  // namespace kintsugi::mutation
