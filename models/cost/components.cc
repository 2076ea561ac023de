// Area and energy of each component of a layer (docs/cost.md, "Equations").
#include <cmath>

#include "models/cost/cost_model.h"

namespace kintsugi::cost {
namespace {

constexpr double kPjPerFj = 1e-3;
constexpr int kTuningBits = 32;  // a gain and an offset, shadow and active each

double d(int64_t count) { return static_cast<double>(count); }

ComponentCost part(double area_um2, double leakage_nw_per_um2, double dynamic_fj) {
  return {area_um2, area_um2 * leakage_nw_per_um2, dynamic_fj * kPjPerFj};
}

// `bits` wide units, used `uses` times in all.
ComponentCost logic(const LogicTechnology& t, double units, double bits, double uses) {
  return part(units * bits * t.area_um2_per_bit, t.leakage_nw_per_um2,
              uses * bits * t.energy_fj_per_bit);
}

ComponentCost sram(const SramTechnology& t, double f2_um2, double bits, double read_bits,
                   double written_bits) {
  return part(bits * t.area_f2_per_bit * f2_um2, t.leakage_nw_per_um2,
              read_bits * t.read_fj_per_bit + written_bits * t.write_fj_per_bit);
}

// What is built of a layer's tiles.
struct Built {
  double cells = 0.0;
  double rows = 0.0;
  double converted_columns = 0.0;
  double converters = 0.0;
};

Built built(const LayerDescription& layer) {
  Built b;
  for (const TileDescription& tile : layer.tiles) {
    b.cells += d(tile.array_rows) * tile.array_columns;
    b.rows += tile.array_rows;
    b.converted_columns += tile.array_converted_columns;
    b.converters += tile.converters;
  }
  return b;
}

// V^2 G t: a cell conducts while its word line is driven, in the DAC step and the integration.
double cell_energy_fj(const Technology& t, const TimingDescription& timing,
                      double conductance_reads) {
  const double volts = t.cell.read_voltage_v;
  const double ns = (timing.dac_cycles + timing.integration_cycles) * timing.cycle_ns();
  return volts * volts * t.cell.g_max_us * ns * conductance_reads;  // V^2 uS ns = fJ
}

void add_analog_parts(Breakdown& parts, const Technology& t, const ChipDescription& chip,
                      const LayerDescription& layer, const LayerActivity& a) {
  const Built b = built(layer);
  parts[Component::Cells] =
      part(b.cells * t.cell.area_f2 * t.process.f2_um2(), t.cell.leakage_nw_per_um2,
           cell_energy_fj(t, chip.timing, a.conductance_reads));
  const auto& driver = t.word_line_driver;
  parts[Component::WordLineDrivers] =
      part(b.rows * (driver.area_um2_per_row + chip.dac_bits * driver.area_um2_per_bit),
           driver.leakage_nw_per_um2,
           d(a.active_row_steps) * chip.dac_bits * driver.energy_fj_per_bit +
               d(a.line_cells) * driver.energy_fj_per_cell);
  parts[Component::SampleAndHolds] =
      part(b.converted_columns * t.sample_and_hold.area_um2, t.sample_and_hold.leakage_nw_per_um2,
           d(a.samples) * t.sample_and_hold.energy_fj);
  parts[Component::Multiplexers] =
      part(b.converted_columns * t.multiplexer.area_um2, t.multiplexer.leakage_nw_per_um2,
           d(a.conversions) * t.multiplexer.energy_fj);
  const AdcTechnology& adc = t.converter(chip.adc);
  parts[Component::Converters] =
      part(b.converters * adc.area(chip.adc_bits), adc.leakage_nw_per_um2,
           d(a.conversions) * adc.energy_fj(chip.adc_bits));
}

// The largest of a window, or its sum on the scale of the average.
void add_pooling(Breakdown& parts, const Technology& t, const ChipDescription& chip,
                 const LayerDescription& layer, const LayerActivity& a) {
  const double units = layer.pool_window > 1 ? layer.digital_units : 0.0;
  if (!layer.averaged) {
    parts[Component::Pooling] =
        logic(t.pooling, units, chip.activation_bits, d(a.pool_comparisons));
    return;
  }
  const double sum_bits = chip.activation_bits + std::ceil(std::log2(layer.pool_window));
  parts[Component::Pooling] = logic(t.shift_add, units, sum_bits, d(a.pool_comparisons));
  parts[Component::Pooling] += logic(t.requantiser, units, chip.multiplier_bits * sum_bits,
                                     d(a.images * layer.pooled_outputs));
}

// A code of the addend is put on the accumulator's scale, then added beside bias and offset.
void add_addend(Breakdown& parts, const Technology& t, const ChipDescription& chip,
                const LayerDescription& layer, const LayerActivity& a) {
  if (layer.added_values == 0) return;
  const double units = layer.digital_units;
  const double uses = d(a.images * layer.added_values);
  parts[Component::Requantisers] +=
      logic(t.requantiser, units, d(chip.multiplier_bits) * layer.addend_bits, uses);
  parts[Component::GainOffset] += logic(t.shift_add, units, chip.accumulator_bits, uses);
}

void add_digital_parts(Breakdown& parts, const Technology& t, const ChipDescription& chip,
                       const LayerDescription& layer, const LayerActivity& a) {
  const Built b = built(layer);
  const double units = layer.digital_units;
  const double tuned_units = layer.tuned ? units : 0.0;
  const double coding_units = layer.tuned || layer.neutral ? units : 0.0;
  parts[Component::InputRegisters] =
      logic(t.input_register, b.rows, chip.activation_bits, d(a.input_register_writes));
  parts[Component::ShiftAdders] =
      logic(t.shift_add, b.converters, chip.accumulator_bits, d(a.shift_adds));
  parts[Component::Accumulators] =
      logic(t.accumulator, layer.outputs, chip.accumulator_bits, d(a.shift_adds));
  parts[Component::GainOffset] = logic(
      t.gain_offset, tuned_units, d(chip.gain_bits) * chip.accumulator_bits, d(a.gain_operations));
  parts[Component::Requantisers] =
      logic(t.requantiser, coding_units, d(chip.multiplier_bits) * chip.accumulator_bits,
            d(a.requantisations));
  add_pooling(parts, t, chip, layer, a);
  add_addend(parts, t, chip, layer, a);
  parts[Component::TuningRegisters] =
      logic(t.tuning_register, layer.tuned ? 2.0 : 0.0, kTuningBits, 0.0);
}

void add_memory_parts(Breakdown& parts, const Technology& t, const ChipDescription& chip,
                      const LayerDescription& layer, const LayerActivity& a) {
  const double f2 = t.process.f2_um2();
  const double bits = chip.activation_bits;
  const double added = d(layer.added_values);
  const double wider = d(a.images) * added * (layer.addend_bits - bits);  // than activation codes
  parts[Component::ActivationBuffers] =
      sram(t.activation_buffer, f2, d(layer.input_values) * bits + added * layer.addend_bits,
           d(a.buffer_reads) * bits + wider, d(a.buffer_writes) * bits + wider);
  if (!chip.sparse.present) return;
  const double width = chip.sparse.weight_bits + chip.sparse.index_bits;
  parts[Component::SparseSram] =
      sram(t.sparse_sram, f2, d(layer.sparse_weights) * width, d(a.sparse_reads) * width, 0.0);
  parts[Component::SparseSram] +=
      logic(t.sparse_mac, layer.sparse_weights > 0 ? layer.sparse_units : 0.0,
            d(chip.sparse.weight_bits) * chip.activation_bits, d(a.sparse_reads));
}

}  // namespace

Breakdown layer_parts(const Technology& t, const ChipDescription& chip,
                      const LayerDescription& layer, const LayerActivity& activity) {
  Breakdown parts;
  add_analog_parts(parts, t, chip, layer, activity);
  add_digital_parts(parts, t, chip, layer, activity);
  add_memory_parts(parts, t, chip, layer, activity);
  return parts;
}

Breakdown shared_parts(const Technology& t, const ChipDescription& chip) {
  Breakdown parts;
  parts[Component::ControllerLogic] = part(t.controller.gates * t.controller.area_um2_per_gate,
                                           t.controller.leakage_nw_per_um2, 0.0);
  parts[Component::TestMemories] =
      sram(t.test_memory, t.process.f2_um2(), d(chip.test_memory_bits), 0.0, 0.0);
  return parts;
}

double sparse_area_um2(const Technology& t, const ChipDescription& chip, int index_bits) {
  ChipDescription with = chip;
  with.sparse.present = true;
  with.sparse.index_bits = index_bits;
  double area = 0.0;
  for (const LayerDescription& layer : with.layers) {
    Breakdown parts;
    add_memory_parts(parts, t, with, layer, LayerActivity{});
    area += parts[Component::SparseSram].area_um2;
  }
  return area;
}

}  // namespace kintsugi::cost
