#include <fmt/format.h>
#include <gtest/gtest.h>

#include "testbench/tests/population/sample_page.h"
#include "testbench/tests/space/made_sweep.h"

namespace kintsugi {
namespace {

std::string made_page(const MadeSweep& made) {
  return sweep_page(
      made.design,
      sweep_page_data(made.design, made.points, sweep_results(made.design, made.points)),
      read_text(chart_library()));
}

const std::string kCount = R"(
  result.cells = {};
  for (const section of document.querySelectorAll('section')) {
    result.cells[section.id] = section.querySelectorAll('.cell').length;
  }
  result.lines = [...document.querySelectorAll('#points tbody tr')].map(line =>
    [...line.children].map(cell => cell.textContent));
)";

TEST(SweepPageTest, DrawsEveryPairEveryKeyAndEveryPointWithoutAnError) {
  const MadeSweep made = made_sweep({"adc.bits", "device.sigma_die", "adc.type"},
                                    {{"4", "6", "8"}, {"0.1", "0.2"}, {"sar", "flash"}});
  const BrowserView view = view_page(made_page(made), probe_script(kLook + kCount));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["sections"], (Json{"pair-0", "pair-1", "pair-2", "key-0", "key-1", "key-2",
                                    "origin", "points", "scenario"}));
  EXPECT_EQ(seen["cells"]["pair-0"], 3 * 3 * 2);
  EXPECT_EQ(seen["cells"]["pair-1"], 3 * 3 * 2);
  EXPECT_EQ(seen["cells"]["pair-2"], 3 * 2 * 2);
  EXPECT_EQ(seen["charts"].size(), 3U * 3U + 3U);
  for (const auto& [name, chart] : seen["charts"].items()) {
    EXPECT_GT(chart["marks"], 3) << name;
    EXPECT_EQ(chart["outside"], 0) << name << " has a label beyond its card";
    EXPECT_EQ(chart["broken"], false) << name << " is drawn from something that is no number";
  }
  ASSERT_EQ(seen["lines"].size(), made.points.size());
  for (size_t i = 0; i < made.points.size(); ++i) {
    for (size_t k = 0; k < 3; ++k) {
      EXPECT_EQ(seen["lines"][i][k + 1], made.design.points[i].values[k]) << i;
    }
    const Json summary = Json::parse(made.points[i].summary);
    const double repaired = summary["yield"]["repaired"];
    EXPECT_EQ(seen["lines"][i][7].get<std::string>().rfind(fmt::format("{:.1f} (", repaired), 0),
              0U)
        << seen["lines"][i];
  }
}

TEST(SweepPageTest, ASettingOfTheOtherKeysShowsItsPoints) {
  const MadeSweep made = made_sweep({"adc.bits", "device.sigma_die", "adc.type"},
                                    {{"4", "6"}, {"0.1", "0.2"}, {"sar", "flash"}});
  const BrowserView view = view_page(made_page(made), probe_script(R"(
    const texts = () => [...document.querySelectorAll('#pair-0 .panels > div:nth-child(2) .cell text')]
      .map(text => Number(text.textContent));
    result.together = texts();
    const select = document.querySelector('#pair-0 select');
    result.choices = select.options.length;
    select.value = '1';
    select.dispatchEvent(new Event('change'));
    result.flash = texts();
    document.querySelector('#pair-0 .cell').dispatchEvent(new MouseEvent('click'));
    result.chosen = [...document.querySelectorAll('#points tr.chosen')].map(line => line.id);
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  const auto repaired = [&](size_t i) {
    return Json::parse(made.points[i].summary)["yield"]["repaired"].get<double>();
  };
  EXPECT_EQ(seen["choices"], 3);
  for (size_t cell = 0; cell < 4; ++cell) {
    EXPECT_NEAR(seen["flash"][cell].get<double>(), repaired(2 * cell + 1), 0.51);
    EXPECT_NEAR(seen["together"][cell].get<double>(),
                (repaired(2 * cell) + repaired(2 * cell + 1)) / 2, 0.51);
  }
  EXPECT_EQ(seen["chosen"], Json{"point-1"});
}

TEST(SweepPageTest, OneKeyHasACurveAndNoHeatMap) {
  const BrowserView view = view_page(made_page(made_sweep({"adc.type"}, {{"sar", "flash"}})),
                                     probe_script(kLook + kCount));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["sections"], (Json{"key-0", "points", "scenario", "origin"}));
  EXPECT_EQ(seen["charts"]["key-0"]["broken"], false);
}

TEST(SweepPageTest, AListOfPointsLeavesCellsEmpty) {
  MadeSweep made = made_sweep({"adc.bits", "adc.type"}, {{"4", "6"}, {"sar", "flash"}});
  made.design.points.pop_back();
  made.points.pop_back();
  const BrowserView view = view_page(made_page(made), probe_script(kLook + kCount));
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["cells"]["pair-0"], 3 * 3);
}

TEST(SweepPageTest, AsksTheNetworkForNothing) {
  std::string page = made_page(made_sweep({"adc.bits"}, {{"4", "6"}}));
  const std::string library = read_text(chart_library());
  const size_t at = page.find(library);
  ASSERT_NE(at, std::string::npos);
  page.erase(at, library.size());  // D3 names the namespaces of SVG and its own page
  EXPECT_EQ(page.find("http:"), std::string::npos);
  EXPECT_EQ(page.find("https:"), std::string::npos);
  EXPECT_EQ(page.find(" src="), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(SweepPageTest, TextOfAValueStaysText) {
  const MadeSweep made = made_sweep({"network"}, {{"</script><img src=x>", "b"}});
  const BrowserView view = view_page(made_page(made), probe_script(kCount));
  EXPECT_EQ(view.console, "");
  // The probe is read from the page, where its own text is escaped once.
  EXPECT_EQ(probe(view)["lines"][0][1], "&lt;/script&gt;&lt;img src=x&gt;");
}

}  // namespace
}  // namespace kintsugi
