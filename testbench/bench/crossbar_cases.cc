// The crossbar engine beside the arithmetic it cannot do without.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/core/vector_unit.h"
#include "models/crossbar/read_kernel.h"
#include "testbench/bench/bench_case.h"
#include "testbench/bench/blas.h"
#include "testbench/bench/workload.h"

namespace kintsugi {
namespace {

constexpr int kBatch = 1024;
constexpr int kInputBits = 8;

// Every effect there is, but for write-verify, which is as long as its window is narrow.
DeviceStatistics all_statistics(int levels) {
  DeviceStatistics s = varied_cells(levels);
  s.g_max_us = 40.0;
  s.sigma_tile = s.sigma_die = s.sigma_wafer = s.sigma_lot = s.sigma_reticle = 0.05;
  s.radial = s.sigma_radial = 0.05;
  s.sigma_correlated = s.sigma_gradient = s.gradient_rows = s.gradient_columns = 0.05;
  s.drift = DriftLaw::Power;
  s.age_s = 1e6;
  s.drift_nu = 0.01;
  s.drift_sigma_nu = 0.005;
  s.rtn_share = 0.1;
  s.stuck_lrs = s.stuck_hrs = 0.01;
  s.read_noise = 0.01;
  return s;
}

TileDesign unsliced_design() {
  TileDesign design;
  design.device = std::make_shared<const DeviceModel>(varied_cells(128));
  design.coding = {Mapping::Differential, Reference::Cells, 128, 1, 128};
  design.input.plane_bits = kInputBits;
  design.dac.bits = kInputBits;
  return design;
}

// `products` of batch x rows x outputs.
std::function<void()> gemm_floor(const std::shared_ptr<Workload>& w, int batch, int products) {
  const auto size = [](int rows, int columns) { return static_cast<size_t>(rows * columns); };
  const auto a = std::make_shared<std::vector<float>>(size(batch, w->rows), 0.5F);
  const auto b = std::make_shared<std::vector<float>>(size(w->rows, w->outputs), 0.25F);
  const auto c = std::make_shared<std::vector<float>>(size(batch, w->outputs));
  return [=] {
    for (int i = 0; i < products; ++i) {
      Blas::instance().gemm(batch, w->outputs, w->rows, a->data(), b->data(), c->data());
    }
  };
}

BenchCase read_case(const std::string& name, const std::shared_ptr<Workload>& w, int batch,
                    int products, double bar, BenchCase::BarOf bar_of) {
  BenchCase c;
  c.name = name;
  c.unit = batch == 1 ? "vector" : std::to_string(batch) + " vectors";
  c.run = [w, batch] { run_read_job(w->job(batch)); };
  c.floor = gemm_floor(w, batch, products);
  c.floor_name = std::to_string(products) + " sgemm of " + Blas::instance().core();
  c.bar_of = bar_of;
  c.bar = bar;
  return c;
}

// The same case on the slowest vector unit there is.
BenchCase on_portable(BenchCase c, double bar) {
  c.name += "_portable";
  c.bar = bar;
  c.run = [run = c.run] {
    select_vector_unit(VectorUnit::Portable);
    run();
    select_vector_unit(available_vector_units().back());
  };
  return c;
}

// Cells on the grid, all statistics on.
BenchCase programming_case(const std::shared_ptr<Workload>& w) {
  BenchCase c;
  c.name = "programming";
  c.unit = "cell";
  c.items = static_cast<double>(w->rows) * w->design.coding.physical_columns(w->outputs);
  c.run = [w] {
    program_physical_cells(w->design, {&w->die, 0}, w->weights.data(), w->rows, 0, w->rows,
                           w->outputs);
  };
  c.bar_of = BenchCase::BarOf::Time;
  c.bar = 10.0;
  return c;
}

// The same and all that reading needs: converters, their curves, tables of sums and variances.
BenchCase tile_case(const std::shared_ptr<Workload>& w) {
  BenchCase c = programming_case(w);
  c.name = "programming_and_tables";
  c.run = [w] {
    w->tile = program_tile(w->design, {&w->die, 0}, w->weights.data(), w->rows, 0, w->rows,
                           w->outputs, w->groups, w->rows * 2000);
  };
  return c;
}

// The effective matrix of 128 x 128 cells, once a programming.
BenchCase conductance_case() {
  constexpr int kSize = 128;
  const auto cells = std::make_shared<std::vector<double>>();
  for (uint64_t i = 0; i < kSize * kSize; ++i) {
    cells->push_back(1e-6 + 1e-4 * (fixed_word(i) >> 8) / 16777216.0);
  }
  BenchCase c;
  c.name = "effective_conductance_128x128";
  c.unit = "matrix";
  c.run = [cells] {
    WireDesign wires;
    wires.word_ohm = wires.bit_ohm = 0.35;
    wires.driver_ohm = wires.sense_ohm = 10.0;
    effective_conductance(wires, cells->data(), kSize, kSize);
  };
  c.bar_of = BenchCase::BarOf::Time;
  c.bar = 100e6;
  return c;
}

// A read with wires is a read: the floor is the same tile without them.
BenchCase wires_case(const std::shared_ptr<Workload>& without) {
  TileDesign design = sliced_design(varied_cells(16));
  design.wires.topology = WireTopology::DrivenRows;
  design.wires.driven.word_ohm = design.wires.driven.bit_ohm = 0.35;
  design.wires.g_max_siemens = 40e-6;
  BenchCase c =
      read_case("wires_256x256", workload({256}, design), kBatch, 1, 1.05, BenchCase::BarOf::Ratio);
  c.floor = [without] { run_read_job(without->job(kBatch)); };
  c.floor_name = "the same without wires";
  return c;
}

}  // namespace

std::vector<BenchCase> crossbar_cases() {
  constexpr auto kRatio = BenchCase::BarOf::Ratio;
  constexpr int kSlicedProducts = 16;  // 8 planes of 2 slices
  const auto small = workload({256}, sliced_design(varied_cells(16)));
  const auto large = workload({1152}, sliced_design(varied_cells(16)));
  const auto whole = workload({256}, unsliced_design());
  DeviceStatistics noisy = varied_cells(16);
  noisy.read_noise = 0.01;
  const auto reads = workload({256}, sliced_design(noisy));
  std::vector<BenchCase> cases = {
      read_case("crossbar_256x256", small, kBatch, kSlicedProducts, 0.8, kRatio),
      read_case("crossbar_1152x256", large, kBatch, kSlicedProducts, 0.8, kRatio)};
  cases.push_back(on_portable(cases[0], 1.5));
  cases.push_back(on_portable(cases[1], 1.5));
  cases.push_back(
      read_case("one_vector_256x256", small, 1, kSlicedProducts, 25e3, BenchCase::BarOf::Time));
  cases.push_back(read_case("unsliced_256x256", whole, kBatch, 1, 1.0, kRatio));
  cases.push_back(read_case("read_noise_256x256", reads, kBatch, kSlicedProducts, 1.4, kRatio));
  const auto programmed = workload({256}, sliced_design(all_statistics(16)));
  cases.push_back(programming_case(programmed));
  cases.push_back(conductance_case());
  cases.push_back(wires_case(small));
  cases.push_back(tile_case(programmed));
  return cases;
}

}  // namespace kintsugi
