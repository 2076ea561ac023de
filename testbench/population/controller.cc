#include "testbench/population/controller.h"

#include "testbench/own_controller/subject.h"
#include "testbench/population/plant.h"

namespace kintsugi {

BenchController bench_controller(const RunOptions& options) {
  const Plant plant = planted_fault(options.plant);
  const BuiltSubject built =
      build_subject({{options.rtl, options.top}, options.reference, options.check == Check::Cycle},
                    options.wave || options.wave_on_failure, options.quiet);
  BenchController bench{built.controller, built.reference, built.digests};
  if (!bench.make) bench.make = make_verilated_controller;
  if (!bench.reference) {
    bench.reference = [fault = plant.reference] {
      return std::make_unique<ControllerReference>(fault);
    };
  }
  if (plant.pins != nullptr) {
    bench.make = [right = bench.make, pins = plant.pins](uint32_t seed) {
      return with_pin_fault(right(seed), pins);
    };
  }
  return bench;
}

}  // namespace kintsugi
