#include "testbench/population/controller.h"

#include "testbench/own_controller/build.h"

namespace kintsugi {

BenchController bench_controller(const RunOptions& options) {
  if (options.rtl.empty()) return {make_verilated_controller, ""};
  const BuiltController built =
      build_controller({options.rtl, options.top}, options.check == Check::Cycle,
                       options.wave || options.wave_on_failure, options.quiet);
  return {load_controller(built.library), built.digest};
}

}  // namespace kintsugi
