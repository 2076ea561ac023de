#include "testbench/cost/chip_description.h"

#include <algorithm>
#include <cmath>

#include "models/accelerator/setting.h"
#include "models/digital/activation.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

using cost::ChipDescription;
using cost::LayerDescription;
using cost::TestDescription;
using cost::TileDescription;

int divide_up(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

// The array the chip has, rather than one that is asked for on top.
bool own_array(const Chip& chip, const DescriptionOptions& options) {
  return !options.sparse_present && sparse_entries(chip) > 0;
}

// Bits that tell `count` things apart.
int bits_for(int64_t count) {
  int bits = 0;
  while ((int64_t{1} << bits) < count) ++bits;
  return bits;
}

TileDescription describe_tile(const TilePlacement& placement, const WeightCoding& coding,
                              const ChipConfig& config, bool cut_arrays) {
  TileDescription tile;
  tile.rows = placement.rows;
  tile.converted_columns = placement.outputs * coding.slices;
  tile.columns = coding.physical_columns(placement.outputs);
  tile.array_rows = cut_arrays ? tile.rows : config.crossbar.rows;
  tile.array_columns = cut_arrays ? tile.columns : config.crossbar.columns;
  tile.array_converted_columns = coding.outputs_of(tile.array_columns) * coding.slices;
  tile.converters = divide_up(tile.array_converted_columns, config.adc.columns_per_adc);
  return tile;
}

// Window positions that lie over the input, summed over all windows along one axis.
int64_t covered(int in, int out, int kernel, int stride, int pad) {
  int64_t sum = 0;
  for (int o = 0; o < out; ++o) {
    const int first = o * stride - pad;
    sum += std::max(0, std::min(first + kernel, in) - std::max(first, 0));
  }
  return sum;
}

int64_t window_values(const Layer& layer) {
  if (layer.kind == LayerKind::Dense) return layer.in.size();
  return layer.in.channels *
         covered(layer.in.height, layer.conv_out.height, layer.kernel, layer.stride, layer.pad) *
         covered(layer.in.width, layer.conv_out.width, layer.kernel, layer.stride, layer.pad);
}

LayerDescription describe_layer(const LayerPlan& plan, const Chip& chip,
                                const DescriptionOptions& options, int number) {
  LayerDescription layer;
  layer.name = plan.layer.name;
  for (const TilePlacement& placement : plan.tiles) {
    layer.tiles.push_back(describe_tile(placement, plan.coding, chip.config, options.cut_arrays));
  }
  layer.rows = plan.layer.rows();
  layer.outputs = plan.layer.conv_out.channels;
  layer.positions = plan.layer.positions();
  layer.planes = plan.input.planes(chip.activation_bits());
  layer.input_values = plan.layer.in.size();
  layer.window_values = window_values(plan.layer);
  layer.pooled_outputs = plan.layer.out.size();
  layer.pool_window = plan.layer.pool * plan.layer.pool;
  layer.averaged = plan.layer.pool > 1 && plan.layer.pool_kind == PoolKind::Average;
  if (plan.layer.addend != 0) {
    layer.added_values = plan.layer.conv_out.size();
    layer.addend_bits = plan.digital.signed_addend ? 8 : chip.activation_bits();
  }
  layer.tuned = chip.tuned_index(number) >= 0;
  layer.neutral = !layer.tuned && !chip.is_last(number);
  const double weights = static_cast<double>(plan.layer.weights.size());
  const auto entries = static_cast<int64_t>(plan.sparse.positions.size());
  const auto asked = static_cast<int64_t>(std::ceil(weights * options.sparse_share - 1e-9));
  layer.sparse_weights = own_array(chip, options) ? entries : asked;
  return layer;
}

// A RAM word is 32 bits and their parity (docs/controller.md, section 4).
constexpr int64_t kWord = 32 + 1;

// What one pass over the images costs the controller.
struct Pass {
  int64_t cycles = 0;
  int64_t words_read = 0;
  int64_t words_written = 0;
};

Pass describe_pass(const tuning::TestProgram& p, const ChipDescription& chip) {
  int64_t beats = 0;
  for (const tuning::SignatureShape& layer : p.signature) beats += layer.channels * layer.beats;
  const auto pixels = static_cast<int64_t>(p.stimuli.front().size());
  // Pixel 0 is offered in the fourth cycle. A layer's first beat enters the FIFO at the edge at
  // which its values exist; the last of the image shows a cycle later, is popped in the one after
  // it and its statistics take four more.
  const int64_t image = 3 + pixels + chip.image_cycles() + beats - p.layers() + 6;
  const int64_t projection = int64_t{p.projected()} * p.projection_row();
  const int64_t statistics = p.statistics();
  Pass pass;
  pass.cycles = p.images() * image + projection + 3 + p.features + 1 + p.groups() +
                int64_t{p.clusters()} * p.features + 4;
  pass.words_read = p.images() * divide_up(pixels, 8) + (p.images() - 1) * statistics + projection +
                    statistics + p.features + p.groups() +
                    int64_t{p.clusters()} * divide_up(p.features, 2);
  pass.words_written = p.images() * statistics;
  return pass;
}

}  // namespace

