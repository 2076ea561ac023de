#include <fmt/format.h>

#include "testbench/bench/growth.h"
#include "testbench/bench/workload.h"

namespace kintsugi {
namespace {

constexpr int kGrowthBatch = 256;

// The size of the engine's first case, with a quarter of its vectors.
WorkloadSize plain() { return {256, 256, kGrowthBatch, 8}; }

TileDesign plain_design() { return sliced_design(varied_cells(16)); }

void add(std::vector<GrowthPoint>& points, const std::string& quantity, int value,
         const std::function<void()>& run) {
  GrowthPoint point;
  point.quantity = quantity;
  point.value = value;
  point.c.name = fmt::format("{}_{}", quantity, value);
  point.c.unit = fmt::format("{} vectors", kGrowthBatch);
  point.c.run = run;
  points.push_back(point);
}

void add_read(std::vector<GrowthPoint>& points, const std::string& quantity, int value,
              const WorkloadSize& size, const TileDesign& design) {
  const auto w = workload(size, design);
  add(points, quantity, value, [w] { run_read_job(w->job(kGrowthBatch)); });
}

}  // namespace

std::vector<GrowthPoint> growth_points() {
  std::vector<GrowthPoint> points;
  for (const int rows : {64, 128, 256, 512, 1024}) {
    WorkloadSize size = plain();
    size.rows = rows;
    add_read(points, "rows", rows, size, plain_design());
  }
  for (const int columns : {64, 128, 256, 512, 1024}) {
    WorkloadSize size = plain();
    size.outputs = columns;
    add_read(points, "columns", columns, size, plain_design());
  }
  for (const int bits : {1, 2, 4, 6, 8}) {
    WorkloadSize size = plain();
    size.input_bits = bits;
    add_read(points, "input bits", bits, size, plain_design());
  }
  // As many levels a cell as the slices of an 8-bit weight need.
  add_read(points, "slices", 1, plain(), sliced_design(varied_cells(128), 1));
  add_read(points, "slices", 2, plain(), sliced_design(varied_cells(16), 2));
  add_read(points, "slices", 4, plain(), sliced_design(varied_cells(4), 4));
  add_read(points, "slices", 8, plain(), sliced_design(varied_cells(2), 8));
  const auto w = workload(plain(), plain_design());
  for (const int dies : {1, 2, 4, 8}) {
    add(points, "dies", dies, [w, dies] {
      for (uint32_t die = 0; die < static_cast<uint32_t>(dies); ++die) {
        const DieContext context = w->design.device->die(1, die);
        w->tile = program_tile(w->design, {&context, 0}, w->weights.data(), w->rows, 0, w->rows,
                               w->outputs, w->groups, w->rows * 2000);
        run_read_job(w->job(kGrowthBatch));
      }
    });
  }
  return points;
}

}  // namespace kintsugi
