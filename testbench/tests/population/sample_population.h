// Dies of no simulation before a real chip and test program: what a page of a run is made from.
#pragma once

#include <string>
#include <vector>

#include "testbench/population/report_page.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/population/sample_page.h"

namespace kintsugi {

inline Experiment sample_experiment(const std::vector<Override>& keys = {}) {
  return load_design(load_scenario(find_scenario("fashion_mlp"), keys));
}

// Everything that report.html can show, on one page.
inline std::string whole_page(uint32_t dies, const std::vector<Override>& keys = {}) {
  const Experiment e = sample_experiment(keys);
  const std::vector<DieRecord> records = varied_records(dies);
  const std::string data =
      page_data(page_facts(e, RunIdentity{}, records), summarise(records, predicting_facts()),
                records, {{"max_mismatches", 0, 0, true}});
  return html_page("sample", data, read_text(chart_library()));
}

}  // namespace kintsugi
