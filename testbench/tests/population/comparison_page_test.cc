// `kintsugi diff --html`: the numbers of the page are those of the comparison.
#include "testbench/report/comparison_page.h"

#include <gtest/gtest.h>

#include <fstream>

#include "testbench/report/report_files.h"
#include "testbench/tests/population/sample_page.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

RunResults varied_run(const std::filesystem::path& folder, uint32_t dies, int more,
                      const std::string& bits) {
  RunIdentity identity;
  identity.scenario = "sample";
  identity.canonical = "seed = 7\nadc.bits = " + bits + "\n";
  identity.seed = 7;
  identity.engine = "fast";
  std::vector<DieRecord> records = varied_records(dies);
  for (DieRecord& record : records) {
    if (record.die % 3 != 0) continue;
    record.repaired += more;
    record.repaired_discordant += std::abs(more);
    if (more != 0) record.decision = 2;
  }
  return {folder, identity_texts(identity), records};
}

void write_summary(const RunResults& run) {
  std::filesystem::create_directories(run.folder);
  std::ofstream(run.folder / "summary.json")
      << summary_json(summarise(run.dies, sample_facts()), {});
}

class ComparisonPage : public ::testing::Test {
 protected:
  Json data() const {
    return Json::parse(comparison_page_data(compare(a_, b_), a_, b_))["comparison"];
  }
  BrowserView view(const std::string& probe) const {
    return view_page(
        comparison_page(comparison_page_data(compare(a_, b_), a_, b_), read_text(chart_library())),
        probe_script(probe));
  }
  TemporaryFolder folder_;
  RunResults a_ = varied_run(folder_.path() / "a", 60, 0, "8");
  RunResults b_ = varied_run(folder_.path() / "b", 50, -3, "6");
};

TEST_F(ComparisonPage, HasEveryDieOfBothAndTheYieldsOfEach) {
  write_summary(a_);
  write_summary(b_);
  const Json json = data();
  EXPECT_EQ(json["pairs"].size(), 50U);
  EXPECT_EQ(json["only_a"], 10);
  EXPECT_EQ(json["keys"][0]["key"], "adc.bits");
  const Json summary = Json::parse(summary_json(summarise(b_.dies, sample_facts()), {}));
  EXPECT_EQ(json["b"]["summary"]["yield"], summary["yield"]);
  EXPECT_EQ(json["b"]["summary"]["yield_ci"], summary["yield_ci"]);
  int change = 0;
  for (size_t i = 0; i < 50; ++i) {
    change += (b_.dies[i].repaired >= 1770) - (a_.dies[i].repaired >= 1770);  // sample_facts()
  }
  ASSERT_LT(change, 0);
  EXPECT_DOUBLE_EQ(json["yield_change"]["repaired"][0], 2.0 * change);
  EXPECT_LT(json["yield_change"]["repaired"][1], 2.0 * change);
  EXPECT_GT(json["yield_change"]["repaired"][2], 2.0 * change);
  EXPECT_EQ(json["yield_change"]["untuned"], (Json{0.0, 0.0, 0.0}));
}

TEST_F(ComparisonPage, UnfinishedRunHasNoYields) {
  write_summary(a_);
  EXPECT_TRUE(data()["b"]["summary"].is_null());
  EXPECT_TRUE(data()["yield_change"].is_null());
  write_summary(b_);
  b_.dies.pop_back();  // the summary is of other dies
  EXPECT_TRUE(data()["b"]["summary"].is_null());
  const Json seen = probe(view(kLook));
  EXPECT_EQ(seen["errors"], Json::array());
}

TEST_F(ComparisonPage, DrawsWithoutAnError) {
  write_summary(a_);
  write_summary(b_);
  const BrowserView seen = view(kLook + R"(
    result.marks = document.querySelectorAll('#pairs path.pair').length;
    result.key = document.querySelector('table.changed-keys tbody tr').textContent;
    result.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  )");
  EXPECT_EQ(seen.console, "");
  const Json page = probe(seen);
  EXPECT_EQ(page["errors"], Json::array());
  EXPECT_EQ(page["sections"], (Json{"yield", "keys", "changes", "pairs", "moves", "runs"}));
  EXPECT_EQ(page["marks"], 50);
  EXPECT_EQ(page["key"], "adc.bits86");
  EXPECT_EQ(page["wide"], false);
  for (const auto& [name, chart] : page["charts"].items()) {
    EXPECT_EQ(chart["outside"], 0) << name << " has a label beyond its card";
    EXPECT_EQ(chart["broken"], false) << name;
  }
}

TEST_F(ComparisonPage, OtherSeedsMakeOtherDies) {
  write_summary(a_);
  write_summary(b_);
  b_.identity["seed"] = "8";
  const Json page =
      probe(view(kLook + "result.facts = document.querySelector('#facts').textContent;"));
  EXPECT_EQ(page["errors"], Json::array());
  EXPECT_EQ(page["sections"], (Json{"yield", "keys", "runs"}));
  EXPECT_NE(page["facts"].get<std::string>().find("other seeds make other dies"),
            std::string::npos);
}

TEST_F(ComparisonPage, OfARunWithItselfSaysSo) {
  write_summary(a_);
  b_ = a_;
  const Json page =
      probe(view(kLook + "result.moves = document.querySelector('#moves').textContent;"));
  EXPECT_EQ(page["errors"], Json::array());
  EXPECT_NE(page["moves"].get<std::string>().find("the same decision"), std::string::npos);
}

}  // namespace
}  // namespace kintsugi
