// Whole dies: images through all layers, and two threads beside one.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "testbench/bench/bench_case.h"
#include "testbench/bench/blas.h"

namespace kintsugi {
namespace {

constexpr int kImages = 10000;
constexpr int kBlock = 64;  // images of one product of the floor
constexpr double kLeastSpeedup = 1.7;

struct Work {
  std::vector<std::unique_ptr<Die>> dies;
  const Experiment* experiment = nullptr;
  int images = 0;

  void classify_on(size_t die) const {
    const Tuning tuning = identity_tuning(experiment->chip);
    benchmark::DoNotOptimize(classify(*dies[die], tuning, experiment->judged.codes.data(), images));
  }
};

// One product for every layer, plane and slice, of as many rows as the layer has positions.
std::function<void()> gemm_floor(const Chip& chip, int images) {
  struct Product {
    int m, n, k, count;
  };
  std::vector<Product> products;
  size_t a = 0, b = 0, c = 0;
  for (const LayerPlan& plan : chip.layers) {
    const int planes = plan.input.planes(chip.activation_bits()) * plan.coding.slices;
    const Product p = {plan.layer.positions() * kBlock, plan.layer.conv_out.channels,
                       plan.layer.rows(), planes};
    products.push_back(p);
    a = std::max(a, static_cast<size_t>(p.m) * static_cast<size_t>(p.k));
    b = std::max(b, static_cast<size_t>(p.k) * static_cast<size_t>(p.n));
    c = std::max(c, static_cast<size_t>(p.m) * static_cast<size_t>(p.n));
  }
  const auto x = std::make_shared<std::vector<float>>(a, 0.5F);
  const auto y = std::make_shared<std::vector<float>>(b, 0.25F);
  const auto z = std::make_shared<std::vector<float>>(c);
  return [=] {
    for (int done = 0; done < images; done += kBlock) {
      for (const Product& p : products) {
        for (int i = 0; i < p.count; ++i) {
          Blas::instance().gemm(p.m, p.n, p.k, x->data(), y->data(), z->data());
        }
      }
    }
  };
}

}  // namespace

std::vector<BenchCase> die_cases(const Experiment& experiment) {
  const auto work = std::make_shared<Work>();
  work->experiment = &experiment;
  work->images = std::min(kImages, experiment.judged.count());
  for (uint32_t d = 0; d < 2; ++d) {
    work->dies.push_back(
        std::make_unique<Die>(experiment.chip, DieKey{experiment.scenario.seed, d}));
  }
  BenchCase one;
  one.name = "die_on_" + std::to_string(work->images) + "_images";
  one.unit = "image";
  one.items = work->images;
  one.run = [work] { work->classify_on(0); };
  one.floor = gemm_floor(experiment.chip, work->images);
  one.floor_name = "sgemm of every layer and plane";
  one.bar_of = BenchCase::BarOf::Ratio;
  one.bar = 1.0;

  BenchCase two;
  two.name = "two_threads";
  two.unit = "image";
  two.items = 2.0 * work->images;
  two.run = [work] {
    std::thread other([work] { work->classify_on(1); });
    work->classify_on(0);
    other.join();
  };
  two.floor = [work] {
    work->classify_on(0);
    work->classify_on(1);
  };
  two.floor_name = "one thread";
  two.bar_of = BenchCase::BarOf::Ratio;
  two.bar = 1.0 / kLeastSpeedup;
  return {one, two};
}

}  // namespace kintsugi