int64_t test_memory_bits() {
  return kWord * (regs::kStimWords + regs::kStatSlots + regs::kProjWords + regs::kCodebookWords +
                  regs::kDeltaWords + regs::kStoreWords) +
         (64 + 1) * regs::kLogEntries;
}

cost::ChipDescription describe_chip(const Chip& chip, const cost::TimingDescription& timing,
                                    const DescriptionOptions& options) {
  ChipDescription d;
  d.name = chip.network.name;
  d.adc = options.adc;
  d.adc_bits = chip.config.adc.bits;
  d.columns_per_adc = chip.config.adc.columns_per_adc;
  d.activation_bits = chip.activation_bits();
  d.dac_bits = chip.config.dac.bits;
  d.accumulator_bits = kAccumulatorBits;
  d.timing = timing;
  d.test_memory_bits = test_memory_bits();
  int64_t largest = 1;
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    d.layers.push_back(describe_layer(plan, chip, options, l));
    largest = std::max(largest, static_cast<int64_t>(plan.layer.weights.size()));
  }
  int64_t weights = 0;
  // As many digital units as it takes to be done when the next position's codes come.
  for (LayerDescription& layer : d.layers) {
    layer.digital_units = divide_up(layer.outputs, layer.planes * d.plane_cycles());
    if (own_array(chip, options)) {
      layer.sparse_units = divide_up(layer.sparse_weights, layer.planes * d.plane_cycles());
    }
    weights += int64_t{layer.rows} * layer.outputs;
  }
  d.sparse = {options.sparse_present, options.sparse_share, 8, bits_for(largest)};
  if (own_array(chip, options)) {
    const double share = sparse_entries(chip) / static_cast<double>(weights);
    d.sparse = {true, share, 8, 0};  // positions are wired
  }
  return d;
}

cost::TestDescription describe_test(const tuning::TestProgram& program,
                                    const cost::ChipDescription& chip, bool retest,
                                    int register_write_cycles) {
  const Pass pass = describe_pass(program, chip);
  const int passes = retest ? 2 : 1;
  const int tuned = program.layers() - 1;
  const int64_t groups = program.groups();
  const int64_t centroid = (program.features + 1) / 2;
  const int64_t slopes = program.affine ? 2 * groups : 0;
  // CHECK, SAVE, PREDICT of both passes, DECIDE, WRITE, COMMIT, JUDGE: docs/controller.md, 6 and 7.
  const int64_t predict_words = !program.predict ? 0 : centroid + (retest ? 3 : 2) * (1 + groups);
  const int64_t predict = !program.predict ? 0 : predict_words + (retest ? 3 + 3 + 1 : 3);
  const int64_t save = program.predict && retest ? 2 * tuned : 0;
  const int64_t centre = program.affine ? centroid + 1 : 0;
  const int64_t transfers = 2 + register_write_cycles + 2;  // a write and its read-back
  const int64_t layer_write = 1 + (program.affine ? slopes + 2 : 0) + 1 + transfers + 1;
  TestDescription test;
  test.images = passes * program.images();
  test.controller_cycles = passes * pass.cycles + 24 + save + predict + 2 + centre +
                           tuned * layer_write + 2 + register_write_cycles;
  test.memory_read_bits =
      kWord * (passes * pass.words_read + predict_words + centroid + 1 + tuned * (1 + slopes));
  test.memory_write_bits = kWord * passes * pass.words_written;
  test.register_writes = tuned + 1;
  return test;
}

}  // namespace kintsugi
