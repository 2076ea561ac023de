// What a user is told about a bad scenario. Each case is one mistake and the whole sentence.
#include <gtest/gtest.h>

#include "models/core/error.h"
#include "testbench/scenario/scenario.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

std::string told(const std::string& text, const std::vector<Override>& overrides = {}) {
  return error_of([&] { parse_scenario(text, "s.toml", overrides); });
}

TEST(ScenarioError, UnknownKeyNamesTheLineAndTheNearestKey) {
  EXPECT_EQ(told("\n[device]\nsigma_withn = 0.1"),
            "s.toml:3: device.sigma_withn: found an unknown key; allowed are the keys of "
            "docs/scenarios.md; did you mean device.sigma_within");
}

TEST(ScenarioError, KeyInTheWrongTableNamesTheRightOne) {
  EXPECT_EQ(told("sigma_die = 0.1"),
            "s.toml:1: sigma_die: found an unknown key; allowed are the keys of docs/scenarios.md; "
            "did you mean device.sigma_die");
}

TEST(ScenarioError, UnknownTableNamesTheNearestTable) {
  EXPECT_EQ(told("[devcie]\nlevels = 10"),
            "s.toml:1: devcie: found an unknown table; allowed are the tables of "
            "docs/scenarios.md; did you mean [device]");
}

TEST(ScenarioError, ValueWhereATableBelongs) {
  EXPECT_EQ(told("device = 3"), "s.toml:1: device: found 3; allowed the table [device]");
}

TEST(ScenarioError, WrongType) {
  EXPECT_EQ(told("[device]\nlevels = \"ten\""),
            "s.toml:2: device.levels: found the string \"ten\"; allowed an integer, 2 .. 256");
  EXPECT_EQ(told("[device]\nlevels = 10.5"),
            "s.toml:2: device.levels: found 10.5; allowed an integer, 2 .. 256");
  EXPECT_EQ(told("[controller]\nretest = 1"),
            "s.toml:2: controller.retest: found 1; allowed true or false");
  EXPECT_EQ(told("network = 3"), "s.toml:1: network: found 3; allowed a string");
  EXPECT_EQ(told("[adc]\nfull_scale = [1, 0]"),
            "s.toml:2: adc.full_scale: found the list [1, 0]; allowed a list of integers, each "
            "1 .. 2147483647");
  EXPECT_EQ(told("seed = 2020-01-01"),
            "s.toml:1: seed: found a date or time; allowed an integer, "
            ">= 0");
}

TEST(ScenarioError, TwoSizesOfTheSparseArray) {
  EXPECT_EQ(
      told("[adaptation]\nentries = [1]\nfraction = 0.5"),
      "s.toml:3: adaptation.fraction: found 0.5, but adaptation.entries says how many entries "
      "each layer has; allowed one of the two");
  EXPECT_EQ(told("[tuning]\ngains = \"cell\""),
            "s.toml:2: tuning.gains: found the string \"cell\"; allowed \"layer\" or \"tile\" or "
            "\"channel\"");
}

TEST(ScenarioError, OutOfRange) {
  EXPECT_EQ(told("[device]\nlevels = 1"),
            "s.toml:2: device.levels: found 1; allowed an integer, 2 .. 256");
  EXPECT_EQ(told("[device]\ng_min = 1.0"),
            "s.toml:2: device.g_min: found 1; allowed a number, >= 0 and < 1");
  EXPECT_EQ(told("[device]\nsigma_die = nan"),
            "s.toml:2: device.sigma_die: found nan; allowed a number, 0 .. 3");
  EXPECT_EQ(told("[timing]\nclock_mhz = 0"),
            "s.toml:2: timing.clock_mhz: found 0; allowed a number, > 0 and <= 10000");
  EXPECT_EQ(told("seed = -1"), "s.toml:1: seed: found -1; allowed an integer, >= 0");
  EXPECT_EQ(told("[judge]\nimages = 0"),
            "s.toml:2: judge.images: found 0; allowed \"all\" or an integer, 1 .. 60000");
}

TEST(ScenarioError, UnknownChoiceNamesTheNearest) {
  EXPECT_EQ(told("[crossbar]\nmapping = \"diferential\""),
            "s.toml:2: crossbar.mapping: found the string \"diferential\"; allowed "
            "\"differential\" or \"single-ended\" or \"offset-binary\"; did you mean differential");
}

