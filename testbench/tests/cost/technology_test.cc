#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "testbench/cost/technology_file.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

const std::string header = "name = \"mine\"\nbase = \"rram_65nm\"\n";

void refuse(const std::string& text, std::initializer_list<const char*> parts) {
  expect_user_error([&] { parse_technology(header + text, "mine.toml"); }, parts);
}

TEST(TechnologyTest, DefaultTableHasTheNumbersOfNeuroSim) {
  const cost::Technology t = load_technology("rram_65nm");
  EXPECT_EQ(t.process.feature_nm, 65.0);
  EXPECT_EQ(t.cell.area_f2, 48.0);
  EXPECT_EQ(t.sparse_sram.area_f2_per_bit, 280.0);
  EXPECT_NEAR(t.converter(cost::AdcType::Sar).energy_fj(8), 7552.0, 1.0);
  EXPECT_NEAR(t.converter(cost::AdcType::Sar).area(8), 6189.0, 2.0);
}

TEST(TechnologyTest, EveryShippedValueHasASourceAndThoseWithoutAPaperAreMarked) {
  for (const std::string& name : technology_names()) {
    cost::Technology t = load_technology(name);
    for (const cost::TechnologyKey& key : cost::technology_keys()) {
      const cost::Technology::Citation& citation = t.citations.at(key.path);
      EXPECT_GT(citation.source.size(), 5U) << name << ' ' << key.path;
      EXPECT_FALSE(key.meaning.empty()) << key.path;
    }
    EXPECT_TRUE(t.citations.at("cell.read_voltage_v").assumed);
    EXPECT_FALSE(t.citations.at("cell.area_f2").assumed);
  }
}

TEST(TechnologyTest, ATableMayHoldOnlyWhatDiffersFromItsBase) {
  const cost::Technology t = parse_technology(
      header + "[adc.sar]\nenergy_fj_per_level = { value = 5, source = \"ours\" }\n", "mine.toml");
  EXPECT_EQ(t.name, "mine");
  EXPECT_EQ(t.converter(cost::AdcType::Sar).energy_fj_per_level, 5.0);
  EXPECT_EQ(t.citations.at("adc.sar.energy_fj_per_level").source, "ours");
  EXPECT_EQ(t.cell.area_f2, 48.0);
  EXPECT_LT(load_technology("rram_28nm").controller.area_um2_per_gate,
            load_technology("rram_65nm").controller.area_um2_per_gate);
}

TEST(TechnologyTest, AMissingKeyIsNamedWithWhatToDo) {
  expect_user_error([] { parse_technology("name = \"mine\"\n", "mine.toml"); },
                    {"mine.toml: process.feature_nm: found nothing", "base = \"rram_65nm\""});
}

TEST(TechnologyTest, UnknownKeysGetASuggestionAndTheirLine) {
  refuse("[cell]\narea_f3 = { value = 1.0, source = \"x\" }\n",
         {"mine.toml:4: cell.area_f3: found an unknown key", "did you mean cell.area_f2"});
  refuse("[sel]\narea_f2 = { value = 1.0, source = \"x\" }\n", {"mine.toml:3: sel:", "unknown"});
  refuse("[cell]\narea_f2 = { value = 1.0, sorce = \"x\", source = \"x\" }\n",
         {"mine.toml:4: cell.area_f2.sorce", "did you mean source"});
}

TEST(TechnologyTest, ValuesThatAreNoTechnologyAreRefused) {
  const auto value = [](const char* text) {
    return std::string("[cell]\narea_f2 = { value = ") + text + ", source = \"x\" }\n";
  };
  for (const char* bad : {"-1.0", "nan", "inf", "0", "1e9", "true", "\"48\""}) {
    refuse(value(bad), {"mine.toml:4: cell.area_f2: found", "a number above 0 up to 1e+07 F2"});
  }
  refuse("[multiplexer]\nenergy_fj = { value = -0.5, source = \"x\" }\n",
         {"mine.toml:4: multiplexer.energy_fj: found", "a number from 0 up to"});
}

TEST(TechnologyTest, AValueNeedsItsSource) {
  refuse("[cell]\narea_f2 = 48.0\n", {"mine.toml:4: cell.area_f2", "source ="});
  refuse("[cell]\narea_f2 = { value = 48.0 }\n", {"mine.toml:4: cell.area_f2", "source ="});
  refuse("[cell]\narea_f2 = { value = 48.0, source = \"\" }\n", {"cell.area_f2.source"});
  refuse("[cell]\narea_f2 = { value = 48.0, source = \"x\", assumed = 1 }\n",
         {"cell.area_f2.assumed", "true or false"});
  refuse("cell = 5\n", {"mine.toml:3: cell: found", "allowed a table"});
}

TEST(TechnologyTest, BadSyntaxAndBadBasesAreRefused) {
  refuse("[cell\n", {"mine.toml:3: found bad TOML syntax"});
  expect_user_error([] { parse_technology("base = \"rram_66nm\"\n", "mine.toml"); },
                    {"mine.toml:1: base: found rram_66nm", "did you mean rram_65nm"});
  expect_user_error([] { parse_technology("base = \"rram_28nm\"\n", "mine.toml"); },
                    {"mine.toml:1: base: found rram_28nm", "has a base itself"});
  expect_user_error([] { load_technology("rram_56nm"); }, {"--table", "did you mean rram_65nm"});
}

TEST(TechnologyTest, ThePageOfTheDefaultTableIsUpToDate) {
  std::ifstream file(project_root() / "docs" / "cost_table.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(page, technology_page(load_technology("rram_65nm")))
      << "kintsugi cost --show-table > docs/cost_table.md";
}

}  // namespace
}  // namespace kintsugi
