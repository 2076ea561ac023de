#include "testbench/population/report_die.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "models/converter/fine_grid.h"
#include "models/converter/transfer_curve.h"
#include "testbench/report/base64.h"

namespace kintsugi {
namespace {

using PageJson = nlohmann::ordered_json;

// Which rows and outputs of a tile are shown: every `step`-th, reference columns always.
class Shown {
 public:
  Shown(const LayerPlan& plan, const TilePlacement& tile, int step) {
    for (int row = 0; row < tile.rows; row += step) rows.push_back(row);
    const int all = plan.coding.physical_columns(tile.outputs);
    const int an_output = plan.coding.physical_columns(2) - plan.coding.physical_columns(1);
    for (int output = 0; output < tile.outputs; output += step) {
      for (int c = 0; c < an_output; ++c) columns.push_back(output * an_output + c);
    }
    for (int c = tile.outputs * an_output; c < all; ++c) columns.push_back(c);
  }
  int64_t cells() const { return static_cast<int64_t>(rows.size() * columns.size()); }
  std::vector<int16_t> of(const std::vector<int16_t>& cells, int physical_columns) const {
    std::vector<int16_t> some;
    for (const int row : rows) {
      for (const int column : columns) {
        some.push_back(cells[static_cast<size_t>(row * physical_columns + column)]);
      }
    }
    return some;
  }
  std::vector<int> rows;
  std::vector<int> columns;
};

// The smallest step with which the cells of all tiles fit.
int step_of(const Chip& chip, int64_t shown_cells) {
  for (int step = 1;; ++step) {
    int64_t cells = 0;
    int64_t tiles = 0;
    for (const LayerPlan& plan : chip.layers) {
      for (const TilePlacement& tile : plan.tiles) {
        cells += Shown(plan, tile, step).cells();
        tiles = std::max<int64_t>(tiles, std::max(tile.rows, tile.outputs));
      }
    }
    if (cells <= shown_cells || step >= tiles) return step;
  }
}

// A byte a cell: conductance in steps of `unit` grid steps, and the place of its level in `levels`.
PageJson cells_json(const std::vector<int16_t>& cells, const std::vector<int16_t>& nominal) {
  const int largest = std::max<int>(1, *std::max_element(cells.begin(), cells.end()));
  const int unit = (largest + 254) / 255;
  std::vector<uint8_t> steps;
  for (const int16_t cell : cells) {
    steps.push_back(static_cast<uint8_t>((std::max<int>(cell, 0) + unit / 2) / unit));
  }
  std::map<int16_t, uint8_t> levels;
  for (const int16_t code : nominal) levels[code] = 0;
  PageJson codes = PageJson::array();
  for (auto& [code, place] : levels) {
    place = static_cast<uint8_t>(codes.size());
    codes.push_back(code);
  }
  std::vector<uint8_t> places;
  for (const int16_t code : nominal) places.push_back(levels[code]);
  return {{"unit", unit}, {"levels", codes}, {"cells", base64(steps)}, {"ideal", base64(places)}};
}

// Where codes leave the line: the first transition and the width of every inner code, in sixteenths
// of an LSB. Of measured converters the mean codes.
PageJson curve_json(const Tile& tile, size_t converter) {
  std::vector<uint16_t> measured;
  if (tile.measured != nullptr) measured = folded_table(*tile.measured);
  if (measured.empty() && tile.bank.is_straight()) return nullptr;
  const uint16_t* table = measured.empty()
                              ? tile.bank.tables.data() + tile.bank.table_start(converter)
                              : measured.data();
  const TransferCurve curve = transfer_curve(table, tile.bank.bits);
  PageJson widths = PageJson::array();
  for (const double dnl : curve.dnl) widths.push_back(static_cast<int>((dnl + 1) * kFinePerLsb));
  return {{"first", static_cast<int>(curve.transition[0] * kFinePerLsb)}, {"widths", widths}};
}

PageJson converters_json(const Tile& tile, int shown) {
  const int count = static_cast<int>(tile.bank.lines.size());
  PageJson list = PageJson::array();
  int last = -1;
  for (int i = 0; i < shown; ++i) {
    const int index = shown == 1 ? 0 : i * (count - 1) / (shown - 1);
    if (index == last) continue;
    last = index;
    const Converter& line = tile.bank.lines[static_cast<size_t>(index)];
    list.push_back({{"index", index},
                    {"gain", line.gain},
                    {"offset_lsb", line.offset_lsb},
                    {"curve", curve_json(tile, static_cast<size_t>(index))}});
  }
  return list;
}

int shown_converters(const Chip& chip) {
  int64_t tiles = 0;
  for (const LayerPlan& plan : chip.layers) tiles += static_cast<int64_t>(plan.tiles.size());
  const int64_t fit = kShownCodes / (tiles << chip.config.adc.bits);
  return static_cast<int>(std::clamp<int64_t>(fit, 0, kShownConverters));
}

}  // namespace

std::string die_section(const Chip& chip, DieKey key, int64_t shown_cells) {
  const Die die(chip, key);
  const int step = step_of(chip, shown_cells);
  const int converters = shown_converters(chip);
  const WeightCoding& coding = chip.layers.front().coding;
  PageJson json = {{"die", key.die},
                   {"step", step},
                   {"g_max_us", chip.config.device.g_max_us},
                   {"adc_bits", chip.config.adc.bits},
                   {"slices", coding.slices},
                   {"cells_per_digit", coding.mapping == Mapping::Differential ? 2 : 1},
                   {"measured_cells", chip.config.cells != nullptr}};
  json["tiles"] = PageJson::array();
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    for (size_t t = 0; t < plan.tiles.size(); ++t) {
      const TilePlacement& place = plan.tiles[t];
      const int width = plan.coding.physical_columns(place.outputs);
      const Shown shown(plan, place, step);
      PageJson tile =
          cells_json(shown.of(programmed_cells(chip, key, l, static_cast<int>(t)), width),
                     shown.of(nominal_cells(chip, l, static_cast<int>(t)), width));
      tile["layer"] = plan.layer.name;
      tile["tile"] = place.index;
      tile["first_row"] = place.first_row;
      tile["rows"] = place.rows;
      tile["first_output"] = place.first_output;
      tile["outputs"] = place.outputs;
      tile["columns"] = width;
      tile["shown"] = {shown.rows.size(), shown.columns.size()};
      tile["full_scale"] = plan.adc_full_scale;
      tile["converters"] = converters_json(die.tiles(l)[t], converters);
      json["tiles"].push_back(std::move(tile));
    }
  }
  return json.dump();
}

}  // namespace kintsugi
