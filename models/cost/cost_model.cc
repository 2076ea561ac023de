#include "models/cost/cost_model.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/core/error.h"

namespace kintsugi::cost {
namespace {

constexpr double kTuningWriteBits = 32.0;

void require(bool holds, const std::string& sentence) {
  if (!holds) throw UserError("cost: " + sentence);
}

void check(const ChipDescription& chip, const LayerDescription& layer, const TileDescription& t) {
  const std::string where = "layer '" + layer.name + "': a tile ";
  require(t.rows >= 1 && t.rows <= t.array_rows,
          where + "uses " + std::to_string(t.rows) + " of " + std::to_string(t.array_rows) +
              " rows; allowed are 1 up to those that are built.");
  require(t.columns >= 1 && t.columns <= t.array_columns,
          where + "uses " + std::to_string(t.columns) + " of " + std::to_string(t.array_columns) +
              " columns; allowed are 1 up to those that are built.");
  require(t.converted_columns >= 1 && t.converted_columns <= t.array_converted_columns,
          where + "converts " + std::to_string(t.converted_columns) + " of " +
              std::to_string(t.array_converted_columns) +
              " columns; allowed are 1 up to those that are built.");
  require(int64_t{t.converters} * chip.columns_per_adc >= t.array_converted_columns,
          where + "has " + std::to_string(t.converters) + " converters of " +
              std::to_string(chip.columns_per_adc) + " columns for " +
              std::to_string(t.array_converted_columns) + "; more are needed.");
}

OverheadLine overhead_line(double area, double arrays, double cells) {
  return {area, 100.0 * area / arrays, 100.0 * area / cells};
}

AreaOverhead area_overhead(const Technology& t, const ChipDescription& chip,
                           const Breakdown& parts) {
  double arrays = 0.0;
  for (int c = 0; c < kComponents; ++c) {
    const auto component = static_cast<Component>(c);
    if (is_array_part(component)) arrays += parts[component].area_um2;
  }
  const double cells = parts[Component::Cells].area_um2;
  const auto line = [&](double area) { return overhead_line(area, arrays, cells); };
  return {line(sparse_area_um2(t, chip, chip.sparse.index_bits)), line(sparse_area_um2(t, chip, 0)),
          line(parts[Component::ControllerLogic].area_um2),
          line(parts[Component::TestMemories].area_um2)};
}

std::vector<TimingNote> timing_notes(const Technology& t, const ChipDescription& chip) {
  const double ns = chip.timing.cycle_ns();
  const std::vector<TimingNote> all = {
      {"dac", t.word_line_driver.settle_ns, chip.timing.dac_cycles * ns},
      {"integration", t.bit_line_settle_ns, chip.timing.integration_cycles * ns},
      {"conversion", t.converter(chip.adc).latency(chip.adc_bits),
       chip.timing.conversion_cycles * ns}};
  std::vector<TimingNote> notes;
  for (const TimingNote& note : all) {
    if (note.needs_ns > note.given_ns) notes.push_back(note);
  }
  return notes;
}

// nW x ns = 1e-18 J = 1e-6 pJ
double static_pj(double leakage_nw, double ns) { return leakage_nw * ns * 1e-6; }

// Accelerator and controller; the chip leaks for as long as the test takes.
EnergyCost test_energy(const Technology& t, const ChipDescription& chip, const CostReport& r) {
  const TestDescription& test = chip.test;
  if (test.images == 0) return {};
  const auto d = [](int64_t count) { return static_cast<double>(count); };
  EnergyCost energy;
  energy.ns =
      d(std::max(test.controller_cycles, test.images * r.image_cycles)) * chip.timing.cycle_ns();
  const double own_fj =
      d(test.controller_cycles) * t.controller.gates * t.controller.energy_fj_per_gate_cycle +
      d(test.memory_read_bits) * t.test_memory.read_fj_per_bit +
      d(test.memory_write_bits) * t.test_memory.write_fj_per_bit +
      d(test.register_writes) * kTuningWriteBits * t.tuning_register.energy_fj_per_bit;
  energy.dynamic_pj = test.images * r.image.dynamic_pj + own_fj * 1e-3;
  energy.static_pj = static_pj(r.parts.total().leakage_nw, energy.ns);
  return energy;
}

// Every layer reads all the time: operations of one read over the time of one read.
double peak_tops(const ChipDescription& chip) {
  const double plane_ns = static_cast<double>(chip.plane_cycles()) * chip.timing.cycle_ns();
  double tops = 0.0;
  for (const LayerDescription& layer : chip.layers) {
    tops += 2.0 * layer.rows * layer.outputs / (layer.planes * plane_ns) * 1e-3;
  }
  return tops;
}

void add_energies(CostReport& r, double cycle_ns) {
  const double image_ns = static_cast<double>(r.image_cycles) * cycle_ns;
  const ComponentCost total = r.parts.total();
  r.run = {total.dynamic_pj, static_pj(total.leakage_nw, r.images * image_ns), r.images * image_ns};
  r.image = {r.run.dynamic_pj / r.images, r.run.static_pj / r.images, image_ns};
}

}  // namespace

int64_t ChipDescription::plane_cycles() const {
  return int64_t{timing.dac_cycles} + timing.integration_cycles +
         int64_t{columns_per_adc} * timing.conversion_cycles + timing.shift_add_cycles;
}

int64_t ChipDescription::layer_cycles(const LayerDescription& layer) const {
  return layer.positions * layer.planes * plane_cycles();
}

int64_t ChipDescription::image_cycles() const {
  int64_t cycles = 0;
  for (const LayerDescription& layer : layers) cycles += layer_cycles(layer);
  return cycles;
}

void check(const ChipDescription& chip) {
  require(!chip.layers.empty(), "the chip has no layers.");
  require(chip.adc_bits >= 1 && chip.adc_bits <= 16,
          "adc.bits is " + std::to_string(chip.adc_bits) + "; allowed are 1 to 16.");
  require(
      chip.columns_per_adc >= 1,
      "adc.columns_per_adc is " + std::to_string(chip.columns_per_adc) + "; at least 1 is needed.");
  require(std::isfinite(chip.timing.clock_mhz) && chip.timing.clock_mhz > 0.0,
          "timing.clock_mhz must be positive.");
  require(chip.sparse.share >= 0.0 && chip.sparse.share <= 1.0,
          "the share of weights in the sparse SRAM is " + std::to_string(chip.sparse.share) +
              "; allowed are 0 to 1.");
  for (const LayerDescription& layer : chip.layers) {
    require(!layer.tiles.empty() && layer.positions >= 1 && layer.planes >= 1,
            "layer '" + layer.name + "' has no tiles, positions or planes.");
    for (const TileDescription& tile : layer.tiles) check(chip, layer, tile);
  }
}

CostModel::CostModel(Technology technology, ChipDescription chip)
    : technology_(std::move(technology)), chip_(std::move(chip)) {
  check(chip_);
}

CostReport CostModel::report(const std::vector<LayerActivity>& activity) const {
  if (activity.size() != chip_.layers.size()) {
    throw std::invalid_argument("CostModel: one activity a layer is needed");
  }
  CostReport r;
  r.images = static_cast<int>(activity.front().images);
  for (size_t l = 0; l < activity.size(); ++l) {
    if (activity[l].images < 1 || activity[l].images != r.images) {
      throw std::invalid_argument("CostModel: layers differ in their number of images");
    }
    const LayerDescription& layer = chip_.layers[l];
    r.layers.push_back({layer.name, chip_.layer_cycles(layer), layer.macs(),
                        layer_parts(technology_, chip_, layer, activity[l])});
    r.parts += r.layers.back().parts;
    r.operations += 2.0 * static_cast<double>(layer.macs());
  }
  r.parts += shared_parts(technology_, chip_);
  r.image_cycles = chip_.image_cycles();
  add_energies(r, chip_.timing.cycle_ns());
  r.tops = r.operations / r.image.ns * 1e-3;  // 1 / ns = 1e9 / s
  r.peak_tops = peak_tops(chip_);
  r.tops_per_watt = r.operations / r.image.total_pj();  // 1 / pJ = 1e12 / J
  r.test = test_energy(technology_, chip_, r);
  r.overhead = area_overhead(technology_, chip_, r.parts);
  r.notes = timing_notes(technology_, chip_);
  return r;
}

}  // namespace kintsugi::cost
