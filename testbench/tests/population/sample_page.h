// A page for the tests of report.html, and what a script in it reports of what a reader would see.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "models/registers/tuning_ctrl.h"
#include "testbench/report/html_page.h"
#include "testbench/tests/population/browser.h"
#include "testbench/tests/population/sample_records.h"

namespace kintsugi {

using Json = nlohmann::json;

inline constexpr PredictionLimits kSampleLimits = {-400, -1000, -5000, -600, uint64_t{1} << 40};

// Predictions off by up to half a point where the decision allows, and the outcome they lead to.
inline void add_predictions(DieRecord& record) {
  const auto relative = [&](int correct) {
    return 256 * (correct - sample_facts().ideal_correct) * 100 / record.images;
  };
  const int error = static_cast<int>(record.die * 53 % 256) - 128;
  const int now = relative(record.untuned) + error;
  record.predicted_now = record.decision == 0 ? std::max(now, kSampleLimits.pass)
                                              : std::min(now, kSampleLimits.pass - 1);
  record.predicted_forecast = relative(record.repaired) - error;
  record.predicted_best = record.predicted_after = relative(record.repaired) + error;
  const bool ships = record.predicted_best >= kSampleLimits.ship;
  const regs::Outcome outcomes[] = {
      regs::Outcome::Passed, ships ? regs::Outcome::Repaired : regs::Outcome::Below,
      ships ? regs::Outcome::NeedsAdapt : regs::Outcome::Below, regs::Outcome::Rejected};
  record.outcome = static_cast<int>(outcomes[record.decision]);
  const bool repaired = record.decision == 1 || record.decision == 2;
  record.tries = repaired ? 1 : 0;
  record.entry = record.best0;
}

// A population with every decision, spread over two features and two tuned layers.
inline std::vector<DieRecord> varied_records(uint32_t count) {
  std::vector<DieRecord> records;
  for (uint32_t die = 0; die < count; ++die) {
    DieRecord record = sample_record(die);
    const int n = static_cast<int>(die * 37 % 100);
    record.untuned = 1500 + 2 * n;
    record.repaired = 1750 + n / 2;
    record.untuned_discordant = 100 + std::abs(record.untuned - sample_facts().ideal_correct);
    record.repaired_discordant = 100 + std::abs(record.repaired - sample_facts().ideal_correct);
    record.decision = static_cast<int>(die % 4);
    record.best0 = static_cast<int>(die % 3);
    record.best1 = static_cast<int>(die % 2);
    record.features0 = {50 * n - 2500, 900 - 30 * n, n};
    record.features1 = {25 * n, -n, 7};
    const auto gain = static_cast<uint16_t>(2000 + 40 * n);
    record.applied = {{gain, -17}, {4096, 3}};
    record.mean_match_tuning = {{gain, 0}, {4000, 0}};
    record.dist0 = 1000u * die;
    add_predictions(record);
    records.push_back(record);
  }
  return records;
}

inline PageFacts sample_page_facts() {
  PageFacts facts;
  facts.keys = {{"seed", "7", "", "seed of the judged dies", false},
                {"adc.bits", "8", "bit", "resolution", true}};
  facts.versions = {{"network", "0123456789abcdef"}, {"sources", "fedcba9876543210"}};
  facts.seeds = {{"judged dies", 7}, {"training dies", 1000003}};
  facts.tuned_layers = {"conv1", "fc1"};
  facts.codebook = {{{-2000, 800, 0}, 0}, {{0, 0, 50}, 1}, {{2000, -1500, 99}, 3}};
  facts.fixed_gain = {{3900, 0}, {4100, 0}};
  facts.limits = kSampleLimits;
  return facts;
}

// The same run under a test program with predictors.
inline RunFacts predicting_facts() {
  RunFacts facts = sample_facts();
  facts.predicts = true;
  return facts;
}

inline std::string data_of(const std::vector<DieRecord>& records,
                           const RunFacts& facts = sample_facts()) {
  return page_data(sample_page_facts(), summarise(records, facts), records,
                   {{"max_mismatches", 0, 0, true}});
}

inline std::string page_of(const std::vector<DieRecord>& records,
                           const RunFacts& facts = sample_facts()) {
  return html_page("sample", data_of(records, facts), read_text(chart_library()));
}

// The clocked columns of an engine without a clock.
inline std::vector<DieRecord> without_clock(std::vector<DieRecord> records) {
  for (DieRecord& record : records) {
    record.cycles_total = record.cycles_test = record.cycles_repair = 0;
    record.cycles_retest = record.cycles_own = record.cycles_compared = 0;
  }
  return records;
}

// What the probe script left in the page; it must hold no markup.
inline Json probe(const BrowserView& view) {
  const std::string open = "<pre id=\"probe\">";
  const size_t from = view.dom.find(open);
  if (from == std::string::npos) throw std::runtime_error("no probe in the page:\n" + view.console);
  const size_t start = from + open.size();
  return Json::parse(view.dom.substr(start, view.dom.find("</pre>", start) - start));
}

inline std::string probe_script(const std::string& statements) {
  return "const result = {};" + statements +
         "const pre = document.createElement('pre'); pre.id = 'probe';"
         "pre.textContent = JSON.stringify(result); document.body.appendChild(pre);";
}

inline const std::string kLook = R"(
  result.errors = [...document.querySelectorAll('#errors li')].map(item => item.textContent);
  result.sections = [...document.querySelectorAll('main section')].map(section => section.id);
  result.charts = {};
  for (const svg of document.querySelectorAll('main svg.chart')) {
    const box = svg.getBBox();
    const shown = [...svg.querySelectorAll('rect, circle, path, line')]
      .filter(mark => mark.getBoundingClientRect().width + mark.getBoundingClientRect().height > 0);
    const id = svg.closest('section').id;
    const before = Object.keys(result.charts).filter(key => key.split(' ')[0] === id).length;
    result.charts[before === 0 ? id : `${id} ${before + 1}`] = {
      width: box.width, height: box.height, marks: shown.length,
      dies: svg.querySelectorAll('.die').length + [...svg.querySelectorAll('.dots')]
        .reduce((dots, path) => dots + path.getAttribute('d').split('M').length - 1, 0),
      outside: [...svg.querySelectorAll('text')].filter(text =>
        text.getBoundingClientRect().right > svg.closest('section').getBoundingClientRect().right ||
        text.getBoundingClientRect().left < svg.closest('section').getBoundingClientRect().left)
        .length,
      broken: /NaN|undefined|Infinity/.test(svg.outerHTML),
    };
  }
)";

inline const std::string kTable = R"(
  const heading = title => [...document.querySelectorAll('.dies th button')]
    .find(button => button.textContent === title);
  const column = title => {
    const index = [...document.querySelectorAll('.dies th')].indexOf(heading(title).closest('th'));
    return [...document.querySelectorAll('.dies tbody tr')]
      .map(row => row.children[index].textContent);
  };
  const choose = (index, value) => {
    const select = document.querySelectorAll('#dies select')[index];
    select.value = value;
    select.dispatchEvent(new Event('change'));
  };
)";

}  // namespace kintsugi
