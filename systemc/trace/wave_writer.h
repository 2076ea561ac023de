// Writes the FST file: the signals of a Verilated model and a list of probes on one time base.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "systemc/trace/wave_request.h"

class VerilatedFstC;

namespace kintsugi {

// Cycle n, from edge n to edge n + 1, is written at time n * period. It needs two looks: sample()
// reads the probes after edge n; dump() is called with the wires of the cycle settled, before edge
// n + 1, and shows the model as it then is. So a register, a pin that is sampled with it and the
// model's view of both stand in one column. Between two edges only the drawn clock changes.
class WaveWriter {
 public:
  virtual ~WaveWriter() = default;
  virtual bool is_open() const = 0;
  virtual void sample() = 0;
  virtual void dump(uint64_t cycle) = 0;
  // Dumps the last cycle and ends the file, at a rising edge.
  virtual void close(uint64_t last_cycle) = 0;
};

// `attach` hands the file to the Verilated model's trace().
std::unique_ptr<WaveWriter> make_wave_writer(const WaveRequest& request,
                                             const std::function<void(VerilatedFstC*)>& attach);

}  // namespace kintsugi
