#include "testbench/bench/workload.h"

#include "models/accelerator/bit_patterns.h"
#include "models/core/random.h"

namespace kintsugi {
namespace {

// One position a vector: what a dense layer is.
Layer dense_layer(int rows, int outputs) {
  Layer layer;
  layer.kind = LayerKind::Dense;
  layer.in = {rows, 1, 1};
  layer.conv_out = layer.out = {outputs, 1, 1};
  return layer;
}

void encode(Workload& w) {
  const Layer layer = dense_layer(w.rows, w.outputs);
  BitPatterns patterns(layer, w.input_bits);
  const auto batch = static_cast<size_t>(w.batch);
  w.group_offset = patterns.group_offset();
  w.patterns.resize(batch * patterns.patterns_per_image());
  const auto pairs = static_cast<size_t>((w.rows + 1) / 2);
  const auto planes = static_cast<size_t>(w.design.input.planes(w.input_bits));
  w.digits.resize(batch * planes * pairs);
  for (size_t i = 0; i < batch; ++i) {
    w.position_offset.push_back(static_cast<int32_t>(i * patterns.patterns_per_image()));
    w.image.push_back(static_cast<uint32_t>(i));
    w.position.push_back(0);
    const uint8_t* row = w.inputs.data() + i * static_cast<size_t>(w.rows);
    encode_digits(w.tile, w.input_bits, row, w.digits.data() + i * planes * pairs, nullptr);
    patterns.encode(row, w.patterns.data() + i * patterns.patterns_per_image());
  }
}

}  // namespace

ReadJob Workload::job(int positions) {
  ReadJob job = read_job(tile, input_bits);
  job.positions = positions;
  job.patterns = patterns.data();
  job.group_offset = group_offset.data();
  job.position_offset = position_offset.data();
  job.digits = digits.data();
  job.image = image.data();
  job.position = position.data();
  job.accumulators = accumulators.data();
  job.stride = job.stripes * job.lanes;
  return job;
}

uint32_t fixed_word(uint64_t index) { return random_word({1, 0, 0, RandomRole::Resample}, index); }

DeviceStatistics varied_cells(int levels) {
  DeviceStatistics statistics;
  statistics.levels = levels;
  statistics.sigma_within = 0.1;
  return statistics;
}

TileDesign sliced_design(const DeviceStatistics& statistics, int slices) {
  TileDesign design;
  design.device = std::make_shared<const DeviceModel>(statistics);
  design.coding = {Mapping::Differential, Reference::Cells, statistics.levels, slices, 128};
  design.adc.type = AdcType::Sar;
  design.adc.gain_sigma = 0.01;
  design.adc.capacitor_sigma = 0.01;
  return design;
}

std::shared_ptr<Workload> workload(const WorkloadSize& size, const TileDesign& design) {
  auto w = std::make_shared<Workload>();
  w->rows = size.rows;
  w->outputs = size.outputs;
  w->batch = size.batch;
  w->input_bits = size.input_bits;
  w->design = design;
  w->die = design.device->die(1, 0);
  w->groups = row_groups(dense_layer(size.rows, size.outputs));
  for (int i = 0; i < size.rows * size.outputs; ++i) {
    w->weights.push_back(
        static_cast<int8_t>(static_cast<int>(fixed_word(static_cast<uint64_t>(i)) % 255) - 127));
  }
  for (int i = 0; i < size.batch * size.rows; ++i) {
    w->inputs.push_back(
        static_cast<uint8_t>(fixed_word(static_cast<uint64_t>(i)) >> (32 - size.input_bits)));
  }
  w->tile = program_tile(design, {&w->die, 0}, w->weights.data(), size.rows, 0, size.rows,
                         size.outputs, w->groups, size.rows * 2000);
  encode(*w);
  w->accumulators.resize(static_cast<size_t>(size.batch) * w->tile.conversion.slope.size());
  return w;
}

}  // namespace kintsugi
