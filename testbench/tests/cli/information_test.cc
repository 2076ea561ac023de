// The commands that only tell: list, explain, docs, version.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "testbench/cli/commands.h"
#include "testbench/scenario/keys.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

using Json = nlohmann::json;

// What a command prints; it must end with status 0.
template <class Command>
std::string printed(Command command) {
  std::ostringstream out;
  EXPECT_EQ(command(out), 0);
  return out.str();
}

std::string explained(const std::string& name, bool json = false) {
  return printed([&](std::ostream& out) { return explain_command(name, json, out); });
}

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

TEST(List, NamesWhatThereIsAndWhatItIsAbout) {
  const std::string text = printed([](std::ostream& out) { return list_command(false, out); });
  EXPECT_SAYS(text, "fashion_lenet_b         LeNet on Fashion-MNIST, population B");
  EXPECT_SAYS(text, "fashion_mlp_a");
  EXPECT_SAYS(text, "asan   address and undefined-behaviour sanitizers");
}

TEST(List, OfATreeWithoutPresetsSaysSo) {
  const std::string before = project_root();
  setenv("KINTSUGI_ROOT", "/nowhere", 1);
  std::ostringstream out;
  EXPECT_SAYS(error_of([&] { list_command(false, out); }),
              "/nowhere/CMakePresets.json: found no build presets; allowed ");
  setenv("KINTSUGI_ROOT", before.c_str(), 1);
}

TEST(List, JsonHoldsEveryName) {
  const Json json = Json::parse(printed([](std::ostream& out) { return list_command(true, out); }));
  const auto names = [&](const char* section) {
    std::vector<std::string> found;
    for (const Json& item : json.at(section)) found.push_back(item.at("name"));
    return found;
  };
  EXPECT_EQ(names("scenarios"), scenario_names());
  EXPECT_EQ(names("networks"), zoo_networks());
  EXPECT_EQ(names("test_programs"), zoo_test_programs());
  EXPECT_EQ(names("build_presets"), (std::vector<std::string>{"fast", "debug", "cover", "asan"}));
}

TEST(Explain, SaysMeaningUnitRangeDefaultAndSource) {
  const std::string text = explained("device.g_min");
  EXPECT_SAYS(text, "conductance of the lowest level");
  EXPECT_SAYS(text, "unit     Gmax");
  EXPECT_SAYS(text, "allowed  a number, >= 0 and < 1");
  EXPECT_SAYS(text, "default  0.02");
  EXPECT_SAYS(text, "source   on/off ratio 50, assumed");
}

TEST(Explain, KnowsEveryKey) {
  for (const Key& key : scenario_keys()) {
    EXPECT_EQ(explained(key.path).find(key.path + '\n'), 0U);
    EXPECT_EQ(Json::parse(explained(key.path, true)).at("meaning"), key.meaning);
  }
  EXPECT_EQ(Json::parse(explained("", true)).size(), scenario_keys().size());
}

TEST(Explain, ATablesNameShowsItsKeysAndNoOthers) {
  const std::string text = explained("adc");
  EXPECT_SAYS(text, "adc.bits");
  EXPECT_EQ(text.find("device.levels"), std::string::npos) << text;
  EXPECT_SAYS(explained(""), "device.levels");
}

TEST(Explain, MisspeltKeysAndTablesGetASuggestion) {
  EXPECT_SAYS(error_of([] { explained("device.levles"); }), "did you mean device.levels");
  EXPECT_SAYS(error_of([] { explained("levels"); }), "did you mean device.levels");
  EXPECT_SAYS(error_of([] { explained("crosbar"); }), "did you mean crossbar");
}

TEST(Docs, PrintGeneratedPages) {
  const auto page = [](const char* name) {
    return printed([&](std::ostream& out) { return docs_command(name, out); });
  };
  EXPECT_EQ(page("scenarios"), scenario_reference());
  EXPECT_EQ(page("schema"), scenario_schema());
  EXPECT_SAYS(error_of([&] { page(""); }), "allowed scenarios or schema");
  EXPECT_SAYS(error_of([&] { page("shcema"); }), "did you mean schema");
}

TEST(Version, NamesEveryToolWithANumber) {
  const std::string text = printed([](std::ostream& out) { return version_command(false, out); });
  const Json json =
      Json::parse(printed([](std::ostream& out) { return version_command(true, out); }));
  for (const char* tool :
       {"kintsugi", "compiler", "SystemC", "Verilator", "Eigen", "TBB", "ONNX", "protobuf",
        "SQLite", "fmt", "toml++", "nlohmann-json", "Boost", "Random123"}) {
    const std::string version = json.value(tool, "");
    EXPECT_NE(version.find('.'), std::string::npos) << tool << " is " << version;
    EXPECT_SAYS(text, tool);
    EXPECT_SAYS(text, version);
  }
  EXPECT_EQ(text.find("kintsugi "), 0U);
}

}  // namespace
}  // namespace kintsugi
