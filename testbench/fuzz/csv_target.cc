// CSV files: a tester's parts, bins and signatures, and the points of a sweep.
#include "models/core/error.h"
#include "models/network/network.h"
#include "models/tuning/program.h"
#include "testbench/fuzz/input.h"
#include "testbench/scenario/paths.h"
#include "testbench/silicon/bins.h"
#include "testbench/silicon/tester_data.h"
#include "testbench/space/grid.h"

namespace {

using namespace kintsugi;

// Any program will do: its signature says which columns there are.
struct Readable {
  Network network = load_onnx(project_root() / "models/zoo/fashion_mlp.onnx");
  tuning::TestProgram program =
      tuning::load_program(project_root() / "models/zoo/fashion_mlp_a.program.json");
};

template <class Read>
void refused_or_read(Read read) {
  try {
    read();
  } catch (const UserError&) {
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Readable known;
  const InputFile file(data, size);
  refused_or_read([&] { read_parts(file.path()); });
  refused_or_read([&] { read_bins(file.path(), {}); });
  refused_or_read([&] { read_tester_data(file.path(), known.program, known.network); });
  refused_or_read([&] { read_points(file.path()); });
  return 0;
}
