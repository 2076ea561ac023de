// What report.html shows of predictions and verdicts.
#include <gtest/gtest.h>

#include "testbench/report/predictions.h"
#include "testbench/report/report_files.h"
#include "testbench/tests/population/sample_page.h"

namespace kintsugi {
namespace {

Json summary_of(const std::vector<DieRecord>& records) {
  return Json::parse(summary_json(summarise(records, predicting_facts()), {}));
}

// Numbers of the dies that are good or not and shipped or not.
Json dies_that(const std::vector<DieRecord>& records, bool good, bool ships) {
  const RunFacts facts = predicting_facts();
  const int required = required_correct(facts.ideal_correct, facts.images, facts.yield_margin);
  Json dies = Json::array();
  for (const DieRecord& record : records) {
    if ((record.repaired >= required) == good && shipped(record) == ships) {
      dies.push_back(std::to_string(record.die));
    }
  }
  return dies;
}

TEST(HtmlVerdicts, DrawsPredictionsLimitsAndVerdicts) {
  const BrowserView view =
      view_page(page_of(varied_records(100), predicting_facts()), probe_script(kLook));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["sections"],
            (Json{"yield", "threshold", "before-after", "predictions", "limits", "verdicts",
                  "signatures", "decisions", "gains", "cycles", "offsets", "dies", "scenario",
                  "origin"}));
  for (const char* name : {"predictions", "predictions 2", "predictions 3", "limits"}) {
    const Json& chart = seen["charts"][name];
    EXPECT_GT(chart["width"], 300) << name;
    EXPECT_GT(chart["marks"], 8) << name;
    EXPECT_EQ(chart["outside"], 0) << name << " has a label beyond its card";
    EXPECT_EQ(chart["broken"], false) << name << " is drawn from something that is no number";
  }
}

TEST(HtmlVerdicts, AllIsAMarkForEveryPrediction) {
  const BrowserView view = view_page(page_of(varied_records(100), predicting_facts()),
                                     probe_script(R"(
    const select = document.querySelector('#predictions select');
    select.value = 'all';
    select.dispatchEvent(new Event('change'));
    result.marks = [...document.querySelectorAll('#predictions svg.chart')]
      .map(svg => svg.querySelectorAll('.die').length);
    result.limits = [...document.querySelectorAll('#predictions svg.chart')]
      .map(svg => [...svg.querySelectorAll('.limit')].length);
  )"));
  EXPECT_EQ(view.console, "");
  EXPECT_EQ(probe(view)["marks"], (Json{100, 50, 50}));  // half of the dies were repaired
  EXPECT_EQ(probe(view)["limits"], (Json{1, 2, 1}));     // PASS; REPAIR and ADAPT; SHIP
}

TEST(HtmlVerdicts, EscapesAndOverkillAreMarkedAndFound) {
  const std::vector<DieRecord> records = varied_records(100);
  const BrowserView view = view_page(page_of(records, predicting_facts()),
                                     probe_script(kTable + R"(
    const filtered = kind => { choose(2, kind); return column('die'); };
    result.escapes = filtered('escape');
    result.overkill = filtered('overkill');
    const escaped = dies.filter(die => die.verdict.key === 'escape' && die.predicted.after);
    result.unmarked = escaped.filter(die => ![...document.querySelectorAll('#predictions .die')]
      .some(mark => mark.__data__ === die && mark.style.fill === die.verdict.colour)).length;
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["escapes"], dies_that(records, false, true));
  EXPECT_EQ(seen["overkill"], dies_that(records, true, false));
  EXPECT_FALSE(seen["escapes"].empty());
  EXPECT_FALSE(seen["overkill"].empty());
  EXPECT_EQ(seen["unmarked"], 0);
}

TEST(HtmlVerdicts, OperatingPointLiesOnEveryCurve) {
  const BrowserView view = view_page(page_of(varied_records(100), predicting_facts()),
                                     probe_script(R"(
    const dots = [...document.querySelectorAll('#limits .operating')];
    result.meets = [...document.querySelectorAll('#limits .curve')].map((curve, i) =>
      curve.isPointInStroke(new DOMPoint(dots[i].cx.baseVal.value, dots[i].cy.baseVal.value)));
  )"));
  EXPECT_EQ(view.console, "");
  EXPECT_EQ(probe(view)["meets"], (Json{true, true, true}));
}

TEST(HtmlVerdicts, TablesStateTheNumbersOfTheSummary) {
  const std::vector<DieRecord> records = varied_records(100);
  const BrowserView view = view_page(page_of(records, predicting_facts()), probe_script(R"(
    const cells = name => [...document.querySelectorAll(`table.${name} tbody tr`)]
      .map(row => [...row.children].map(cell => cell.textContent));
    result.verdicts = cells('verdicts');
    result.errors = cells('prediction-errors');
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  const Json summary = summary_of(records);
  ASSERT_EQ(seen["verdicts"].size(), 7U);
  const auto number = [](const Json& text) { return std::stod(text.get<std::string>()); };
  EXPECT_NEAR(number(seen["verdicts"][0][1]), summary["shipped_good"][0], 0.05);
  EXPECT_NEAR(number(seen["verdicts"][1][1]), summary["escape_rate"][0], 0.05);
  EXPECT_NEAR(number(seen["verdicts"][5][1]), summary["misclassified_ship_all"][0], 0.05);
  ASSERT_EQ(seen["errors"].size(), 3U);
  EXPECT_NEAR(number(seen["errors"][0][1]), summary["prediction_rmse"][0], 0.005);
  EXPECT_NEAR(number(seen["errors"][1][1]), summary["prediction_rmse_forecast"][0], 0.005);
  EXPECT_NEAR(number(seen["errors"][2][3]), summary["population_sd_after"][0], 0.005);
}

TEST(HtmlVerdicts, SignaturesAreColouredByDecisionOrByEntry) {
  const BrowserView view = view_page(page_of(varied_records(20), predicting_facts()),
                                     probe_script(R"(
    const colours = () => new Set([...document.querySelectorAll('#signatures .die')]
      .map(mark => mark.style.fill)).size;
    result.decisions = colours();
    const selects = document.querySelectorAll('#signatures select');
    const select = selects[selects.length - 1];
    select.value = 'entry';
    select.dispatchEvent(new Event('change'));
    result.entries = colours();
  )"));
  EXPECT_EQ(view.console, "");
  EXPECT_EQ(probe(view)["decisions"], 4);
  EXPECT_EQ(probe(view)["entries"], 3);
}

TEST(HtmlVerdicts, NoDieShippedIsNoError) {
  std::vector<DieRecord> records = varied_records(6);
  for (DieRecord& record : records) {
    record.outcome = static_cast<int>(regs::Outcome::Rejected);
    record.dist0 = kSampleLimits.reject_distance + 1;
    record.tries = 0;
  }
  const BrowserView view = view_page(page_of(records, predicting_facts()), probe_script(kLook));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["charts"]["predictions 3"]["dies"], 0);
  EXPECT_FALSE(seen["charts"].contains("limits"));
}

}  // namespace
}  // namespace kintsugi
