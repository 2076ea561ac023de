#include "testbench/scenario/scenario.h"

#include <gtest/gtest.h>

#include <set>

#include "testbench/scenario/keys.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

TEST(Scenario, AnEmptyFileGivesTheDefaults) {
  const Scenario s = parse_scenario("", "empty.toml");
  EXPECT_EQ(s.name, "empty");
  EXPECT_EQ(s.network, "fashion_lenet");
  EXPECT_EQ(s.dies.first, 0U);
  EXPECT_EQ(s.dies.count, 100U);
  EXPECT_EQ(s.chip.device.levels, 10);
  EXPECT_DOUBLE_EQ(s.chip.device.g_min, 0.02);
  EXPECT_EQ(s.chip.crossbar.mapping, Mapping::Differential);
  EXPECT_TRUE(s.chip.adc.full_scale.empty());
  EXPECT_EQ(s.judge.images.limit, 2000);
  EXPECT_NE(s.fit.seed, s.seed);
  EXPECT_FALSE(s.expect.min_repaired_yield.has_value());
}

TEST(Scenario, ReadsEveryTypeOfValue) {
  const Scenario s = parse_scenario(R"(
name = "mine"
seed = 42
dies = "10:30"
[device]
sigma_within = 0.1
sigma_die = 1
[crossbar]
mapping = "single-ended"
[adc]
full_scale = [100, 200]
[controller]
retest = false
[judge]
images = "all"
[expect]
min_repaired_yield = 90.5
)",
                                    "s.toml");
  EXPECT_EQ(s.name, "mine");
  EXPECT_EQ(s.seed, 42U);
  EXPECT_EQ(s.dies.first, 10U);
  EXPECT_EQ(s.dies.count, 20U) << "the end of a range is not included";
  EXPECT_DOUBLE_EQ(s.chip.device.sigma_within, 0.1);
  EXPECT_DOUBLE_EQ(s.chip.device.sigma_die, 1.0) << "an integer is a number too";
  EXPECT_EQ(s.chip.crossbar.mapping, Mapping::SingleEnded);
  EXPECT_EQ(s.chip.adc.full_scale, (std::vector<int32_t>{100, 200}));
  EXPECT_FALSE(s.controller.retest);
  EXPECT_EQ(s.judge.images.of(10000), 10000);
  EXPECT_DOUBLE_EQ(s.expect.min_repaired_yield.value(), 90.5);
}

TEST(Scenario, TakesDiesAsFirstAndCount) {
  const Scenario s = parse_scenario("dies = { first = 5, count = 7 }", "s.toml");
  EXPECT_EQ(s.dies.first, 5U);
  EXPECT_EQ(s.dies.count, 7U);
}

TEST(Scenario, AcceptsTheHighestDieNumber) {
  const Scenario s = parse_scenario("dies = \"4294967295:4294967296\"", "s.toml");
  EXPECT_EQ(s.dies.first, 4294967295U);
  EXPECT_EQ(s.dies.count, 1U);
}

TEST(Scenario, RemembersWhereAValueCameFrom) {
  const Scenario s = parse_scenario("seed = 3\n[adc]\nbits = 6\n", "s.toml", {{"seed", "4"}});
  EXPECT_EQ(s.where("adc.bits"), "s.toml:3: adc.bits");
  EXPECT_EQ(s.where("seed"), "--set: seed");
  EXPECT_EQ(s.where("adc.gain_sigma"), "s.toml: adc.gain_sigma (default)");
}

TEST(Overrides, WinOverTheFileAndNeedNoQuotes) {
  const Scenario s = parse_scenario("seed = 3\n[crossbar]\nmapping = \"differential\"", "s.toml",
                                    {{"seed", "4"},
                                     {"crossbar.mapping", "single-ended"},
                                     {"dies", "0:8"},
                                     {"judge.images", "all"},
                                     {"adc.full_scale", "[1, 2]"},
                                     {"name", "\"quoted\""}});
  EXPECT_EQ(s.seed, 4U);
  EXPECT_EQ(s.chip.crossbar.mapping, Mapping::SingleEnded);
  EXPECT_EQ(s.dies.count, 8U);
  EXPECT_EQ(s.judge.images.limit, 0);
  EXPECT_EQ(s.chip.adc.full_scale.size(), 2U);
  EXPECT_EQ(s.name, "quoted");
}

TEST(Overrides, TheLastOfTwoCounts) {
  EXPECT_EQ(parse_scenario("", "s.toml", {{"seed", "4"}, {"seed", "5"}}).seed, 5U);
}

