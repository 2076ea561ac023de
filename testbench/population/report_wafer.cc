#include "testbench/population/report_wafer.h"

#include <nlohmann/json.hpp>

#include "testbench/silicon/bins.h"

namespace kintsugi {
namespace {

using PageJson = nlohmann::ordered_json;

// A row of dies, from the lowest up: its y, the x of its first die, how many there are.
PageJson rows_of(const WaferMap& map) {
  PageJson rows = PageJson::array();
  for (uint32_t die = 0; die < map.dies_per_wafer(); ++die) {
    const WaferPlace place = map.place(die);
    if (rows.empty() || rows.back()[0] != place.y) {
      rows.push_back({place.y, place.x, 0});
    }
    rows.back()[2] = rows.back()[2].get<int>() + 1;
  }
  return rows;
}

}  // namespace

std::string wafer_section(const Scenario& scenario, const std::vector<DieRecord>& records) {
  const WaferLayout& layout = scenario.chip.device.wafer;
  const WaferMap map(layout);
  PageJson json = {{"diameter_mm", layout.wafer_diameter_mm},
                   {"edge_mm", layout.edge_exclusion_mm},
                   {"die_mm", {layout.die_width_mm, layout.die_height_mm}},
                   {"rows", rows_of(map)}};
  const std::vector<PartResult> parts = parts_of(records, layout, scenario.timing.clock_mhz);
  json["places"] = PageJson::array();  // [wafer, x, y, soft bin]
  for (size_t i = 0; i < parts.size(); ++i) {
    const WaferPlace place = map.place(records[i].die);
    json["places"].push_back({place.wafer, place.x, place.y, parts[i].soft_bin});
  }
  json["bins"] = PageJson::array();
  for (const BinSummary& bin : bins_of(parts)) {
    if (bin.hard) continue;
    json["bins"].push_back(
        {{"bin", bin.bin}, {"name", bin.name}, {"count", bin.count}, {"passes", bin.passes}});
  }
  json["wafers_per_lot"] = layout.wafers_per_lot;
  return json.dump();
}

}  // namespace kintsugi
