#include "testbench/report/html_page.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testbench/tests/population/sample_page.h"

namespace kintsugi {
namespace {

TEST(HtmlPage, DrawsEveryChartFromDiskWithoutAnError) {
  const BrowserView view = view_page(page_of(varied_records(100)), probe_script(kLook));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["sections"],
            (Json{"yield", "threshold", "before-after", "verdicts", "signatures", "decisions",
                  "gains", "cycles", "offsets", "dies", "scenario", "origin"}));
  EXPECT_EQ(seen["charts"].size(), 8u);
  for (const auto& [name, chart] : seen["charts"].items()) {
    EXPECT_GT(chart["width"], 300) << name;
    EXPECT_GT(chart["height"], 120) << name;
    EXPECT_GT(chart["marks"], 8) << name;
    EXPECT_EQ(chart["outside"], 0) << name << " has a label beyond its card";
    EXPECT_EQ(chart["broken"], false) << name << " is drawn from something that is no number";
  }
  EXPECT_EQ(seen["charts"]["before-after"]["dies"], 100);
  EXPECT_EQ(seen["charts"]["signatures"]["dies"], 100);
  EXPECT_EQ(seen["charts"]["gains"]["dies"], 600);  // two layers, three treatments
}

TEST(HtmlPage, CurveOverThresholdsMeetsTheYieldAtTheThreshold) {
  const BrowserView view = view_page(page_of(varied_records(10)), probe_script(R"(
    const line = document.querySelector('#threshold line.threshold');
    const at = key => line.y2.baseVal.value * (1 - summary.yield[key] / 100);
    result.yields = treatments.map(({key}) => summary.yield[key]);
    result.meets = [...document.querySelectorAll('#threshold .curve')].map((curve, i) =>
      curve.isPointInStroke(new DOMPoint(line.x1.baseVal.value, at(treatments[i].key))));
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_GT(seen["yields"][3], 0) << "the curve of no good die meets any yield";
  EXPECT_LT(seen["yields"][3], 100);
  EXPECT_EQ(seen["meets"], (Json{true, true, true, true, true}));
}

TEST(HtmlPage, DrawsATreatmentThatOnlySomeDiesGot) {
  Json data = Json::parse(data_of(varied_records(4)));
  for (const char* key : {"yield", "yield_ci", "yield_wilson", "mean_accuracy"}) {
    data["summary"][key]["bespoke"] = data["summary"][key]["repaired"];
  }
  for (const char* column : {"bespoke", "bespoke_tuning"}) data["dies"]["columns"] += column;
  for (Json& row : data["dies"]["rows"]) {
    const bool got = row[0] != 2;
    row += got ? 1790 : -1;
    row += got ? Json{{4000, 0}, {4200, 5}} : Json::array();
  }
  const BrowserView view =
      view_page(html_page("sample", data.dump(), read_text(chart_library())),
                probe_script(kLook + kTable + "result.bespoke = column('bespoke, %');"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["bespoke"], (Json{"89.50", "89.50", "", "89.50"}));
  EXPECT_EQ(seen["charts"]["gains"]["dies"], 2 * (4 + 4 + 4 + 3));
  EXPECT_EQ(seen["charts"]["gains"]["broken"], false);
}

TEST(HtmlPage, LeavesOutChartsWithoutData) {
  std::vector<DieRecord> records = without_clock(varied_records(3));
  for (DieRecord& record : records) {
    for (LayerTuning& layer : record.applied) layer.offset = 0;
    record.optimum = record.optimum_discordant = -1;
    record.optimum_tuning.clear();
  }
  const BrowserView view = view_page(page_of(records), probe_script(kLook));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["sections"], (Json{"yield", "threshold", "before-after", "signatures", "decisions",
                                    "gains", "dies", "scenario", "origin"}));
}

TEST(HtmlPage, ShowsADieWhoseControllerGaveUp) {
  std::vector<DieRecord> records = varied_records(2);
  records[1].error_code = 2;
  records[1].decision = 0;
  records[1].features0 = {0, 0, 0};
  records[1].features1.clear();
  const BrowserView view = view_page(
      page_of(records), probe_script(kLook + kTable + "result.failures = column('failure');"));
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["charts"]["signatures"]["dies"], 1);
  EXPECT_EQ(seen["failures"], (Json{"", "IMAGE_TIMEOUT, detail 3"}));
}

TEST(HtmlPage, DieTableSortsAndFilters) {
  const BrowserView view = view_page(page_of(varied_records(8)), probe_script(kTable + R"(
    result.first = column('die');
    heading('repaired, %').click();
    result.up = column('repaired, %');
    heading('repaired, %').click();
    result.down = column('repaired, %');
    heading('distance').click();
    result.distance = column('die');
    choose(0, 'REJECT');
    result.rejected = column('die');
    choose(1, 'good');
    result.good = column('in the end');
    const chart = document.querySelector('#before-after svg.chart');
    chart.scrollIntoView();
    const [[x, y]] = [...chart.querySelectorAll('.dots')]
      .flatMap(path => path.getAttribute('d').split('M').slice(1))
      .map(dot => dot.split(/[,h]/).map(Number)).sort((a, b) => a[0] - b[0]);
    const at = new DOMPoint(x, y).matrixTransform(chart.querySelector('.dots').getScreenCTM());
    chart.dispatchEvent(new MouseEvent('click', {clientX: at.x, clientY: at.y}));
    result.clicked = column('die');
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["first"], (Json{"0", "1", "2", "3", "4", "5", "6", "7"}));
  std::vector<double> repaired;
  for (const std::string text : seen["up"]) repaired.push_back(std::stod(text));
  EXPECT_TRUE(std::is_sorted(repaired.begin(), repaired.end())) << seen["up"];
  EXPECT_LT(repaired.front(), repaired.back());
  EXPECT_EQ(Json(std::vector<std::string>(seen["up"].rbegin(), seen["up"].rend())), seen["down"]);
  EXPECT_EQ(seen["distance"], seen["first"]);
  EXPECT_EQ(seen["rejected"], (Json{"3", "7"}));
  EXPECT_EQ(seen["good"], Json{"good"});
  EXPECT_EQ(seen["clicked"], Json{"0"});  // the least accurate die before repair
}

TEST(HtmlPage, ErrorIsShownOnThePageAndOnTheConsole) {
  const BrowserView view =
      view_page(html_page("sample", data_of(varied_records(3)), ""), probe_script(R"(
        result.errors = document.querySelectorAll('#errors li').length;
        result.hidden = document.querySelector('#errors').hidden;)"));
  EXPECT_NE(view.console.find("d3 is not defined"), std::string::npos) << view.console;
  EXPECT_GT(probe(view)["errors"], 0);
  EXPECT_EQ(probe(view)["hidden"], false);
}

TEST(HtmlPage, AsksNeitherNetworkNorOtherFiles) {
  const std::string page = html_page("sample", data_of(varied_records(3)), "");
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* part : {" src=", "<link", "@import", "url(", "http:", "https:"}) {
    EXPECT_EQ(page.find(part), std::string::npos) << part;
  }
}

TEST(HtmlPage, IsTheSameBytesEachTimeAndSmall) {
  const std::string data = data_of(varied_records(1000), predicting_facts());
  EXPECT_EQ(data, data_of(varied_records(1000), predicting_facts()));
  EXPECT_LT(html_page("sample", data, read_text(chart_library())).size(), 5'000'000u);
}

TEST(HtmlPage, NoTextEndsTheElementItStandsIn) {
  std::vector<DieRecord> records = varied_records(2);
  records[0].message = "</script><b>{{style}} \xff";
  const std::string page = html_page("a<b>&", data_of(records), "");
  EXPECT_NE(page.find("<title>a&lt;b&gt;&amp; - Kintsugi</title>"), std::string::npos);
  EXPECT_EQ(page.find("</script><b>"), std::string::npos);
  const std::string open = "<script id=\"data\" type=\"application/json\">";
  const size_t from = page.find(open) + open.size();
  const Json data = Json::parse(page.substr(from, page.find("</script>", from) - from));
  // What is no UTF-8 is replaced, and what looks like a part to fill in is none.
  EXPECT_EQ(data["dies"]["rows"][0].back(), "</script><b>{{style}} \xEF\xBF\xBD");
}

TEST(HtmlPage, WithoutTheLibraryThereIsASentenceAndNoPage) {
  const TemporaryFolder folder;
  const std::vector<DieRecord> records = varied_records(2);
  const Summary summary = summarise(records, sample_facts());
  EXPECT_EQ(write_html_page(folder.path(), sample_page_facts(), summary, records, {}), "");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"report.html"});
  const std::string sentence =
      write_html_page(folder.path(), sample_page_facts(), summary, records, {}, "/no/d3.min.js");
  EXPECT_EQ(sentence,
            "report.html is left out: cannot read /no/d3.min.js; install the package libjs-d3");
  EXPECT_TRUE(folder.names().empty()) << "a page of an earlier run is no page of this one";
}

}  // namespace
}  // namespace kintsugi
