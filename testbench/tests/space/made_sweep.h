// A sweep with results that were never simulated.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "testbench/report/report_files.h"
#include "testbench/scenario/scenario.h"
#include "testbench/space/sweep_page.h"
#include "testbench/space/sweep_results.h"
#include "testbench/tests/population/sample_records.h"

namespace kintsugi {

struct MadeSweep {
  SweepDesign design;
  std::vector<PointResult> points;
};

// Of `dies` dies, die k of point i: 5 i + k / 2 images better untuned, 12 i better repaired.
inline PointResult made_point(int i, uint32_t dies) {
  RunFacts facts = sample_facts();
  facts.predicts = true;
  std::vector<DieRecord> records;
  const int required = required_correct(facts.ideal_correct, facts.images, facts.yield_margin);
  PointResult point;
  for (uint32_t die = 0; die < dies; ++die) {
    DieRecord record = sample_record(die);
    record.untuned = required - 20 + 5 * i + static_cast<int>(die) / 2;
    record.repaired = required - 10 + 12 * i + static_cast<int>(die * 7 % 5);
    record.untuned_discordant = std::abs(record.untuned - facts.ideal_correct) + 100;
    record.repaired_discordant = std::abs(record.repaired - facts.ideal_correct) + 100;
    records.push_back(record);
    for (const RepairColumn& column : kRepairs) {
      point.good[static_cast<size_t>(column.repair)].push_back(
          record.*column.correct >= required ? 1 : 0);
    }
  }
  point.summary = summary_json(summarise(records, facts), {});
  return point;
}

// Points with every combination of the values, the last key fastest.
inline MadeSweep made_sweep(const std::vector<std::string>& keys,
                            const std::vector<std::vector<std::string>>& values,
                            uint32_t dies = 10) {
  MadeSweep made;
  made.design.base = parse_scenario("name = \"made\"\nseed = 12\n[adc]\nnoise_lsb = 0.5\n",
                                    "made.toml", {{"dies", "0:" + std::to_string(dies)}});
  made.design.keys = keys;
  made.design.versions = {{"sources", "0123"}};
  std::vector<std::vector<std::string>> points(1);
  for (const std::vector<std::string>& of_key : values) {
    std::vector<std::vector<std::string>> longer;
    for (const auto& point : points) {
      for (const std::string& value : of_key) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
    }
    points = longer;
  }
  for (const auto& point : points) {
    made.design.points.push_back({point, made.design.base, 0});
    made.points.push_back(made_point(static_cast<int>(made.points.size()), dies));
  }
  return made;
}

}  // namespace kintsugi
