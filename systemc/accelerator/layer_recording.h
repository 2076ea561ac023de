// The conversions of a layer, played back for the wave at the times at which they happen.
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "models/accelerator/die.h"
#include "systemc/trace/probe.h"

namespace kintsugi {

// A layer computes all its values in one call and annotates the time they take. The recording keeps
// the codes of every read, [position][plane][tile][column], and shows at each moment those of the
// plane converted last and what the accumulators then hold.
class LayerRecording {
 public:
  // `layer` of `chip`, which must outlive the recording.
  LayerRecording(const Chip& chip, int layer);

  // One run of the layer: its reads in order, then the time at which the first began and how long
  // all of them take.
  void begin() { codes_.clear(); }
  void add(const int32_t* codes, size_t count) {
    codes_.insert(codes_.end(), codes, codes + count);
  }
  void end(const sc_core::sc_time& start, const sc_core::sc_time& duration);

  // The reads as a lane (id counts them, address is that of the plane, data the output position;
  // all tiles are read together), ADC codes and accumulators.
  void add_probes(ProbeList& probes, const std::string& scope);

 private:
  size_t reads() const { return positions_ * planes_; }
  void show(const sc_core::sc_time& now);
  void convert();
  void add_lane(ProbeList& probes, const std::string& scope) const;

  const LayerPlan& plan_;
  int adc_bits_;
  size_t planes_;
  size_t positions_;
  size_t columns_ = 0;  // of all tiles

  std::vector<int32_t> codes_;
  sc_core::sc_time start_;
  uint64_t read_ps_ = 1;  // one plane of all tiles
  bool running_ = false;
  size_t done_ = 0;                    // reads shown of this run
  uint32_t reads_before_ = 0;          // reads of earlier runs
  std::vector<int32_t> adc_;           // [columns_] of the last read
  std::vector<int32_t> accumulators_;  // [channels]
};

}  // namespace kintsugi