TEST(Scenario, TheChipHasNoSparseArrayAndOneGainALayerUnlessItIsAskedFor) {
  const Scenario plain = parse_scenario("", "s.toml");
  EXPECT_TRUE(plain.chip.adaptation.entries.empty());
  EXPECT_EQ(plain.chip.adaptation.fraction, 0.0);
  EXPECT_EQ(plain.chip.gains, GainGrain::Layer);
  const Scenario s = parse_scenario(
      "[adaptation]\nentries = [4, 0, 9]\nselection = \"importance\"\nseed = 6\n"
      "[tuning]\ngains = \"channel\"",
      "s.toml");
  EXPECT_EQ(s.chip.adaptation.entries, (std::vector<int32_t>{4, 0, 9}));
  EXPECT_EQ(s.chip.adaptation.selection, SparseSelection::Importance);
  EXPECT_EQ(s.chip.adaptation.seed, 6U);
  EXPECT_EQ(s.chip.gains, GainGrain::Channel);
}

TEST(ImageCount, NeverExceedsWhatIsThere) {
  EXPECT_EQ((ImageCount{2000}.of(100)), 100);
  EXPECT_EQ((ImageCount{20}.of(100)), 20);
}

TEST(CanonicalForm, ParsesBackToItself) {
  const Scenario s = parse_scenario(
      "name = \"quo-te\"\ndata_dir = 'a \"b\" \\c'\ndies = \"3:9\"\n[device]\nsigma_die = 0.1\n"
      "[judge]\nimages = \"all\"\n[fit]\nridge = 1e-7\n[expect]\nmin_gain_over_untuned = -3",
      "s.toml");
  const std::string text = to_canonical_toml(s);
  EXPECT_EQ(to_canonical_toml(parse_scenario(text, "other.toml")), text);
  EXPECT_NE(text.find("sigma_die = 0.1\n"), std::string::npos) << text;
}

TEST(CanonicalForm, HoldsEveryKeyThatHasAValue) {
  const Scenario s = parse_scenario("", "s.toml");
  size_t lines = 0;
  for (const Key& key : scenario_keys()) lines += value_text(key, s).empty() ? 0 : 1;
  const std::string text = to_canonical_toml(s);
  size_t values = 0;
  for (size_t at = text.find(" = "); at != std::string::npos; at = text.find(" = ", at + 1)) {
    ++values;
  }
  EXPECT_EQ(values, lines);
}

TEST(ScenarioIdentity, ChangesWithWhatIsMeasured) {
  const std::string identity = identity_toml(parse_scenario("", "s.toml"));
  std::set<std::string> identities = {identity};
  for (const Override& change : std::vector<Override>{{"seed", "8"},
                                                      {"device.sigma_die", "0.01"},
                                                      {"judge.images", "100"},
                                                      {"crossbar.mapping", "single-ended"},
                                                      {"population", "b"},
                                                      {"timing.dac_cycles", "2"}}) {
    EXPECT_TRUE(identities.insert(identity_toml(parse_scenario("", "s.toml", {change}))).second)
        << change.key;
  }
}

TEST(ScenarioIdentity, IgnoresWhatIsNotMeasured) {
  const std::string identity = identity_toml(parse_scenario("", "s.toml"));
  for (const Override& change : std::vector<Override>{
           {"name", "x"}, {"dies", "0:500"}, {"report.die", "3"}, {"expect.max_mismatches", "3"}}) {
    EXPECT_EQ(identity_toml(parse_scenario("", "t.toml", {change})), identity) << change.key;
  }
}

TEST(ScenarioKeys, EveryKeyIsDocumentedAndItsTableKnown) {
  std::set<std::string> paths;
  for (const Key& key : scenario_keys()) {
    EXPECT_TRUE(paths.insert(key.path).second) << key.path << " stands twice";
    EXPECT_FALSE(key.meaning.empty()) << key.path;
    EXPECT_TRUE(key.table().empty() || !table_meaning(key.table()).empty()) << key.path;
  }
}

TEST(ScenarioKeys, EveryDefaultIsAllowed) {
  const Scenario defaults = parse_scenario("", "s.toml");
  for (const Key& key : scenario_keys()) {
    const std::string value = value_text(key, defaults);
    if (value.empty()) continue;
    EXPECT_NO_THROW(parse_scenario("", "s.toml", {{key.path, value}})) << key.path;
  }
}

TEST(ProjectScenarios, AllLoad) {
  ASSERT_FALSE(scenario_names().empty());
  for (const std::string& name : scenario_names()) {
    EXPECT_NO_THROW(load_scenario(find_scenario(name))) << name;
  }
}

}  // namespace
}  // namespace kintsugi
