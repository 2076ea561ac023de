// What report.html shows beside the dies: wafer, cells, converters, budget, test program.
#include <gtest/gtest.h>

#include "testbench/tests/population/sample_population.h"

namespace kintsugi {
namespace {

const std::string kChoose = R"(
  const choose = (section, index, value) => {
    const select = document.querySelectorAll(`#${section} select`)[index];
    select.value = value;
    select.dispatchEvent(new Event('change'));
  };
  const cells = name => [...document.querySelectorAll(`table.${name} tbody tr`)]
    .map(row => [...row.children].map(cell => cell.textContent.trim()));
  const colours = canvas => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  };
)";

TEST(HtmlSections, DrawsThemAllWithoutAnError) {
  const BrowserView view = view_page(whole_page(60), probe_script(kLook + kChoose + R"(
    result.pictures = [...document.querySelectorAll('canvas')].filter(c => c.width > 20).map(colours);
    result.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["errors"], Json::array());
  EXPECT_EQ(seen["wide"], false);
  for (const char* name : {"wafer", "bins", "budget", "cells", "converters", "program"}) {
    EXPECT_EQ(std::count(seen["sections"].begin(), seen["sections"].end(), name), 1) << name;
  }
  for (const auto& [name, chart] : seen["charts"].items()) {
    EXPECT_EQ(chart["outside"], 0) << name << " has a label beyond its card";
    EXPECT_EQ(chart["broken"], false) << name << " is drawn from something that is no number";
  }
  EXPECT_GE(seen["pictures"].size(), 12U);  // cells, ten images, projection
  for (const Json& count : seen["pictures"]) EXPECT_GT(count, 3) << "an empty picture";
}

TEST(HtmlSections, NothingIsWiderThanATelephone) {
  const BrowserView view = view_page(whole_page(30), probe_script(R"(
    result.screen = document.documentElement.clientWidth;
    result.page = document.documentElement.scrollWidth;
    result.wide = [...document.querySelectorAll('section')]
      .filter(section => section.scrollWidth > section.clientWidth + 1).map(({id}) => id);
  )"),
                                     {"--window-size=400,900"});
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_LE(seen["screen"], 500);
  EXPECT_EQ(seen["page"], seen["screen"]);
  EXPECT_EQ(seen["wide"], Json::array());
}

TEST(HtmlSections, PointerFindsTheDieOnTheWafer) {
  const BrowserView view = view_page(whole_page(60), probe_script(kTable + R"(
    const svg = document.querySelector('#wafer svg.chart');
    const wanted = dies[17];
    lightUp(wanted);
    const box = svg.querySelector('.wafer-mark').getBoundingClientRect();
    lightUp(null);
    const at = {clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, bubbles: true};
    svg.dispatchEvent(new MouseEvent('mousemove', at));
    result.tip = document.getElementById('tip').textContent;
    result.lit = [...document.querySelectorAll('.lit')].every(mark => mark.__data__ === wanted);
    svg.dispatchEvent(new MouseEvent('click', at));
    result.row = column('die');
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["tip"].get<std::string>().rfind("die 17\n", 0), 0U) << seen["tip"];
  EXPECT_NE(seen["tip"].get<std::string>().find("lot 0, wafer 0"), std::string::npos);
  EXPECT_EQ(seen["lit"], true);
  EXPECT_EQ(seen["row"], Json{"17"});
}

TEST(HtmlSections, DiesOfABinCountedAreDrawn) {
  const BrowserView view =
      view_page(whole_page(60, {{"device.wafer_diameter_mm", "40"}}), probe_script(kChoose + R"(
    const boxes = () => [...document.querySelectorAll('.wafer-dies')]
      .map(path => (path.getAttribute('d').match(/M/g) || []).length);
    result.wafers = document.querySelectorAll('#wafer select')[0].options.length;
    result.drawn = 0;
    for (let i = 0; i < result.wafers; ++i) {
      choose('wafer', 0, i);
      result.drawn += boxes().reduce((a, b) => a + b, 0);
    }
    choose('wafer', 1, 'repaired');
    result.classes = boxes().length;
    result.counted = cells('bins').map(row => +row[1]).reduce((a, b) => a + b, 0);
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_GT(seen["wafers"], 1);
  EXPECT_EQ(seen["drawn"], 60);
  EXPECT_EQ(seen["counted"], 60);
  EXPECT_EQ(seen["classes"], 8);
}

TEST(HtmlSections, EveryTileAndMapCanBeChosen) {
  const BrowserView view = view_page(whole_page(20), probe_script(kChoose + R"(
    const tiles = document.querySelectorAll('#cells select')[0].options.length;
    result.sizes = [];
    for (let tile = 0; tile < tiles; ++tile) {
      choose('cells', 0, tile);
      for (const map of ['cell', 'error', 'ideal']) {
        choose('cells', 1, map);
        const canvas = document.querySelector('#cells canvas');
        if (colours(canvas) < 3) result.empty = [tile, map];
        if (map === 'cell') result.sizes.push(canvas.width * canvas.height);
      }
    }
    result.all = run.die.tiles.map(tile => tile.rows * tile.columns);
    const canvas = document.querySelector('#cells canvas');
    canvas.scrollIntoView();
    const box = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new MouseEvent('mousemove', {clientX: box.left + 1, clientY: box.top + 1}));
    result.tip = document.getElementById('tip').textContent;
  )"));
  EXPECT_EQ(view.console, "");
  const Json seen = probe(view);
  EXPECT_EQ(seen["sizes"], seen["all"]);
  EXPECT_FALSE(seen.contains("empty"));
  EXPECT_NE(seen["tip"].get<std::string>().find("output 0, plus cell"), std::string::npos)
      << seen["tip"];
}

TEST(HtmlSections, ConverterTableStatesInlAndDnl) {
  const std::vector<Override> keys = {{"adc.type", "flash"}, {"adc.comparator_sigma_lsb", "0.4"}};
  const BrowserView view =
      view_page(whole_page(20, keys), probe_script(kChoose + "result.rows = cells('converters');"));
  EXPECT_EQ(view.console, "");
  const Experiment e = sample_experiment(keys);
  const Json rows = probe(view)["rows"];
  ASSERT_EQ(rows.size(), 4U);
  const Json tile =
      Json::parse(page_facts(e, RunIdentity{}, varied_records(1)).sections.at("die"))["tiles"][0];
  for (size_t i = 0; i < 4; ++i) {
    double transition = tile["converters"][i]["curve"]["first"].get<double>() / 16;
    double inl = std::abs(transition - 1);
    double dnl = 0.0;
    int code = 1;
    for (const Json& width : tile["converters"][i]["curve"]["widths"]) {
      transition += width.get<double>() / 16;
      inl = std::max(inl, std::abs(transition - ++code));
      dnl = std::max(dnl, std::abs(width.get<double>() / 16 - 1));
    }
    EXPECT_NEAR(std::stod(rows[i][3].get<std::string>()), inl, 1e-3);
    EXPECT_NEAR(std::stod(rows[i][4].get<std::string>()), dnl, 1e-3);
  }
}

TEST(HtmlSections, AreDrawnInTheDark) {
  const std::string look = kChoose + R"(
    result.dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const canvas = document.querySelector('#cells canvas');
    result.first = [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data];
    result.errors = document.querySelectorAll('#errors li').length;
  )";
  const std::string page = whole_page(20);
  const Json light = probe(view_page(page, probe_script(look)));
  const Json dark = probe(view_page(page, probe_script(look), {"--force-dark-mode"}));
  EXPECT_EQ(light["dark"], false);
  EXPECT_EQ(dark["dark"], true);
  EXPECT_NE(light["first"], dark["first"]);
  EXPECT_EQ(dark["errors"], 0);
}

TEST(HtmlSections, DamagedDataIsShownAsAnErrorAndTakesNoOtherSectionAlong) {
  std::string page = whole_page(20);
  const std::string key = "\"components\":";
  page.replace(page.find(key), key.size(), "\"component5\":");
  const Json seen = probe(view_page(page, probe_script(kLook)));
  ASSERT_EQ(seen["errors"].size(), 1U);
  EXPECT_EQ(seen["errors"][0].get<std::string>().rfind("Area, energy and latency: ", 0), 0U);
  EXPECT_EQ(std::count(seen["sections"].begin(), seen["sections"].end(), "program"), 1);
}

TEST(HtmlSections, ThousandDiesAreSmall) { EXPECT_LT(whole_page(1000).size(), 5'000'000U); }

}  // namespace
}  // namespace kintsugi