TEST(ScenarioError, BadDieRanges) {
  for (const char* dies :
       {"\"5:5\"", "\"9:3\"", "\"7\"", "\"-1:3\"", "\"a:b\"", "\"0:4294967297\"", "3", "\"1:2x\"",
        "{ first = 0, count = 0 }", "{ first = 0 }", "{ first = -1, count = 2 }",
        "{ first = 4294967295, count = 2 }", "{ first = 0, count = 2, step = 1 }"}) {
    const std::string sentence = told(std::string("dies = ") + dies);
    EXPECT_NE(sentence.find("s.toml:1: dies: found "), std::string::npos) << dies << sentence;
    EXPECT_NE(sentence.find("allowed \"A:B\" with 0 <= A < B"), std::string::npos) << dies;
  }
}

TEST(ScenarioError, BadSyntaxNamesTheLine) {
  EXPECT_EQ(told("seed = 1\nname = \"x\n").find("s.toml:2: found bad TOML syntax in column "), 0U);
  EXPECT_EQ(told("seed = 1\nseed = 2").find("s.toml:2: found bad TOML syntax"), 0U)
      << "a key given twice";
}

TEST(ScenarioError, TrainingDiesMayNotBeJudgedDies) {
  EXPECT_EQ(told("seed = 5\n[fit]\nseed = 5"),
            "s.toml:3: fit.seed: found 5, which is also the seed of the judged dies (s.toml:1: "
            "seed); allowed any other, so that no judged die was trained on");
  EXPECT_EQ(told("", {{"seed", "1000003", "--seed"}}).find("s.toml: fit.seed (default): found "),
            0U);
}

TEST(ScenarioError, ContradictionsBetweenKeys) {
  EXPECT_NE(told("[crossbar]\ncolumns = 4"), "") << "8 columns share a converter by default";
  EXPECT_NE(told("[controller]\ncfg_timeout = 2"), "") << "an access takes two wait states";
  EXPECT_NE(told("[fit]\ndies = 10"), "") << "64 clusters by default";
  EXPECT_EQ(told("dies = \"0:10\"\n[expect]\nmin_dies = 11"),
            "s.toml:3: expect.min_dies: found 11; allowed at most 10, the number of dies in "
            "s.toml:1: dies");
}

TEST(ScenarioError, NameMustMakeAFolderName) {
  EXPECT_NE(told("name = \"a/b\""), "");
  EXPECT_NE(told("name = \"\""), "");
}

TEST(OverrideError, GoesThroughTheSameChecks) {
  EXPECT_EQ(told("", {{"device.levls", "10"}}),
            "--set: device.levls: found an unknown key; allowed are the keys of docs/scenarios.md; "
            "did you mean device.levels");
  EXPECT_EQ(told("", {{"device.levels", "1"}}),
            "--set: device.levels: found 1; allowed an integer, 2 .. 256");
  EXPECT_EQ(told("", {{"dies", "5:5", "--dies"}}),
            "--dies: dies: found the string \"5:5\"; allowed \"A:B\" with 0 <= A < B, or { first = "
            "A, count = N } with N > 0");
  EXPECT_EQ(told("", {{"seed", "\"4"}}),
            "--set: seed: found the string \"\"4\"; allowed an integer, >= 0");
}

TEST(OverrideError, AValueCannotSmuggleInAnotherKey) {
  EXPECT_EQ(told("", {{"seed", "1\nvalue2 = 3"}}).find("--set: seed: found the string"), 0U);
}

TEST(ScenarioError, DamagedTextIsReadOrRefusedNeverWorse) {
  const std::string text = to_canonical_toml(parse_scenario("", "s.toml"));
  for (size_t at = 0; at < text.size(); ++at) {
    for (const std::string& damaged :
         {text.substr(0, at), text.substr(0, at) + '\xFF' + text.substr(at + 1),
          text.substr(0, at) + '"' + text.substr(at + 1), text.substr(0, at) + text.substr(at + 1),
          text.substr(0, at) + '{' + text.substr(at)}) {
      try {
        parse_scenario(damaged, "s.toml");
      } catch (const UserError& error) {
        EXPECT_EQ(std::string(error.what()).find("s.toml"), 0U) << error.what();
      }
    }
  }
}

TEST(ScenarioError, MissingFileIsNamed) {
  const std::string sentence = error_of([] { load_scenario("no/such.toml"); });
  EXPECT_EQ(sentence.find("no/such.toml: cannot read this scenario"), 0U) << sentence;
}

}  // namespace
}  // namespace kintsugi
