#include "testbench/scenario/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// A repository of its own, so that the tests do not depend on the networks of the zoo.
class ScenarioPaths : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            testing::UnitTest::GetInstance()->current_test_info()->name();
    touch(root_ / "models/zoo/lenet.onnx");
    touch(root_ / "models/zoo/lenet_a.program.json");
    touch(root_ / "scenarios/quick.toml");
    touch(root_ / "elsewhere/beside.onnx");
    setenv("KINTSUGI_ROOT", root_.c_str(), 1);
  }
  void TearDown() override {
    unsetenv("KINTSUGI_ROOT");
    fs::remove_all(root_);
  }
  static void touch(const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream stream(file);
  }
  Scenario scenario(const std::string& text) const {
    return parse_scenario(text, (root_ / "elsewhere/s.toml").string());
  }

  fs::path root_;
};

TEST_F(ScenarioPaths, ListsWhatTheRepositoryHolds) {
  EXPECT_EQ(scenario_names(), std::vector<std::string>{"quick"});
  EXPECT_EQ(zoo_networks(), std::vector<std::string>{"lenet"});
  EXPECT_EQ(zoo_test_programs(), std::vector<std::string>{"lenet_a"});
}

TEST_F(ScenarioPaths, FindsANetworkOfTheZooByName) {
  EXPECT_EQ(network_path(scenario("network = \"lenet\"")), root_ / "models/zoo/lenet.onnx");
}

TEST_F(ScenarioPaths, LooksBesideTheScenarioAndThenInTheRepository) {
  EXPECT_EQ(network_path(scenario("network = \"beside.onnx\"")), root_ / "elsewhere/beside.onnx");
  EXPECT_EQ(network_path(scenario("network = \"models/zoo/lenet.onnx\"")),
            root_ / "models/zoo/lenet.onnx");
}

TEST_F(ScenarioPaths, MissingNetworkNamesTheKeyAndTheNearest) {
  const Scenario s = scenario("\nnetwork = \"lent\"");
  const std::string sentence = error_of([&] { network_path(s); });
  EXPECT_NE(sentence.find("s.toml:2: network: found \"lent\""), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("did you mean lenet"), std::string::npos) << sentence;
}

TEST_F(ScenarioPaths, DefaultTestProgramIsNamedAfterNetworkAndPopulation) {
  EXPECT_EQ(existing_test_program(scenario("network = \"lenet\"")),
            root_ / "models/zoo/lenet_a.program.json");
  EXPECT_EQ(test_program_path(scenario("network = \"models/zoo/lenet.onnx\"\npopulation = \"b\"")),
            root_ / "models/zoo/lenet_b.program.json");
}

TEST_F(ScenarioPaths, MissingTestProgramSaysHowToMakeIt) {
  const Scenario s = scenario("test_program = \"lenet_c\"");
  const std::string sentence = error_of([&] { existing_test_program(s); });
  EXPECT_NE(sentence.find("s.toml:1: test_program"), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("kintsugi fit"), std::string::npos) << sentence;
}

TEST_F(ScenarioPaths, AScenarioIsAPathOrAName) {
  EXPECT_EQ(find_scenario("quick"), root_ / "scenarios/quick.toml");
  EXPECT_EQ(find_scenario((root_ / "scenarios/quick.toml").string()),
            root_ / "scenarios/quick.toml");
  const std::string sentence = error_of([] { find_scenario("qiuck"); });
  EXPECT_NE(sentence.find("did you mean quick"), std::string::npos) << sentence;
}

}  // namespace
}  // namespace kintsugi
