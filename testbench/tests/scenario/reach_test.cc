// Which files a scenario may name.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "testbench/scenario/keys.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/population/temporary_folder.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// A repository, a scenario's folder and a folder of somebody else, side by side.
class ScenarioReach : public testing::Test {
 protected:
  void SetUp() override {
    setenv("KINTSUGI_ROOT", at("repository").c_str(), 1);
    for (const char* file : {"repository/models/zoo/lenet.onnx", "mine/own.onnx", "other/a.onnx",
                             "other/cells/tile_0.cells.npy"}) {
      fs::create_directories(at(file).parent_path());
      std::ofstream{at(file)};
    }
  }
  void TearDown() override { unsetenv("KINTSUGI_ROOT"); }

  fs::path at(const std::string& name) const { return folder_.path() / name; }
  Scenario scenario(const std::string& text, const std::vector<Override>& overrides = {}) const {
    return parse_scenario(text, at("mine/s.toml").string(), overrides);
  }
  std::string refusal(const std::string& text) const {
    return error_of([&] { require_within_reach(scenario(text)); });
  }

  const TemporaryFolder folder_;
};

// A new key of text must either name no file or be looked at.
TEST_F(ScenarioReach, KnowsEveryKeyThatCanNameAFile) {
  Scenario full;
  for (const Key& key : scenario_keys()) {
    const auto* text = std::get_if<Member<std::string>>(&key.field);
    if (text != nullptr) (*text)(full) = "x/y";
  }
  std::vector<std::string> looked_at;
  for (const auto& [key, path] : named_paths(full)) looked_at.push_back(key);
  for (const Key& key : scenario_keys()) {
    const bool text = std::holds_alternative<Member<std::string>>(key.field);
    const bool plain = key.path == "name" || key.path == "population";  // a file's name, no path
    if (!text || plain || !key.choices.empty()) continue;
    EXPECT_EQ(std::count(looked_at.begin(), looked_at.end(), key.path), 1) << key.path;
  }
}

TEST_F(ScenarioReach, HasItsFolderTheRepositoryAndTheDataSetsOfDebian) {
  for (const char* text :
       {"", "network = \"own.onnx\"", "network = \"lenet\"", "network = \"models/zoo/lenet.onnx\"",
        "test_program = \"new/p.program.json\"", "data_dir = \"/usr/share/datasets/mnist\"",
        "network = \"../mine/own.onnx\"", "network = \"../repository/x.onnx\""}) {
    EXPECT_EQ(refusal(text), "") << text;
  }
}

TEST_F(ScenarioReach, EndsThere) {
  for (const char* text :
       {"network = \"/etc/a.onnx\"", "network = \"../other/a.onnx\"",
        "network = \"../mine_too/a.onnx\"", "test_program = \"/etc/p.program.json\"",
        "optimum = \"../../p.optimum.json\"", "data_dir = \"/etc\"", "data_dir = \"/\"",
        "[device]\nprogramming_table = \"../other/t.csv\"", "[device]\ncells = \"../other/cells\"",
        "[adc]\ncode_table = \"/etc/passwd\""}) {
    EXPECT_NE(refusal(text), "") << text;
  }
}

TEST_F(ScenarioReach, SaysWhereAndWhatToDo) {
  const std::string sentence = refusal("seed = 1\nnetwork = \"../other/a.onnx\"");
  EXPECT_EQ(sentence.rfind(at("mine/s.toml").string() + ":2: network: found ", 0), 0U) << sentence;
  EXPECT_NE(sentence.find("which is " + fs::canonical(at("other/a.onnx")).string()),
            std::string::npos)
      << sentence;
  EXPECT_NE(sentence.find("--allow-path DIR allows another folder"), std::string::npos);
}

TEST_F(ScenarioReach, FollowsSymbolicLinks) {
  fs::create_symlink(at("other"), at("mine/link"));
  fs::create_symlink(at("other/a.onnx"), at("mine/a.onnx"));
  fs::create_symlink(at("mine/own.onnx"), at("mine/b.onnx"));
  fs::create_symlink(at("mine/loop.onnx"), at("mine/loop.onnx"));
  EXPECT_NE(refusal("network = \"link/a.onnx\""), "");
  EXPECT_NE(refusal("network = \"a.onnx\""), "");
  std::ofstream{at("other/p.program.json")};
  EXPECT_NE(refusal("test_program = \"link/p.program.json\""), "");
  EXPECT_EQ(refusal("network = \"b.onnx\""), "");
  EXPECT_EQ(refusal("network = \"loop.onnx\""), "");  // there is nothing to read
}

TEST_F(ScenarioReach, FollowsLinksInAFolderThatIsNamed) {
  fs::create_directories(at("mine/cells"));
  fs::create_symlink(at("other/cells/tile_0.cells.npy"), at("mine/cells/tile_0.cells.npy"));
  EXPECT_NE(refusal("[device]\ncells = \"cells\""), "");
}

TEST_F(ScenarioReach, GrowsByWhatTheCommandLineSays) {
  Scenario s = scenario("network = \"../other/a.onnx\"");
  s.allowed_paths = {at("other")};
  EXPECT_NO_THROW(require_within_reach(s));
  EXPECT_NO_THROW(
      require_within_reach(scenario("", {{"network", at("other/a.onnx").string(), "--set"}})));
  EXPECT_NE(error_of([&] {
              require_within_reach(
                  scenario("", {{"network", at("other/a.onnx").string(), "points.csv:2"}}));
            }),
            "");
}

TEST_F(ScenarioReach, NamesAreNoPaths) {
  for (const char* text :
       {"name = \"..\"", "name = \".\"", "name = \"a/b\"", "population = \"../x\"",
        "name = \"a\\u001bb\"", "name = \"</script>\"", "population = \"\\u202e\""}) {
    EXPECT_NE(error_of([&] { scenario(text); }), "") << text;
  }
}

}  // namespace
}  // namespace kintsugi
